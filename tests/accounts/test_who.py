"""Who may see a gemeente or a locatie: complete, only what is in force, with a fixed number of questions."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coa_portal.accounts.actions import block_toekenning, grant_aanvraag
from coa_portal.accounts.models import Toekenning
from coa_portal.accounts.who import who_may_see
from coa_portal.common.dates import today
from tests.factories.accounts import AanvraagFactory, account_with

pytestmark = pytest.mark.django_db
PAGE = "/beheer/accounts/toekenning/wie/"


@pytest.fixture
def admin(beheerder: Any, client_of: Any) -> Any:
    """The browser of the beheerder."""
    return client_of(beheerder)


def names(place: Any) -> set[str]:
    return {row.toekenning.gebruiker.naam for group in who_may_see(place) for row in group.rijen}


def test_everybody_whose_grant_is_in_force_and_nobody_else(
    gemeente_utrecht: Any, locatie_luttelgeest: Any, regievoerder_utrecht: Any, lezer_utrecht: Any,
    contactpersoon_extern: Any, regievoerder_zeist: Any, regiocoordinator: Any, regievoerder_coa: Any,
    casemanager_luttelgeest: Any, nt2_docent: Any, beheerder: Any, fg: Any,
) -> None:  # fmt: skip
    everybody = {"Ruben Utrecht", "Lotte Lezer", "Ed Extern", "Dirk Regio", "Rita Landelijk"}
    assert names(gemeente_utrecht) == everybody
    assert names(locatie_luttelgeest) == {"Carla Luttelgeest", "Nora Docent", "Rita Landelijk"}
    assert [
        group.rijen[0].omvang for group in who_may_see(locatie_luttelgeest) if "lesgroep" in group.titel
    ] == [[f"Lesgroep {nt2_docent.toekenningen.get().lesgroep.naam}"]]
    block_toekenning(toekenning=regievoerder_utrecht.toekenningen.get(), reden="misbruik", acting_user=None)
    Toekenning.objects.filter(gebruiker=lezer_utrecht).update(eindigt_op=today() - dt.timedelta(days=1))
    contactpersoon_extern.is_active = False
    contactpersoon_extern.save()
    assert names(gemeente_utrecht) == {"Dirk Regio", "Rita Landelijk"}


def test_page_tells_how_far_why_by_whom_and_until(
    admin: Any, beheerder: Any, gemeente_utrecht: Any, lezer_utrecht_werk: Any, contactpersoon_extern: Any
) -> None:
    row = AanvraagFactory(gemeente=gemeente_utrecht, toelichting="Nieuw in het team", max_tier=0)
    grant_aanvraag(aanvraag=row, acting_user=beheerder)
    Toekenning.objects.filter(gebruiker=contactpersoon_extern).update(alleen_benoemd=True)
    html = admin.get(f"{PAGE}?gemeente=GM0344").content.decode()
    for words in (
        "Wie mag Utrecht zien?", "Gerda Gevraagd", "Nieuw in het team", "aangevraagd door Vraagt Aan",
        "door Bea Beheer", "Alleen benoemde dossiers", "Hoogste laag 0", "Alleen Educatieve gegevens",
    ):  # fmt: skip
        assert words in html, words
    assert (
        f"{PAGE}?gemeente=GM0344"
        in admin.get("/beheer/organisaties/gemeente/GM0344/change/").content.decode()
    )


def test_choosing_by_name(
    admin: Any, gemeente_utrecht: Any, locatie_luttelgeest: Any, locatie_elders: Any
) -> None:
    assert "Wie mag Utrecht zien?" in admin.get(f"{PAGE}?naam=utrecht").content.decode()
    assert "Wie mag azc Luttelgeest zien?" in admin.get(f"{PAGE}?naam=Luttel").content.decode()
    locatie_elders.naam = "Zeist-Noord"
    locatie_elders.save()
    html = admin.get(f"{PAGE}?naam=zeis").content.decode()
    assert f'{PAGE}?locatie={locatie_elders.pk}">azc Zeist-Noord</a>' in html
    assert f'{PAGE}?gemeente=GM0355">Zeist</a>' in html
    assert "Er is geen gemeente of opvanglocatie" in admin.get(f"{PAGE}?naam=xyz").content.decode()
    assert admin.get(f"{PAGE}?gemeente=GM9999").status_code == 404
    assert admin.get(f"{PAGE}?locatie=x").status_code == 404


def test_same_queries_for_one_and_twenty(admin: Any, beheerder: Any, gemeente_utrecht: Any) -> None:
    def add(number: int) -> None:
        for _ in range(number):
            grant_aanvraag(aanvraag=AanvraagFactory(gemeente=gemeente_utrecht), acting_user=beheerder)
            account_with("lezer_gemeente", gemeente_utrecht)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert admin.get(f"{PAGE}?gemeente=GM0344").status_code == 200
        return len(caught)

    add(1)
    queries()
    one = queries()
    add(9)
    assert queries() == one
