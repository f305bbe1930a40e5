"""Sign-in, sign-out and own-account pages."""

from collections.abc import Iterator
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coa_portal.accounts import sign_in
from coa_portal.accounts.models import Gebruiker
from tests.factories.accounts import PASSWORD, GebruikerFactory
from tests.factories.second_factor import code_now, give_app
from tests.factories.second_factor import sign_in as sign_in_fully

pytestmark = pytest.mark.django_db
NEUTRAL = "U kunt met deze gegevens niet inloggen."
GOOD = "vier gewone woorden samen"


def attempt(browser: Client, email: str, password: str = PASSWORD, **extra: str) -> Any:
    return browser.post("/inloggen/", {"email": email, "password": password, **extra})


@pytest.fixture
def account() -> Gebruiker:
    """Somebody of a gemeente, without grants, with an app for codes."""
    account = GebruikerFactory(gemeente=True, email="jan@voorbeeld.example", naam="Jan Voorbeeld")
    give_app(account)
    return account


def is_signed_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "typed", ["jan@voorbeeld.example", "JAN@Voorbeeld.Example", " jan@voorbeeld.example "]
)
def test_signing_in(client: Client, account: Gebruiker, typed: str) -> None:
    before = account.history.count()
    assert attempt(client, typed).url == "/inloggen/tweede-stap/"
    assert not is_signed_in(client)
    assert client.post("/inloggen/tweede-stap/", {"code": code_now()}).status_code == 302
    assert is_signed_in(client)
    account = Gebruiker.objects.get(pk=account.pk)
    assert account.last_login is not None
    assert account.history.count() == before  # signing in changes no account


@pytest.mark.parametrize("why", ["wrong password", "unknown", "ended", "system"])
def test_one_neutral_error(client: Client, account: Gebruiker, why: str) -> None:
    email, password = account.email, PASSWORD
    if why == "wrong password":
        password = "verkeerd-wachtwoord"
    elif why == "unknown":
        email = "niemand@voorbeeld.example"
    elif why == "ended":
        email = GebruikerFactory(uit=True).email
    else:
        email = GebruikerFactory(systeem=True).email
    response = attempt(client, email, password)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count(NEUTRAL) >= 1
    assert email in html  # what was typed is kept,
    assert password not in html  # passwords are not
    assert not is_signed_in(client)


def test_no_address_is_told_by_the_time_it_takes(
    client: Client, account: Gebruiker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted and not timed: each kind of address costs one hash, and no question to the database more or less."""
    never_set = GebruikerFactory()
    never_set.set_unusable_password()
    never_set.save()
    whole, hashed = MD5PasswordHasher.encode, []

    def count(self: Any, password: str, salt: str) -> str:
        hashed.append(salt)
        return whole(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", count)
    work = {}
    for kind, email in {
        "known": account.email,
        "unknown": "niemand@voorbeeld.example",
        "ended": GebruikerFactory(uit=True).email,
        "system": GebruikerFactory(systeem=True).email,
        "never set": never_set.email,
    }.items():
        hashed.clear()
        with CaptureQueriesContext(connection) as asked:
            attempt(Client(), email, "verkeerd-wachtwoord")
        work[kind] = (len(hashed), len(asked))
    assert len(set(work.values())) == 1, work
    assert work["known"][0] == 1


@pytest.mark.parametrize(
    ("email", "password"), [("", ""), ("jan@voorbeeld.example", ""), ("\x00", "x"), ("a" * 300, "x")]
)
def test_bad_input_is_a_message_at_the_field(
    client: Client, account: Gebruiker, email: str, password: str
) -> None:
    html = attempt(client, email, password).content.decode()
    assert "Vul “" in html or "Haal het onzichtbare" in html or "Gebruik hooguit" in html
    assert "<title>Fout: " in html


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/meldingen/?toon=ongelezen", "/meldingen/?toon=ongelezen"),
        ("https://kwaad.example/", None),
        ("//kwaad.example/", None),
        ("/\\kwaad.example", None),
        ("javascript:alert(1)", None),
        ("/inloggen/", None),
        ("/inloggen/tweede-stap/", None),
        ("/uitloggen/", None),
        ("", None),
    ],
)
def test_next_leads_to_the_own_host_only(
    client: Client, account: Gebruiker, wanted: str, reached: str | None
) -> None:
    assert 'name="next"' in client.get("/inloggen/", {"next": wanted}).content.decode()
    home = sign_in.safe_next(mock.Mock(get_host=lambda: "testserver", is_secure=lambda: False), "")
    assert sign_in_fully(client, account, PASSWORD, wanted).url == (reached or home)
    assert client.get("/inloggen/", {"next": wanted}).url == (reached or home)  # already signed in


def test_session_key_changes_at_sign_in(client: Client, account: Gebruiker) -> None:
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    keys = [before]
    answer = attempt(client, account.email)
    keys.append(client.cookies["sessionid"].value)
    client.post(answer.url, {"code": code_now()})
    keys.append(client.cookies["sessionid"].value)
    assert len(set(keys)) == 3
    for old in keys[:2]:  # what somebody planted or saw leads nowhere
        thief = Client()
        thief.cookies["sessionid"] = old
        assert not is_signed_in(thief)


def test_signing_out(client_of: Any, account: Gebruiker) -> None:
    browser = client_of(account)
    assert browser.get("/uitloggen/").status_code == 405
    assert is_signed_in(browser)
    response = browser.post("/uitloggen/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "U bent uitgelogd." in browser.get(response.url).content.decode()
    assert not is_signed_in(browser)


def test_forms_need_their_csrf_token(account: Gebruiker) -> None:
    assert attempt(Client(enforce_csrf_checks=True), account.email).status_code == 403


def test_account_page_shows_what_one_may(client_of: Any, contactpersoon_extern: Gebruiker) -> None:
    html = client_of(contactpersoon_extern).get("/account/").content.decode()
    for text in ("Contactpersoon extern", "Utrecht", contactpersoon_extern.email, "Ed Extern"):
        assert text in html


def test_changing_own_details(client_of: Any, account: Gebruiker) -> None:
    browser = client_of(account)
    bad = browser.post(
        "/account/", {"naam": "", "functie": "Regisseur", "telefoon": "bel maar"}
    ).content.decode()
    assert "Vul “Naam” in." in bad
    assert "bel maar" in bad
    browser.post(
        "/account/",
        {"naam": "Jan Nieuw", "functie": "Regisseur", "telefoon": "030 123 45 67", "party": "coa"},
    )
    account = Gebruiker.objects.get(pk=account.pk)
    assert (account.naam, account.functie, account.telefoon, account.party) == (
        "Jan Nieuw",
        "Regisseur",
        "030 123 45 67",
        "gemeente",
    )
    assert account.history.first().history_user == account


CHANGE = {"current": PASSWORD, "password": GOOD, "repeated": GOOD}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"current": "fout"}, "Dit is niet uw huidige wachtwoord."),
        ({"repeated": "iets anders dan dat"}, "De twee wachtwoorden zijn niet gelijk."),
        ({"password": "kort", "repeated": "kort"}, "Kies een wachtwoord van minstens 12 tekens."),
        ({"password": "password1234", "repeated": "password1234"}, "algemeen"),
        ({"password": "jan@voorbeeld.example", "repeated": "jan@voorbeeld.example"}, "lijkt te veel op"),
    ],
)
def test_refused_password(client_of: Any, account: Gebruiker, change: dict[str, str], message: str) -> None:
    browser = client_of(account)
    html = browser.post("/account/wachtwoord/", {**CHANGE, **change}).content.decode()
    assert message in html
    for password in {**CHANGE, **change}.values():
        assert f'value="{password}"' not in html
    account = Gebruiker.objects.get(pk=account.pk)
    assert account.check_password(PASSWORD)


def test_changing_the_password_ends_other_sessions(client_of: Any, account: Gebruiker) -> None:
    here, elsewhere = client_of(account), client_of(account)
    assert here.post("/account/wachtwoord/", CHANGE).status_code == 302
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_link_sets_a_password_once(client: Client, account: Gebruiker) -> None:
    account.set_unusable_password()
    account.save()
    link = sign_in.make_password_link(account).removeprefix("http://localhost:8000")
    response = client.get(link)
    assert response.url == "/wachtwoord/"  # the token is out of the address
    assert account.naam in client.get("/wachtwoord/").content.decode()
    bad = client.post("/wachtwoord/", {"password": "kort", "repeated": "kort"})
    assert "12 tekens" in bad.content.decode()
    response = client.post("/wachtwoord/", {"password": GOOD, "repeated": GOOD})
    assert "Uw wachtwoord is ingesteld." in client.get(response.url).content.decode()
    assert attempt(client, account.email, GOOD).status_code == 302
    other = Client()
    assert "Deze link werkt niet meer" in other.get(link, follow=True).content.decode()


def test_link_dies_with_time_account_and_touch(client: Client, account: Gebruiker, settings: Any) -> None:
    link = sign_in.make_password_link(account).removeprefix("http://localhost:8000")
    somebody_else = link.replace(str(account.pk), str(uuid4()))
    for broken in (link[:-3] + "x/", somebody_else, "/wachtwoord/"):
        page = Client().get(broken, follow=True)
        assert page.status_code == 404
    assert client.get(link, follow=True).status_code == 200
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert client.get("/wachtwoord/").status_code == 404
    settings.PASSWORD_RESET_TIMEOUT = 100
    Gebruiker.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get("/wachtwoord/").status_code == 404


@pytest.mark.parametrize(("is_demo", "shown"), [(True, True), (False, False)])
def test_demo_hint_only_in_the_demo(client: Client, settings: Any, is_demo: bool, shown: bool) -> None:
    settings.PORTAL_DEMO = is_demo
    assert ("Dit is de demo" in client.get("/inloggen/").content.decode()) is shown


@pytest.fixture
def as_login_role(services: Any, transactional_db: None) -> Iterator[None]:
    """The connection of the test as `portal_web`, as the real web process has it."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    web = urlsplit(services.web_url)
    former = {name: connection.settings_dict[name] for name in ("USER", "PASSWORD")}

    def become(values: dict[str, Any]) -> None:
        connection.close()
        connection.settings_dict.update(values)

    become({"USER": web.username, "PASSWORD": web.password})
    yield
    become(former)


@pytest.mark.django_db(transaction=True)
def test_own_pages_need_no_more_than_the_login_role(
    account: Gebruiker, regievoerder_utrecht: Any, as_login_role: None
) -> None:
    browser = Client()
    assert attempt(browser, regievoerder_utrecht.email).url == "/inloggen/beveiligen/"
    secret = "".join(browser.get("/inloggen/beveiligen/").context["secret"].split())
    assert browser.get("/inloggen/qr.svg").status_code == 200
    assert browser.post("/inloggen/beveiligen/", {"code": code_now(secret)}).url == "/inloggen/herstelcodes/"
    codes = browser.get("/inloggen/herstelcodes/").context["codes"]
    assert browser.post("/inloggen/herstelcodes/").status_code == 302
    assert "Regievoerder gemeente" in browser.get("/account/").content.decode()
    details = {"naam": "Ruben Anders", "functie": "", "telefoon": ""}
    assert browser.post("/account/", details).status_code == 302
    assert browser.post("/account/wachtwoord/", CHANGE).status_code == 302
    assert browser.get("/meldingen/").status_code == 200
    assert browser.get("/account/beveiliging/").status_code == 200
    assert browser.post("/account/beveiliging/herstelcodes/").status_code == 302
    assert browser.post("/account/beveiliging/uitloggen/").status_code == 302
    attempt(Client(), regievoerder_utrecht.email, GOOD)
    assert codes
    assert browser.post("/uitloggen/").status_code == 302
    link = sign_in.make_password_link(account).removeprefix("http://localhost:8000")
    browser.get(link)
    assert browser.post("/wachtwoord/", {"password": GOOD, "repeated": GOOD}).status_code == 302
