"""R9: the privacy officer sees what was kept beside the AVG guard, never the text; nobody writes in another name."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.avg.models import Bevestiging

pytestmark = pytest.mark.django_db
PAGE = "portaal:bevestigingen"


def kept(account: Any, **more: Any) -> Bevestiging:
    values = {"waar": "koppelen", "veld": "Ambities", "categorie": "religie", "reden": "nodig", **more}
    return Bevestiging.objects.create(door=account, trace_id="a" * 32, **values)


def test_the_officer_sees_who_kept_what_kind_of_words_and_why(
    client_of: Any, fg: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any
) -> None:
    kept(casemanager_luttelgeest)
    kept(regievoerder_utrecht, categorie="medisch", waar="vragen-over-dossier", reden="werk")
    browser = client_of(fg)

    page = browser.get(reverse(PAGE)).content.decode()

    assert casemanager_luttelgeest.naam in page and regievoerder_utrecht.naam in page
    assert f"{reverse('portaal:leeslog')}?nummer={'a' * 32}" in page
    found = browser.get(reverse(PAGE), {"categorie": "medisch", "reden": "werk"})
    assert [row.door for row, _ in found.context["regels"]] == [regievoerder_utrecht]
    assert "Geen bevestigingen" in browser.get(reverse(PAGE), {"tot": "1-1-2020"}).content.decode()
    assert client_of(casemanager_luttelgeest).get(reverse(PAGE)).status_code == 404


def test_the_page_costs_as_many_queries_for_twenty_lines_as_for_one(
    client_of: Any, fg: Any, casemanager_luttelgeest: Any
) -> None:
    browser = client_of(fg)

    def cost(number: int) -> int:
        for _ in range(number):
            kept(casemanager_luttelgeest)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(PAGE))
        return len(queries)

    browser.get(reverse(PAGE))
    assert cost(1) == cost(20)


def test_r4_a_gemeente_adds_lines_in_its_own_name_only_and_reads_none(
    regievoerder_utrecht: Any, casemanager_luttelgeest: Any
) -> None:
    def write(account: Any) -> None:
        with transaction.atomic(), behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
            kept(account)

    write(regievoerder_utrecht)
    with pytest.raises(ProgrammingError, match="row-level security"):
        write(casemanager_luttelgeest)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk),
    ):
        Bevestiging.objects.count()
