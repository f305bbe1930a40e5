"""R10: refused readings are logged as well, by whichever wall refused."""

from typing import Any

import pytest

from coa_portal.audit.models import Inzageregel
from tests.factories.koppeling import KoppelingFactory
from tests.factories.overdracht import ProfielversieFactory, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    koppeling = KoppelingFactory()
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    return person_of(koppeling)


def refused(account: Any) -> list[tuple[str, Any]]:
    rows = Inzageregel.objects.filter(gebruiker=account, result="geweigerd")
    return [(row.what, row.object_id) for row in rows]


def test_r10_a_foreign_dossier_leaves_a_line(person: Any, client_of: Any, casemanager_elders: Any) -> None:
    assert client_of(casemanager_elders).get(f"/dossiers/{person.pk}/").status_code == 404
    assert refused(casemanager_elders) == [("bijhouden-klantprofiel", person.pk)]


def test_r10_an_address_that_the_role_may_not_enter_leaves_a_line(
    person: Any, client_of: Any, regievoerder_utrecht: Any
) -> None:
    assert client_of(regievoerder_utrecht).get(f"/dossiers/{person.pk}/").status_code == 404
    assert refused(regievoerder_utrecht) == [("bijhouden-klantprofiel", person.pk)]


def test_r10_what_may_be_seen_leaves_no_refusal(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    assert client_of(casemanager_luttelgeest).get(f"/dossiers/{person.pk}/").status_code == 200
    assert refused(casemanager_luttelgeest) == []
