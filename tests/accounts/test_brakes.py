"""Guessing is braked, the owner is not shut out, and nobody learns which accounts there are."""

import datetime as dt
import logging
from typing import Any
from unittest import mock

import pytest
from django.core import signing
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts import attempts, brakes, devices, selectors, sign_in
from coa_portal.accounts.factor_models import Beveiligingsbericht
from coa_portal.accounts.models import Aanmeldpoging, Gebruiker
from coa_portal.accounts.tasks import forget_aanmeldpogingen
from tests.factories.accounts import PASSWORD, GebruikerFactory

pytestmark = pytest.mark.django_db
HOME, ELSEWHERE = "192.0.2.10", "198.51.100.7"
NEUTRAL = "U kunt met deze gegevens niet inloggen."
BRAKED = "Er is te vaak iets verkeerds ingevuld. Probeer het over 1 minuut opnieuw."


@pytest.fixture
def account() -> Gebruiker:
    return GebruikerFactory(gemeente=True, email="jan@voorbeeld.example", naam="Jan Voorbeeld")


def post(browser: Client, email: str, password: str = PASSWORD, address: str = HOME) -> Any:
    return browser.post("/inloggen/", {"email": email, "password": password}, REMOTE_ADDR=address)


def guess(email: str, times: int, address: str = ELSEWHERE) -> Any:
    """Wrong passwords from a browser that nobody knows; the last answer."""
    browser = Client()
    return [post(browser, email, "geraden wachtwoord", address) for _ in range(times)][-1]


def signed_in_before(account: Gebruiker, address: str = HOME) -> Client:
    """A browser that passed both factors once and was signed out since."""
    browser = Client()
    request = mock.Mock(spec=["COOKIES", "META", "session"], COOKIES={}, META={"REMOTE_ADDR": address})
    devices.renew(request, account.email)
    browser.cookies["apparaat"] = request.device_cookie
    return browser


@pytest.mark.parametrize("email", ["jan@voorbeeld.example", "niemand@voorbeeld.example"])
def test_the_sixth_guess_waits_for_known_and_unknown_alike(account: Gebruiker, email: str) -> None:
    assert NEUTRAL in guess(email, 5).content.decode()
    answer = guess(email, 1)
    html = answer.content.decode()
    assert answer.status_code == 429
    assert 55 <= int(answer["Retry-After"]) <= 61
    assert BRAKED in html or "over 2 minuten" in html
    assert NEUTRAL not in html


def test_capitals_and_lookalikes_are_one_account(account: Gebruiker) -> None:
    """PostgreSQL finds the same account for "ı" as for "i": counted apart they would be free guesses."""
    for typed in (
        "jan@voorbeeld.example",
        "JAN@VOORBEELD.EXAMPLE",
        " Jan@voorbeeld.example ",
        "jan@voorbeeld.eXample",
    ):
        guess(typed, 1)
    assert devices.account_key("ians@x.example") == devices.account_key("ıanſ@x.example")
    guess(account.email, 1)
    assert guess("jan@Voorbeeld.example", 1).status_code == 429


def test_a_wait_is_not_made_longer_by_trying(account: Gebruiker) -> None:
    guess(account.email, 5)
    answer = guess(account.email, 30)
    assert int(answer["Retry-After"]) <= 61


def test_nobody_waits_longer_than_fifteen_minutes() -> None:
    for ladder in (brakes.OWN, brakes.ACCOUNT, brakes.ACCOUNT_CODE, brakes.NETWORK):
        assert max(ladder.wait_after(n) for n in range(1, 5000)) <= 15 * 60


def test_right_passwords_are_never_braked(account: Gebruiker) -> None:
    for _ in range(30):
        assert post(Client(), account.email).status_code == 302


def test_a_right_password_forgets_the_wrong_ones_before_it(account: Gebruiker) -> None:
    for _ in range(3):
        guess(account.email, 4, HOME)
        assert post(Client(), account.email).status_code == 302


def test_while_waiting_the_right_password_waits_too(account: Gebruiker) -> None:
    """Otherwise the wait would tell a guesser which guess was right."""
    guess(account.email, 5, ELSEWHERE)
    assert post(Client(), account.email, address=ELSEWHERE).status_code == 429


def test_who_guesses_elsewhere_does_not_shut_out_the_own_browser(account: Gebruiker) -> None:
    known = signed_in_before(account)
    for number in range(60):
        guess(account.email, 1, f"198.51.100.{number}")
    assert (
        guess(account.email, 1, "203.0.113.1").status_code == 429
    )  # strange browsers wait, wherever they are
    assert post(known, account.email, address="203.0.113.2").status_code == 302
    assert post(signed_in_before(account), account.email, address="198.51.100.1").status_code == 302


def test_a_stolen_browser_cookie_gives_one_more_counter_and_no_more(account: Gebruiker) -> None:
    known = signed_in_before(account)
    assert [post(known, account.email, "fout wachtwoord").status_code for _ in range(6)][-1] == 429


@pytest.mark.parametrize("what", ["other account", "forged", "old", "junk"])
def test_a_cookie_that_is_not_of_this_account_helps_nobody(account: Gebruiker, what: str) -> None:
    value = {
        "other account": lambda: signed_in_before(GebruikerFactory()).cookies["apparaat"].value,
        "forged": lambda: signing.dumps([[devices.account_key(account.email), "x", 9e9]], key="x", salt="x"),
        "old": lambda: signing.dumps([[devices.account_key(account.email), "x", 1]], salt=devices._SALT),
        "junk": lambda: "onzin",
    }[what]()
    for number in range(25):
        guess(account.email, 1, f"198.51.100.{number}")
    browser = Client()
    browser.cookies["apparaat"] = value
    assert post(browser, account.email, address="203.0.113.2").status_code == 429


def test_from_the_own_network_a_new_browser_is_not_shut_out(client_of: Any, account: Gebruiker) -> None:
    request = mock.Mock(META={"REMOTE_ADDR": HOME})
    brakes.note_home(request, account.email)
    for number in range(25):
        guess(account.email, 1, f"198.51.100.{number}")
    assert post(Client(), account.email, address="203.0.113.2").status_code == 429
    assert post(Client(), account.email, address=HOME).status_code == 302


def test_the_one_time_link_opens_the_way_for_who_holds_it(client: Client, account: Gebruiker) -> None:
    for number in range(25):
        guess(account.email, 1, f"198.51.100.{number}")
    link = sign_in.make_password_link(account).removeprefix("http://localhost:8000")
    good = "vier gewone woorden samen"
    client.get(link, REMOTE_ADDR=HOME)
    client.post("/wachtwoord/", {"password": good, "repeated": good}, REMOTE_ADDR=HOME)
    assert post(client, account.email, good).status_code == 302


def test_one_network_over_many_accounts(account: Gebruiker) -> None:
    for number in range(100):
        guess(f"iemand{number}@voorbeeld.example", 1, ELSEWHERE)
    assert guess("nog.iemand@voorbeeld.example", 1, ELSEWHERE).status_code == 429
    # colleagues behind the same address who signed in before go on
    assert post(signed_in_before(account), account.email, address=ELSEWHERE).status_code == 302
    assert post(Client(), account.email, address=HOME).status_code == 302


def test_codes_have_fewer_guesses_and_counters_of_their_own(rf: Any, account: Gebruiker) -> None:
    answers = []
    for number in range(11):
        request = rf.get("/", REMOTE_ADDR=f"198.51.100.{number}")
        attempt = brakes.judge(request, account.email, brakes.Method.CODE)
        answers.append(attempt.wait)
        if not attempt.wait:
            attempt.failed()
    assert [bool(wait) for wait in answers] == [False] * 10 + [True]
    assert post(Client(), account.email).status_code == 302  # the password is another counter


def test_a_braked_api_key_is_429_and_the_right_one_is_not(api_sleutel_utrecht: str) -> None:
    client = Client()

    def ask(key: str) -> Any:
        return client.get("/api/v1/koppelingen", headers={"Authorization": f"Bearer {key}"})

    answers = [ask(f"coa_fout{n}") for n in range(101)]
    assert [a.status_code for a in answers] == [401] * 100 + [429]
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert int(answers[-1]["Retry-After"]) >= 1
    assert ask(api_sleutel_utrecht).status_code == 200
    assert Aanmeldpoging.objects.filter(method="api_sleutel", result="mislukt").count() == 100


def test_broken_links_are_braked_by_network_and_a_good_one_is_not(account: Gebruiker) -> None:
    for _ in range(100):
        Client().get(f"/wachtwoord/{account.pk}/onzin/", follow=True)
    assert Client().get(f"/wachtwoord/{account.pk}/onzin/", follow=True).status_code == 429
    link = sign_in.make_password_link(account).removeprefix("http://localhost:8000")
    assert Client().get(link, follow=True).status_code == 200


# what is kept


def test_lines_of_right_and_wrong_attempts(account: Gebruiker, caplog: Any) -> None:
    caplog.set_level(logging.INFO, "coa_portal.security")
    guess(account.email, 1, "198.51.100.7")
    guess("geheim-wachtwoord-in-het-verkeerde-veld", 1, "2001:db8:1:2::9")
    post(Client(), account.email)
    rows = [
        (row.gebruiker, row.method, row.result, row.netwerk, row.is_new_device)
        for row in Aanmeldpoging.objects.order_by("moment")
    ]
    assert rows[:2] == [
        (account, "wachtwoord", "mislukt", "198.51.100.0/24", False),
        (None, "wachtwoord", "mislukt", "2001:db8:1::/48", False),
    ]
    stored = str(list(Aanmeldpoging.objects.values_list("method", "result", "netwerk")))
    assert "geheim" not in stored and "jan@" not in stored
    lines = [record.getMessage() for record in caplog.records if record.name == "coa_portal.security"]
    assert f"account={account.pk}" in lines[0]
    for private in ("jan@", "Jan", "geheim", "geraden", "198.51", "2001:"):
        assert private not in "\n".join(lines)


def test_braked_attempts_leave_one_line_in_a_while(account: Gebruiker) -> None:
    guess(account.email, 60)
    assert Aanmeldpoging.objects.filter(result="mislukt").count() == 5
    assert Aanmeldpoging.objects.filter(result="geremd").count() == 1


def test_signing_in_names_the_browser_anew_each_time(client_of: Any, account: Gebruiker) -> None:
    browser = Client()
    request = mock.Mock(COOKIES={}, META={})
    devices.renew(request, account.email)
    browser.cookies["apparaat"] = request.device_cookie
    browser.force_login(account)
    assert Aanmeldpoging.objects.get(result="gelukt").is_new_device  # force_login carries no cookies


def test_device_cookie_is_kept_from_scripts_and_holds_no_address(
    account: Gebruiker, rf: Any, settings: Any
) -> None:
    request = rf.get("/")
    devices.renew(request, account.email)
    response = devices.DeviceMiddleware(lambda r: HttpResponse())(request)
    cookie = response.cookies["apparaat"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 90 * 24 * 3600
    rows = signing.loads(cookie.value, salt=devices._SALT)
    assert account.email not in str(rows) and str(account.pk) not in str(rows)
    request.COOKIES["apparaat"] = cookie.value
    before = devices.known_device(request, account.email)
    devices.renew(request, account.email)
    request.COOKIES["apparaat"] = request.device_cookie
    assert before and devices.known_device(request, account.email) not in {"", before}


def test_a_shared_computer_knows_five_accounts(rf: Any) -> None:
    request = rf.get("/")
    for number in range(7):
        devices.renew(request, f"iemand{number}@voorbeeld.example")
        request.COOKIES["apparaat"] = request.device_cookie
    known = [n for n in range(7) if devices.known_device(request, f"iemand{n}@voorbeeld.example")]
    assert known == [2, 3, 4, 5, 6]


def test_signing_out_leaves_the_browser_known(account: Gebruiker) -> None:
    browser = signed_in_before(account)
    browser.force_login(account)
    answer = browser.post("/uitloggen/")
    assert "apparaat" not in answer.cookies
    assert "cookies" not in answer["Clear-Site-Data"]
    assert answer.cookies["sessionid"].value == ""


def test_own_attempts_are_those_of_the_account_itself(account: Gebruiker) -> None:
    other = GebruikerFactory()
    guess(account.email, 2)
    guess(other.email, 1)
    assert len(selectors.recent_attempts(account)) == 2
    assert {row.gebruiker_id for row in selectors.recent_attempts(account)} == {account.pk}


def make_row(account: Gebruiker, days: int) -> Aanmeldpoging:
    moment = timezone.now() - dt.timedelta(days=days)
    return Aanmeldpoging.objects.create(
        gebruiker=account, method="wachtwoord", result="gelukt", moment=moment
    )


def test_lines_are_kept_a_year(account: Gebruiker) -> None:
    make_row(account, 366)
    young = make_row(account, 364)
    forget_aanmeldpogingen()
    assert list(Aanmeldpoging.objects.all()) == [young]
    assert attempts.forget_old() == 0


def test_nobody_removes_or_changes_a_line_before_its_year_is_over(account: Gebruiker, beheerder: Any) -> None:
    row = make_row(account, 364)
    with behind_wall(WallRole.BEHEER, beheerder.pk):
        assert Aanmeldpoging.objects.filter(pk=row.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_aanmeldpoging")
            assert cursor.rowcount == 0
    for role in WallRole:
        for statement in (
            "UPDATE accounts_aanmeldpoging SET result = 'gelukt'",
            "TRUNCATE accounts_aanmeldpoging",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                with behind_wall(role, None), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_the_beheerder_sees_and_filters_attempts(client_of: Any, beheerder: Any, account: Gebruiker) -> None:
    guess(account.email, 1)
    guess("niemand@voorbeeld.example", 1)
    browser = client_of(beheerder)
    html = browser.get("/beheer/accounts/aanmeldpoging/?result__exact=mislukt").content.decode()
    assert "Jan Voorbeeld" in html and "Onbekend account" in html
    assert "niemand@" not in html
    row = Aanmeldpoging.objects.filter(gebruiker=account, result="mislukt").get()
    page = browser.get(f"/beheer/accounts/aanmeldpoging/{row.pk}/change/").content.decode()
    assert "198.51.100.0/24" in page and 'name="_save"' not in page
    assert browser.get("/beheer/accounts/aanmeldpoging/add/").status_code in {403, 404}


def test_sign_in_goes_on_without_valkey(account: Gebruiker, settings: Any, monkeypatch: Any) -> None:
    from coa_portal.common import throttle  # noqa: PLC0415

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(throttle, "_counters", throttle._Counters())
    assert post(Client(), account.email).status_code == 302
    guess(account.email, 5)
    assert guess(account.email, 1).status_code == 429  # and is braked by each process for itself


def test_the_owner_hears_of_a_new_browser_and_not_of_a_known_one(rf: Any, account: Gebruiker) -> None:
    def sign_in_with(cookie: str) -> str:
        request = rf.get("/", REMOTE_ADDR=HOME)
        request.COOKIES["apparaat"] = cookie
        attempts.note_signed_in(None, request, account)
        return str(request.device_cookie)

    known = sign_in_with("")
    messages = Beveiligingsbericht.objects.filter(gebruiker=account, soort="nieuw_apparaat")
    assert not messages.exists()  # the very first time there is nothing to warn for
    sign_in_with(known)
    assert not messages.exists()
    sign_in_with("")
    assert messages.count() == 1


def test_a_session_found_open_is_no_place_to_guess_the_password(account: Gebruiker) -> None:
    browser = Client()
    browser.force_login(account)
    guessed = {"current": "geraden", "password": "een heel ander lang wachtwoord"}
    answers = [browser.post("/account/wachtwoord/", guessed) for _ in range(6)]
    assert "Dit is niet uw huidige wachtwoord." in answers[4].content.decode()
    assert "Er is te vaak iets verkeerds ingevuld." in answers[5].content.decode()
    right = {**guessed, "current": PASSWORD, "repeated": guessed["password"]}
    assert browser.post("/account/wachtwoord/", right).status_code == 200  # not judged while waiting
    failed = Aanmeldpoging.objects.filter(gebruiker=account, result="mislukt", method="bevestiging")
    assert failed.count() == 5
