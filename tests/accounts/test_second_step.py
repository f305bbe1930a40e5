"""The second step of signing in: nobody is in before it (DESIGN §10: MFA for every account)."""

import time
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from coa_portal.accounts import brakes, pending
from coa_portal.accounts.actions import deactivate_gebruiker, make_recovery_codes, set_app
from coa_portal.accounts.demo_code import demo_secret
from coa_portal.accounts.factor_models import Beveiligingsbericht, Herstelcode, TotpApparaat, totp_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.second_factor import new_secret
from coa_portal.checks import check_demo
from tests.factories.accounts import PASSWORD, GebruikerFactory
from tests.factories.second_factor import SECRET, code_now, give_app

pytestmark = pytest.mark.django_db
STEP = "/inloggen/tweede-stap/"


@pytest.fixture
def account() -> Gebruiker:
    return GebruikerFactory(gemeente=True, email="jan@voorbeeld.example")


@pytest.fixture
def halfway(account: Gebruiker) -> Client:
    """A browser that passed the first step of an account with an app."""
    give_app(account)
    return first_step(account)


def first_step(account: Gebruiker) -> Client:
    browser = Client()
    assert browser.post("/inloggen/", {"email": account.email, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


def refused(browser: Client, code: str, address: str = STEP) -> str:
    answer = browser.post(address, {"code": code})
    assert answer.status_code == 200
    assert not is_in(browser)
    return answer.content.decode()


@pytest.mark.parametrize("spaced", [False, True])
def test_a_code_lets_in(halfway: Client, spaced: bool) -> None:
    code = code_now()
    assert not is_in(halfway)
    assert halfway.post(STEP, {"code": f"{code[:3]} {code[3:]}" if spaced else code}).status_code == 302
    assert is_in(halfway)


def test_neighbouring_codes_count_and_further_ones_do_not(halfway: Client, account: Gebruiker) -> None:
    assert "klopt niet" in refused(halfway, code_now(steps=3))
    assert "klopt niet" in refused(halfway, code_now(steps=-3))
    assert halfway.post(STEP, {"code": code_now(steps=-1)}).status_code == 302


@pytest.mark.parametrize("typed", ["12345", "1234567", "abcdef", "١٢٣٤٥٦", "", "\x00"])
def test_what_is_no_code_is_a_message_at_the_field(halfway: Client, account: Gebruiker, typed: str) -> None:
    assert "<title>Fout: " in refused(halfway, typed)


def test_a_code_counts_once(halfway: Client, account: Gebruiker) -> None:
    code = code_now()
    assert halfway.post(STEP, {"code": code}).status_code == 302
    again = first_step(account)
    assert "al gebruikt" in refused(again, code)


def test_an_earlier_code_is_refused_after_a_later_one(halfway: Client, account: Gebruiker) -> None:
    early, late = code_now(), code_now(steps=1)
    assert halfway.post(STEP, {"code": late}).status_code == 302
    assert "al gebruikt" in refused(first_step(account), early)


def test_the_code_of_somebody_else_is_refused(halfway: Client) -> None:
    other = new_secret()
    give_app(GebruikerFactory(), other)
    assert "klopt niet" in refused(halfway, code_now(other))


def test_wrong_codes_are_braked_and_the_right_one_waits_with_them(
    halfway: Client, account: Gebruiker
) -> None:
    wrong = f"{(int(code_now()) + 1) % 1_000_000:06d}"
    for _ in range(brakes.OWN.free):
        assert "klopt niet" in refused(halfway, wrong)
    assert "te vaak" in refused(halfway, code_now())


def test_the_first_step_is_forgotten_after_ten_minutes(halfway: Client, monkeypatch: Any) -> None:
    late = time.time() + pending.PENDING_SECONDS + 1
    monkeypatch.setattr(pending.time, "time", lambda: late)
    answer = halfway.post(STEP, {"code": code_now()})
    assert answer.url == "/inloggen/?bericht=opnieuw"
    assert "Het inloggen duurde te lang" in halfway.get(answer.url).content.decode()
    assert not is_in(halfway)


@pytest.mark.parametrize("what", ["switched off", "password", "sessions"])
def test_the_first_step_dies_with_what_it_proved(halfway: Client, account: Gebruiker, what: str) -> None:
    if what == "switched off":
        Gebruiker.objects.filter(pk=account.pk).update(is_active=False)
    elif what == "password":
        account.set_password("iets heel anders nu")
        account.save()
    else:
        Gebruiker.objects.filter(pk=account.pk).update(session_epoch=1)
    assert halfway.post(STEP, {"code": code_now()}).url == "/inloggen/?bericht=opnieuw"
    assert not is_in(halfway)


def test_halfway_is_a_visitor_everywhere(halfway: Client) -> None:
    for path in ("/", "/account/", "/account/beveiliging/", "/bevestigen/", "/ingevuld/", "/meldingen/"):
        assert halfway.get(path).url.startswith("/inloggen/?next="), path
    assert halfway.get("/inloggen/qr.svg").status_code == 404
    assert halfway.get("/inloggen/herstelcodes.txt").status_code == 404


@pytest.mark.parametrize(
    "path", [STEP, "/inloggen/herstelcode/", "/inloggen/beveiligen/", "/inloggen/herstelcodes/"]
)
def test_no_step_without_the_one_before(client: Client, account: Gebruiker, path: str) -> None:
    give_app(account)
    assert client.get(path).url == "/inloggen/?bericht=opnieuw"
    assert client.post(path, {"code": code_now()}).url == "/inloggen/?bericht=opnieuw"
    assert not is_in(client)


def test_halfway_as_another_account_replaces_the_one_before(halfway: Client, account: Gebruiker) -> None:
    other, secret = GebruikerFactory(), new_secret()
    give_app(other, secret)
    halfway.post("/inloggen/", {"email": other.email, "password": PASSWORD})
    assert "klopt niet" in refused(halfway, code_now())
    halfway.post(STEP, {"code": code_now(secret)})
    assert other.email in halfway.get("/account/").content.decode()


def enrolled(browser: Client) -> list[str]:
    """Set up an app; the recovery codes that are shown."""
    secret = "".join(browser.get("/inloggen/beveiligen/").context["secret"].split())
    browser.post("/inloggen/beveiligen/", {"code": code_now(secret)})
    return list(browser.get("/inloggen/herstelcodes/").context["codes"])


def test_the_first_time_an_app_is_set_up_before_anything_else(account: Gebruiker) -> None:
    browser = first_step(account)
    assert browser.get(STEP).url == "/inloggen/beveiligen/"
    assert browser.get("/inloggen/herstelcodes/").url == STEP
    page = browser.get("/inloggen/beveiligen/")
    secret = "".join(page.context["secret"].split())
    picture = browser.get("/inloggen/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture.headers["Cache-Control"]
    assert b"style=" not in picture.content
    assert "klopt niet" in refused(browser, code_now(new_secret()), "/inloggen/beveiligen/")
    assert not TotpApparaat.objects.exists()
    assert browser.get("/inloggen/beveiligen/").context["secret"] == page.context["secret"]
    assert browser.post("/inloggen/beveiligen/", {"code": code_now(secret)}).url == "/inloggen/herstelcodes/"
    assert not is_in(browser)  # not before the codes were seen
    shown = browser.get("/inloggen/herstelcodes/").content.decode()
    text = browser.get("/inloggen/herstelcodes.txt").content.decode()
    assert account.email not in text
    codes = browser.get("/inloggen/herstelcodes/").context["codes"]
    assert len(set(codes)) == 10
    assert all(code in shown and code in text for code in codes)
    assert browser.post("/inloggen/herstelcodes/").status_code == 302
    assert is_in(browser)
    assert browser.get("/inloggen/herstelcodes.txt").status_code == 404
    assert browser.get("/inloggen/qr.svg").status_code == 404
    app = TotpApparaat.objects.get()
    assert secret not in app.secret  # kept encrypted
    assert app.plain_secret == secret
    assert Beveiligingsbericht.objects.get().soort == "app_toegevoegd"


def test_somebody_else_halfway_cannot_set_up_a_second_app(account: Gebruiker) -> None:
    """Who knows the password and was slower finds an account that has its second step."""
    owner, thief = first_step(account), first_step(account)
    secret = "".join(thief.get("/inloggen/beveiligen/").context["secret"].split())
    enrolled(owner)
    assert thief.post("/inloggen/beveiligen/", {"code": code_now(secret)}).url == STEP
    assert TotpApparaat.objects.get().plain_secret != secret
    with pytest.raises(Exception, match="al een tweede stap"):
        set_app(gebruiker=account, secret=secret, used_t=1, may_replace=False, acting_user=account)


def test_a_recovery_code_lets_in_once(halfway: Client, account: Gebruiker) -> None:
    code, *_ = make_recovery_codes(gebruiker=account, acting_user=account)
    assert halfway.post("/inloggen/herstelcode/", {"code": code.lower().replace("-", " ")}).status_code == 302
    assert is_in(halfway)
    assert Herstelcode.objects.filter(used_at=None).count() == 9
    assert Beveiligingsbericht.objects.get().soort == "herstelcode_gebruikt"
    assert "al gebruikt" in refused(first_step(account), code, "/inloggen/herstelcode/")


def test_recovery_codes_of_a_former_set_or_of_somebody_else_are_refused(
    halfway: Client, account: Gebruiker
) -> None:
    former = make_recovery_codes(gebruiker=account, acting_user=account)[0]
    make_recovery_codes(gebruiker=account, acting_user=account)
    other = make_recovery_codes(gebruiker=GebruikerFactory(), acting_user=None)[0]
    for code in (former, other, "onzin"):
        assert "klopt niet" in refused(halfway, code, "/inloggen/herstelcode/")


def test_switching_off_takes_the_factors_too(account: Gebruiker) -> None:
    give_app(account)
    make_recovery_codes(gebruiker=account, acting_user=account)
    deactivate_gebruiker(gebruiker=account, reden="uit_dienst", acting_user=None)
    assert not TotpApparaat.objects.exists()
    assert not Herstelcode.objects.exists()


def test_the_demo_shows_its_code_and_nothing_else_does(account: Gebruiker, settings: Any) -> None:
    give_app(account, demo_secret(account.email))
    browser = first_step(account)
    assert "Demo: de code is nu" not in browser.get(STEP).content.decode()
    assert "demo-account" in refused(browser, code_now(demo_secret(account.email)))
    settings.PORTAL_DEMO = True
    shown = browser.get(STEP).context["demo_code"]
    assert browser.post(STEP, {"code": shown}).status_code == 302
    assert is_in(browser)
    again = first_step(account)  # at once: the code of this half minute is used up, the next is shown
    assert again.post(STEP, {"code": again.get(STEP).context["demo_code"]}).status_code == 302


def test_guessing_costs_the_same_for_known_and_unknown_addresses(account: Gebruiker) -> None:
    """By the number of hashes made: a clock would make the test flaky, and this is what takes the time."""

    def hashes(email: str) -> int:
        with mock.patch.object(MD5PasswordHasher, "encode", autospec=True, return_value="md5$x$y") as encode:
            Client().post("/inloggen/", {"email": email, "password": "verkeerd-wachtwoord"})
        return int(encode.call_count)

    assert hashes(account.email) == hashes("niemand@voorbeeld.example") >= 1


def test_drift_stays_small() -> None:
    app = give_app(GebruikerFactory())
    app.drift = 2
    assert app.verify_token(f"{totp_of(SECRET, drift=3).token():06d}")
    assert app.drift == 2


def test_an_installation_that_is_a_demo_fails_its_check(settings: Any) -> None:
    assert check_demo(None) == []
    settings.PORTAL_DEMO = True
    assert [error.id for error in check_demo(None)] == ["portaal.E005"]


def test_a_secret_that_somebody_else_saw_never_becomes_an_app(account: Gebruiker) -> None:
    """On a shared computer: who set up an app and walked away knows the secret that the browser still holds."""
    browser = first_step(GebruikerFactory(gemeente=True))
    seen = browser.get("/inloggen/beveiligen/").context["secret"]
    browser.post("/inloggen/", {"email": account.email, "password": PASSWORD})
    assert browser.get("/inloggen/beveiligen/").context["secret"] != seen


def test_recovery_codes_wait_for_nobody_else(account: Gebruiker) -> None:
    """Codes that were shown and not put away are gone from the browser once somebody else starts to sign in."""
    browser = first_step(account)
    enrolled(browser)
    assert browser.get("/inloggen/herstelcodes.txt").status_code == 200
    other = GebruikerFactory(gemeente=True)
    browser.post("/inloggen/", {"email": other.email, "password": PASSWORD})
    assert browser.get("/inloggen/herstelcodes.txt").status_code == 404
