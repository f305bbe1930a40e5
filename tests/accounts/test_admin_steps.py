"""What a beheerder does in the admin, as `portal_beheer` behind the wall."""

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from coa_portal.access.grants import read_grants
from coa_portal.accounts.api_keys import find_key
from coa_portal.accounts.models import ApiSleutel, Gebruiker, Toekenning
from coa_portal.notifications.models import Delivery
from coa_portal.organisaties.models import Opvanglocatie, Taakstelling
from tests.factories.accounts import GebruikerFactory

pytestmark = pytest.mark.django_db
GRANT = "/beheer/accounts/toekenning/add/"


@pytest.fixture
def admin(beheerder: Any, client_of: Any) -> Any:
    """The browser of the beheerder."""
    return client_of(beheerder)


@pytest.fixture
def account() -> Any:
    """Somebody of a gemeente, without grants."""
    return GebruikerFactory(gemeente=True, naam="Jan Voorbeeld")


def page(row: Any, step: str = "change") -> str:
    return f"/beheer/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{step}/"


def test_adding_and_changing_an_account(admin: Any, beheerder: Any) -> None:
    new = {"email": "nieuw@voorbeeld.example", "naam": "Nieuw", "party": "gemeente", "kind": "mens"}
    assert admin.post("/beheer/accounts/gebruiker/add/", new).status_code == 302
    account = Gebruiker.objects.get(email=new["email"])
    assert not account.has_usable_password()
    assert account.history.first().history_user == beheerder
    again = admin.post("/beheer/accounts/gebruiker/add/", {**new, "email": "NIEUW@voorbeeld.example"})
    assert "Er is al een account met dit e-mailadres." in again.content.decode()
    system = admin.post(
        "/beheer/accounts/gebruiker/add/", {**new, "email": "x@x.example", "kind": "systeem", "party": "coa"}
    )
    assert "Alleen een gemeente heeft een systeemaccount." in system.content.decode()
    change = {"email": new["email"], "naam": "Anders", "party": "coa", "is_superuser": "on", "is_active": ""}
    assert admin.post(page(account), change).status_code == 302
    account.refresh_from_db()
    assert (account.naam, account.party, account.is_active, account.is_superuser) == (
        "Anders",
        "gemeente",
        True,
        False,
    )


def test_granting_on_several_gemeenten(
    admin: Any, account: Any, gemeente_utrecht: Any, gemeente_zeist: Any
) -> None:
    assert "Jan Voorbeeld" in admin.get(f"{GRANT}?gebruiker={account.pk}").content.decode()
    chosen = {"gebruiker": account.pk, "rol": "regievoerder_gemeente", "gemeenten": ["GM0344", "GM0355"]}
    response = admin.post(GRANT, chosen)
    assert response.url == page(account)
    assert "2 toekenningen gegeven aan Jan Voorbeeld." in admin.get(response.url).content.decode()
    assert read_grants(account).on("view_tier0") == {"GM0344", "GM0355"}
    again = admin.post(GRANT, chosen).content.decode()
    assert "Dit account heeft deze rol al." in again
    assert Toekenning.objects.filter(gebruiker=account).count() == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gemeenten": []}, "Kies waarvoor de rol Regievoerder gemeente geldt."),
        ({"rol": ""}, "Dit veld is vereist."),
        ({"rol": "koning"}, "Selecteer een geldige keuze."),
        ({"rol": "nt2_docent"}, "Bij de rol NT2-docent kiest u hier niets."),
        ({"rol": "casemanager"}, "Bij de rol Casemanager kiest u hier niets."),
        ({"eindigt_op": "01-01-2020"}, "De einddatum ligt in het verleden."),
        ({"eindigt_op": "morgen"}, "Vul een datum in"),
        ({"max_tier": "1"}, "Bij deze rol kunt u geen laag kiezen."),
        ({"rol": "contactpersoon_extern"}, "past niet bij dit soort organisatie"),
    ],
)
def test_refused_grant_says_why_and_grants_nothing(
    admin: Any, account: Any, gemeente_utrecht: Any, change: dict[str, Any], message: str
) -> None:
    chosen = {"gebruiker": account.pk, "rol": "regievoerder_gemeente", "gemeenten": ["GM0344"], **change}
    response = admin.post(GRANT, chosen)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Toekenning.objects.filter(gebruiker=account).exists()


def test_life_of_a_grant(admin: Any, regievoerder_utrecht: Any, beheerder: Any) -> None:
    row = regievoerder_utrecht.toekenningen.get()
    for step, data, status, in_force in (
        ("verlengen", {"eindigt_op": ""}, "actief", True),
        ("blokkeren", {"reden": "misbruik"}, "geblokkeerd", False),
        ("deblokkeren", {}, "actief", True),
        ("beeindigen", {"reden": "functie"}, "beeindigd", False),
    ):
        assert admin.get(page(row, step)).status_code == 200
        assert admin.post(page(row, step), data).url == page(row)
        row.refresh_from_db()
        assert row.status == status
        assert bool(read_grants(regievoerder_utrecht).parents) is in_force
        assert row.history.first().history_user == beheerder
    assert (
        "al &#x27;Beëindigd&#x27;" in admin.post(page(row, "blokkeren"), {"reden": "fout"}).content.decode()
    )
    assert "Dit veld is vereist." in admin.post(page(row, "beeindigen"), {"reden": ""}).content.decode()
    assert LogEntry.objects.count() == 4


def test_grant_itself_cannot_be_edited_or_deleted(admin: Any, regievoerder_utrecht: Any) -> None:
    row = regievoerder_utrecht.toekenningen.get()
    assert admin.post(page(row), {"rol": "lezer_gemeente"}).status_code == 403
    assert admin.post(page(row, "delete"), {"post": "yes"}).status_code == 403
    assert admin.post(page(regievoerder_utrecht, "delete"), {"post": "yes"}).status_code == 403
    # Django's page for a password of somebody else is not there; its fallback leads to a row that does not exist
    assert admin.get(page(regievoerder_utrecht, "password"), follow=True).redirect_chain[-1][0] == "/beheer/"


def test_filters_and_search(admin: Any, regievoerder_utrecht: Any, contactpersoon_extern: Any) -> None:
    for query, shown, hidden in (
        ("rol=contactpersoon_extern", "Ed Extern", "Ruben Utrecht"),
        ("q=ruben", "Ruben Utrecht", "Ed Extern"),
        ("gemeente__code__exact=GM0344", "Ruben Utrecht", "Bea Beheer</a></th>"),
        ("status=actief", "Ruben Utrecht", "Zara Zeist"),
    ):
        html = admin.get(f"/beheer/accounts/toekenning/?{query}").content.decode()
        assert shown in html, query
        assert hidden not in html, query
    assert "Ed Extern" not in admin.get("/beheer/accounts/toekenning/?verloopt=30").content.decode()


def test_password_link_is_shown_once_to_hand_over(
    admin: Any, account: Any, systeem_utrecht: Any, client: Any
) -> None:
    address = page(account, "wachtwoord-link")
    assert "http" not in re.findall(r"<code>(.*?)</code>", admin.get(address).content.decode())
    link = re.findall(r"<code>(.*?)</code>", admin.post(address).content.decode())[0]
    assert client.get(link.removeprefix("http://localhost:8000"), follow=True).status_code == 200
    assert "kan niemand inloggen" in admin.post(page(systeem_utrecht, "wachtwoord-link")).content.decode()


def test_switching_an_account_off_and_on(
    admin: Any, regievoerder_utrecht: Any, client_of: Any, beheerder: Any
) -> None:
    browser = client_of(regievoerder_utrecht)
    assert browser.get("/account/").status_code == 200
    admin.post(page(regievoerder_utrecht, "uitschakelen"), {"reden": "uit_dienst"})
    assert browser.get("/account/").status_code == 302
    assert read_grants(Gebruiker.objects.get(pk=regievoerder_utrecht.pk)).parents == {}
    assert "eigen account" in admin.post(page(beheerder, "uitschakelen"), {"reden": "fout"}).content.decode()
    admin.post(page(regievoerder_utrecht, "inschakelen"))
    regievoerder_utrecht.refresh_from_db()
    assert regievoerder_utrecht.is_active


def test_api_key_is_shown_once_and_withdrawn(admin: Any, systeem_utrecht: Any, account: Any) -> None:
    new = {"gebruiker": systeem_utrecht.pk, "naam": "zaaksysteem", "geldig_tot": "31-12-2099"}
    html = admin.post("/beheer/accounts/apisleutel/add/", new).content.decode()
    key = re.findall(r"<code>(.*?)</code>", html)[0]
    row = ApiSleutel.objects.get()
    assert find_key(key).gebruiker == systeem_utrecht
    assert key not in admin.get(page(row)).content.decode()
    for change in ({"gebruiker": account.pk}, {"geldig_tot": "01-01-2020"}, {"naam": ""}):
        bad = admin.post("/beheer/accounts/apisleutel/add/", {**new, **change}).content.decode()
        assert "errorlist" in bad
    admin.post(page(row, "intrekken"))
    assert find_key(key) is None


def test_stuck_delivery_is_tried_again(admin: Any, regievoerder_utrecht: Any, gemeente_utrecht: Any) -> None:
    from coa_portal.notifications.models import Event, Melding  # noqa: PLC0415

    event = Event.objects.create(key="x:1", kind="x", subject_id=gemeente_utrecht_key(), reference="K-00007")
    melding = Melding.objects.create(event=event, recipient=regievoerder_utrecht)
    row = Delivery.objects.create(melding=melding, channel="email", attempts=8, error="TimeoutError")
    assert "K-00007" in admin.get("/beheer/notifications/delivery/").content.decode()
    assert "K-00007" in admin.get("/beheer/notifications/event/").content.decode()
    data = {"action": "try_again", "_selected_action": [str(row.pk)]}
    response = admin.post("/beheer/notifications/delivery/", data, follow=True)
    assert "1 e-mail wordt opnieuw geprobeerd." in response.content.decode()
    row.refresh_from_db()
    assert (row.attempts, row.error) == (0, "")
    assert row.next_try_at is not None


def gemeente_utrecht_key() -> Any:
    import uuid  # noqa: PLC0415

    return uuid.uuid4()


def test_reference_data(admin: Any, gemeente_zeist: Any) -> None:
    new = {"naam": "Nieuw azc", "soort": "azc", "gemeente": "GM0355", "plaats": "Zeist", "capaciteit": "300",
           "lat": "52.1", "lon": "5.2"}  # fmt: skip
    assert admin.post("/beheer/organisaties/opvanglocatie/add/", new).status_code == 302
    assert not Opvanglocatie.objects.get(naam="Nieuw azc").is_demo
    row = Taakstelling.objects.create(gemeente=gemeente_zeist, halfjaar="2099-1", aantal=5)
    assert admin.post(page(row), {"aantal": "7", "halfjaar": "2000-1"}).status_code == 302
    row.refresh_from_db()
    assert (row.aantal, row.is_berekend, row.halfjaar) == (7, False, "2099-1")
    assert admin.post(page(gemeente_zeist), {"naam": "x"}).status_code == 403
