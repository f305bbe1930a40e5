"""The beheerder answers requests and keeps agreements, as `portal_beheer` behind the wall."""

import re
from typing import Any

import pytest

from coa_portal.access.grants import read_grants
from coa_portal.accounts.models import Gebruiker, Verwerkersovereenkomst
from tests.factories.accounts import AanvraagFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(beheerder: Any, client_of: Any) -> Any:
    """The browser of the beheerder."""
    return client_of(beheerder)


def page(row: Any, step: str = "change") -> str:
    return f"/beheer/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{step}/"


def test_granting_shows_the_link_once(admin: Any, client: Any, gemeente_utrecht: Any) -> None:
    row = AanvraagFactory(gemeente=gemeente_utrecht)
    html = admin.get(page(row)).content.decode()
    assert "er komt een nieuw account" in html
    assert (
        row.referentie in admin.get("/beheer/accounts/accountaanvraag/?status=aangevraagd").content.decode()
    )
    assert row.referentie in admin.get("/").content.decode()
    assert "keuze" not in admin.get(page(row, "toekennen")).content.decode()
    html = admin.post(page(row, "toekennen"), {"antwoord": "Prima"}).content.decode()
    link = re.findall(r"<code>(.*?)</code>", html)[0]
    assert client.get(link.removeprefix("http://localhost:8000"), follow=True).status_code == 200
    account = Gebruiker.objects.get(email=row.email)
    assert read_grants(account).has("view_tier0", "GM0344")
    again = admin.post(page(row, "toekennen"), {}).content.decode()
    assert "al &#x27;Toegekend&#x27;" in again


def test_account_elsewhere_is_shown_and_chosen(
    admin: Any, gemeente_utrecht: Any, regievoerder_zeist: Any
) -> None:
    row = AanvraagFactory(gemeente=gemeente_utrecht, email=regievoerder_zeist.email)
    assert "Regievoerder gemeente, Zeist" in admin.get(page(row)).content.decode()
    assert "Dit veld is vereist." in admin.post(page(row, "toekennen"), {}).content.decode()
    admin.post(page(row, "toekennen"), {"keuze": "verhuizen"})
    moved = Gebruiker.objects.get(pk=regievoerder_zeist.pk)
    assert read_grants(moved).on("view_tier0") == {"GM0344"}
    assert not moved.has_usable_password()


def test_refusing_needs_reason_and_words(admin: Any, gemeente_utrecht: Any) -> None:
    row = AanvraagFactory(gemeente=gemeente_utrecht)
    assert "errorlist" in admin.post(page(row, "weigeren"), {"reden": "onbekend"}).content.decode()
    answer = {"reden": "onbekend", "antwoord": "Wij kennen deze persoon niet."}
    assert admin.post(page(row, "weigeren"), answer).url == page(row)
    assert "Wij kennen deze persoon niet." in admin.get(page(row)).content.decode()
    row.refresh_from_db()
    assert row.status == "geweigerd"


def test_agreement_is_registered_and_ended(admin: Any, contactpersoon_extern: Any) -> None:
    address = "/beheer/accounts/verwerkersovereenkomst/add/"
    new = {"gemeente": "GM0344", "derde_partij": "Hulp", "kenmerk": "V-1", "ingangsdatum": "01-01-2026"}
    assert "errorlist" in admin.post(address, {**new, "einddatum": "01-01-2025"}).content.decode()
    assert admin.post(address, new).status_code == 302
    assert "errorlist" in admin.post(address, new).content.decode()
    row = Verwerkersovereenkomst.objects.get(kenmerk="VWO-2026-001")
    assert "Ed Extern" in admin.get(page(row, "beeindigen")).content.decode()
    assert admin.post(page(row, "beeindigen")).url == page(row)
    assert read_grants(contactpersoon_extern).parents == {}
