"""The life of an account in a browser: asked for, refused or granted, signed in with, renewed, expired (R1, R14).

No worker runs: the night is run by the test, which moves the dates in the database as its owner.
"""

import re
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from playwright.sync_api import Browser

from coa_portal.common.dates import long_date
from tests.e2e.people import Person, Window, fresh_code
from tests.e2e.running_portal import RunningPortal, running_portal
from tests.factories.accounts import PASSWORD as SEEDED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
EMAIL, PASSWORD = "gerda.gevraagd@voorbeeld.example", "een-lang-eigen-wachtwoord"
LIST = "/gemeente/koppelingen/"
SEED = """
from tests.e2e.seed import seed; seed()
from coa_portal.organisaties.models import Gemeente
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory
from tests.factories.second_factor import give_app
give_app(account_with("accountbeheerder_gemeente", Gemeente.objects.get(pk="GM0344"), naam="Anna Accounts",
    email="accountbeheerder@voorbeeld.example"))
print(KoppelingFactory().referentie)
"""
# as if the beheerder signed in long ago: that clock stands in the encrypted session
LONG_AGO = """
from importlib import import_module
from django.conf import settings
from django.contrib.sessions.models import Session
from coa_portal.accounts.models import Gebruiker
beheerder = str(Gebruiker.objects.get(email="beheerder@voorbeeld.example").pk)
for row in Session.objects.all():
    session = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
    if session.get("_auth_user_id") == beheerder:
        session["authenticated_at"] = 0
        session.save()
"""
NIGHT = """
from coa_portal.accounts.tasks import expire_toekenningen, look_after_accounts
expire_toekenningen(); look_after_accounts()
"""


OF_GERDA = "gebruiker_id = (SELECT id FROM accounts_gebruiker WHERE email = %s)"


class Books:
    """Gerda's grant in the database, for the owner of that database."""

    def __init__(self, url: str) -> None:
        self._url = url

    def read(self, what: str) -> Any:
        """One fact of the grant."""
        return self._run(f"SELECT {what} FROM accounts_toekenning WHERE {OF_GERDA}", EMAIL)  # noqa: S608

    def ends_in(self, days: int) -> None:
        """Move the last day of the grant, as if time went by."""
        moved = "UPDATE accounts_toekenning SET eindigt_op = current_date + %s"
        self._run(f"{moved} WHERE {OF_GERDA} RETURNING 1", days, EMAIL)

    def _run(self, statement: str, *values: object) -> Any:
        with psycopg2.connect(self._url) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()[0]


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("levensloop")
    with running_portal(services, folder, name="levensloop", worker=False) as running:
        yield running


def shell(portal: RunningPortal, code: str) -> str:
    return portal.manage("shell", "--verbosity=0", "-c", code).strip()


def test_from_request_to_expiry(portal: RunningPortal, browser: Browser) -> None:
    koppeling = shell(portal, SEED).splitlines()[-1]
    books = Books(portal.environment["DATABASE_OWNER_URL"])
    gemeente = Person(browser, portal.url, "accountbeheerder")
    ask_for_account(gemeente, "Gerda Gevraagd", EMAIL)
    ask_for_account(gemeente, "Otto Onbekend", "otto.onbekend@voorbeeld.example")
    link = answer_both(portal, browser)
    read_the_refusal(gemeente)

    gerda = Window(browser, portal.url)
    secret = first_sign_in(gerda, link)
    assert "Regievoerder gemeente, Utrecht" in gerda.page.inner_text("body")
    assert gerda.go(LIST) == 200
    assert koppeling in gerda.text()
    for foreign in ("/beheer/", "/accounts/", "/dossiers/"):
        assert gerda.status_of(foreign) in {403, 404}, foreign

    books.ends_in(10)
    renew(gemeente)
    assert books.read("eindigt_op - current_date") > 170

    books.ends_in(-1)
    assert gerda.go(LIST) in {403, 404}, "the last day goes by, before any night"
    assert koppeling not in gerda.text()
    shell(portal, NIGHT)
    assert books.read("status") == "verlopen"
    gemeente.go("/accounts/?weergave=voorbij")
    assert "Gerda Gevraagd" in gemeente.text()
    assert "Verlopen" in gemeente.text()
    gerda.context.clear_cookies()
    gerda.sign_in(EMAIL, PASSWORD, secret)
    last_day = long_date(books.read("eindigt_op"))
    assert f"Uw toegang (Regievoerder gemeente, Utrecht) liep tot en met {last_day}." in gerda.text()
    assert gerda.go(LIST) in {403, 404}

    stranger = Window(browser, portal.url)
    stranger.go(link)
    assert "Deze link werkt niet meer" in stranger.text()
    for window in (gemeente, gerda, stranger):
        window.close()
    assert "Traceback" not in portal.log.read_text()


def ask_for_account(person: Person, naam: str, email: str) -> None:
    person.go("/accounts/aanvragen/nieuw/")
    person.fill({"naam": naam, "email": email, "rol": "regievoerder_gemeente", "toelichting": "Nieuw hier"})
    person.submit("Aanvraag versturen")
    assert "is naar het COA gestuurd" in person.page.inner_text("body")


def answer_both(portal: RunningPortal, browser: Browser) -> str:
    """The beheerder refuses one; for the other, long after signing in, both factors are asked again. The link."""
    beheerder = Person(browser, portal.url, "beheerder")
    page = beheerder.page
    open_request(beheerder, "Otto Onbekend")
    beheerder.follow("Weigeren")
    beheerder.fill({"reden": "onbekend", "antwoord": "Bel even als dit een vergissing is."})
    beheerder.press("Weigeren")
    assert "De aanvraag is geweigerd." in page.inner_text("body")
    open_request(beheerder, "Gerda Gevraagd")
    assert "er komt een nieuw account" in page.inner_text("body")
    shell(portal, LONG_AGO)
    beheerder.follow("Toekennen")
    assert "/bevestigen/" in page.url
    beheerder.fill({"password": SEEDED, "code": beheerder.code()})
    beheerder.submit("Bevestigen")
    assert re.search(r"/toekennen/$", page.url), page.url
    beheerder.press("Toekennen")
    link = page.inner_text(".eenmalig code").strip()
    beheerder.close()
    return link


def open_request(beheerder: Person, naam: str) -> None:
    beheerder.go("/beheer/accounts/accountaanvraag/?status=aangevraagd")
    row = beheerder.page.locator("#result_list tr").filter(has_text=naam)
    row.locator("th a").click()
    beheerder.page.wait_for_load_state()


def read_the_refusal(gemeente: Person) -> None:
    gemeente.go("/accounts/aanvragen/")
    row = gemeente.page.locator("main tr").filter(has_text="Otto Onbekend")
    assert "Geweigerd" in row.inner_text()
    row.get_by_role("link").click()
    gemeente.page.wait_for_load_state()
    assert "De persoon is niet bekend bij de gemeente. Bel even" in gemeente.text()


def first_sign_in(window: Window, link: str) -> str:
    """By the link: a password, an app, recovery codes. The secret of the app."""
    page = window.page
    window.go(link)
    for field in page.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    window.submit("Wachtwoord opslaan")
    assert page.url.endswith("/inloggen/?bericht=ingesteld")
    window.fill({"email": EMAIL, "password": PASSWORD})
    window.submit()
    assert page.url.endswith("/inloggen/beveiligen/")
    page.get_by_text("Scannen lukt niet").click()
    secret = page.inner_text(".geheim").replace(" ", "").strip()
    window.fill({"code": fresh_code(page, EMAIL, secret)})
    window.submit("Verder")
    assert page.locator(".herstelcodes li").count() >= 8
    window.submit("Ik heb de codes bewaard")
    assert "/inloggen/" not in page.url
    return secret


def renew(gemeente: Person) -> None:
    """Ten days before the end the accountbeheerder is asked whether it still holds good."""
    gemeente.go("/accounts/")
    assert "Klopt dit nog?" in gemeente.text()
    gemeente.follow("Gerda Gevraagd")
    gemeente.press("Een half jaar verlengen")
    assert "Verlengd tot en met" in gemeente.page.inner_text("body")
    gemeente.go("/accounts/")
    assert "Klopt dit nog?" not in gemeente.text()
