"""Passkeys: made on the own account page, shown instead of password and code."""

from typing import Any

import pytest
from django.test import Client

from coa_portal.accounts import brakes
from coa_portal.accounts.factor_models import Beveiligingsbericht, Passkey
from coa_portal.accounts.models import Aanmeldpoging, Gebruiker
from tests.factories.accounts import PASSWORD, GebruikerFactory
from tests.factories.authenticator import Authenticator
from tests.factories.second_factor import give_app

pytestmark = pytest.mark.django_db
ADD, LOGIN = "/account/beveiliging/passkey/", "/inloggen/passkey/"
PRESENT_ONLY = 0x01


@pytest.fixture
def account() -> Gebruiker:
    account = GebruikerFactory(gemeente=True, email="jan@voorbeeld.example")
    give_app(account)
    return account


@pytest.fixture
def browser(account: Gebruiker) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


@pytest.fixture
def key(browser: Client) -> Authenticator:
    """A passkey of the account."""
    key = Authenticator()
    assert add(browser, key).status_code == 302
    return key


def add(browser: Client, key: Authenticator, **wrong: Any) -> Any:
    options = browser.get(ADD).context["passkey_options"]
    return browser.post(ADD, {"naam": "Laptop", "credential": key.make(options, **wrong)})


def show(browser: Client, key: Authenticator, path: str = LOGIN, **wrong: Any) -> Any:
    options = browser.get(path).context["passkey_options"]
    return browser.post(path, {"credential": key.show(options, **wrong)})


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def test_a_passkey_is_made_and_signs_in_alone(key: Authenticator, account: Gebruiker) -> None:
    visitor = Client()
    assert show(visitor, key).status_code == 302
    assert account.email in visitor.get("/account/").content.decode()
    row = Passkey.objects.get()
    assert (row.naam, row.sign_count) == ("Laptop", 1)
    assert row.last_used_at is not None
    soorten = Beveiligingsbericht.objects.order_by("created_at").values_list("soort", flat=True)
    assert list(soorten) == ["passkey_toegevoegd", "nieuw_apparaat"]


def test_a_passkey_is_a_second_step(key: Authenticator, account: Gebruiker) -> None:
    visitor = Client()
    visitor.post("/inloggen/", {"email": account.email, "password": PASSWORD})
    assert show(visitor, key, "/inloggen/tweede-stap/").status_code == 302
    assert is_in(visitor)


def test_a_passkey_confirms(key: Authenticator, browser: Client) -> None:
    session = browser.session
    session["authenticated_at"] = 0
    session.save()
    assert browser.get(ADD).status_code == 302
    assert show(browser, key, "/bevestigen/").status_code == 302
    assert browser.get(ADD).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://kwaad.example"},
        {"origin": "http://localhost:8001"},
        {"flags": PRESENT_ONLY},
        {"flags": 0},
    ],
)
def test_wrong_answers_are_refused(key: Authenticator, wrong: dict[str, Any]) -> None:
    visitor = Client()
    assert "niet herkend" in show(visitor, key, **wrong).content.decode()
    assert not is_in(visitor)


@pytest.mark.parametrize("wrong", [{"origin": "https://kwaad.example"}, {"flags": PRESENT_ONLY}])
def test_wrong_new_passkeys_are_refused(browser: Client, wrong: dict[str, Any]) -> None:
    assert "niet herkend" in add(browser, Authenticator(), **wrong).content.decode()
    assert not Passkey.objects.exists()


def test_an_answer_counts_once_and_only_for_its_own_question(key: Authenticator) -> None:
    visitor, other = Client(), Client()
    options = visitor.get(LOGIN).context["passkey_options"]
    answer = key.show(options)
    other.get(LOGIN)
    assert other.post(LOGIN, {"credential": answer}).status_code == 200  # another question
    visitor.post(LOGIN, {"credential": answer})
    assert is_in(visitor)
    visitor.post("/uitloggen/")
    assert visitor.post(LOGIN, {"credential": answer}).status_code == 200
    visitor.get(LOGIN)
    assert visitor.post(LOGIN, {"credential": answer}).status_code == 200
    assert not is_in(visitor)


def test_a_copied_key_is_noticed_by_its_counter(key: Authenticator) -> None:
    assert show(Client(), key).status_code == 302
    key.count = 0  # a copy made before that
    assert "niet herkend" in show(Client(), key).content.decode()


def test_the_passkey_of_somebody_else_is_no_second_step(key: Authenticator) -> None:
    other = GebruikerFactory()
    give_app(other)
    owner = Client()
    owner.force_login(other)
    assert add(owner, Authenticator()).status_code == 302
    visitor = Client()
    visitor.post("/inloggen/", {"email": other.email, "password": PASSWORD})
    assert "niet herkend" in show(visitor, key, "/inloggen/tweede-stap/").content.decode()
    assert not is_in(visitor)


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 3}', "x" * 30_000, '{"id": "a\\u0000b"}'])
def test_nonsense_is_refused(key: Authenticator, browser: Client, answer: str) -> None:
    visitor = Client()
    visitor.get(LOGIN)
    assert visitor.post(LOGIN, {"credential": answer}).status_code == 200
    browser.get(ADD)
    assert browser.post(ADD, {"naam": "x", "credential": answer}).status_code == 200


def test_an_ended_account_has_no_passkey(key: Authenticator, account: Gebruiker) -> None:
    Gebruiker.objects.filter(pk=account.pk).update(is_active=False)
    assert "niet herkend" in show(Client(), key).content.decode()


def test_removing_ends_other_sessions(key: Authenticator, browser: Client, account: Gebruiker) -> None:
    elsewhere = Client()
    elsewhere.force_login(account)
    row = Passkey.objects.get()
    assert "Laptop" in browser.get("/account/beveiliging/").content.decode()
    assert browser.post(f"/account/beveiliging/passkey/{row.pk}/verwijderen/").status_code == 302
    assert not Passkey.objects.exists()
    assert is_in(browser)
    assert not is_in(elsewhere)


def test_with_a_passkey_the_app_may_go(key: Authenticator, browser: Client, account: Gebruiker) -> None:
    browser.post("/account/beveiliging/app/verwijderen/")
    visitor = Client()
    assert (
        visitor.post("/inloggen/", {"email": account.email, "password": PASSWORD}).url
        == "/inloggen/tweede-stap/"
    )
    assert "code" not in visitor.get("/inloggen/tweede-stap/").context["form"].data
    row = Passkey.objects.get()
    browser.post(f"/account/beveiliging/passkey/{row.pk}/verwijderen/")
    assert Passkey.objects.exists()  # the last one stays


def test_an_address_without_a_name_has_no_passkeys(browser: Client, settings: Any) -> None:
    settings.PORTAL_BASE_URL = "http://127.0.0.1:8000"
    assert browser.get(ADD).status_code == 404
    assert Client().get(LOGIN).status_code == 404
    assert "passkey" not in Client().get("/inloggen/").content.decode()


def test_a_visitor_cannot_fill_the_list_of_attempts(settings: Any) -> None:
    settings.PORTAL_BASE_URL = "https://portaal.example"
    answers = [
        Client().post("/inloggen/passkey/", {"credential": "{}"}) for _ in range(brakes.NETWORK.free + 8)
    ]
    assert "te vaak" in answers[-1].content.decode()
    assert Aanmeldpoging.objects.count() <= brakes.NETWORK.free + 2
