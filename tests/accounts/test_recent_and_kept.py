"""Proving again who one is, and what was typed when the session ended (R18)."""

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from coa_portal.accounts import kept
from coa_portal.accounts.actions import change_gebruiker, reset_second_factor
from coa_portal.accounts.factor_models import Beveiligingsbericht, TotpApparaat
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.security_mail import send_due
from coa_portal.common.errors import DomainError
from tests.factories.accounts import PASSWORD, GebruikerFactory
from tests.factories.second_factor import code_now, give_app, sign_in

pytestmark = pytest.mark.django_db
TYPED = {"naam": "Jan Nieuw\nen regel twee", "functie": "Regisseur van de wijk", "telefoon": "030 123 45 67"}


@pytest.fixture
def account() -> Gebruiker:
    account = GebruikerFactory(gemeente=True, naam="Jan Oud", email="jan@voorbeeld.example")
    give_app(account)
    return account


@pytest.fixture
def browser(account: Gebruiker) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


def make_old(browser: Client, **ages: int) -> None:
    session = browser.session
    for name, age in ages.items():
        session[name] = int(time.time()) - age
    session.save()


def sign_in_again(browser: Client, account: Gebruiker) -> Any:
    TotpApparaat.objects.update(last_t=-1)
    return sign_in(browser, account, PASSWORD)


def resend(browser: Client, form: kept.KeptForm) -> Any:
    return browser.post(form.path, dict([*form.fields, (kept.FIELD, form.key)]))


@pytest.mark.parametrize("clock", ["used_at", "started_at"])
def test_r18_what_was_typed_outlives_the_session(browser: Client, account: Gebruiker, clock: str) -> None:
    make_old(browser, **{clock: 13 * 3600})
    answer = browser.post("/account/", {**TYPED, "password": "niet-bewaren"})
    assert answer.url.startswith("/inloggen/?next=%2Faccount%2F&bericht=bewaard")
    assert "is bewaard" in browser.get(answer.url).content.decode()
    stored = str(Session.objects.get(pk=browser.session.session_key).get_decoded())
    assert "Regisseur" not in stored  # encrypted
    assert Gebruiker.objects.get(pk=account.pk).naam == "Jan Oud"
    assert sign_in_again(browser, account).url == "/ingevuld/"
    page = browser.get("/ingevuld/")
    html = page.content.decode()
    assert "Regisseur van de wijk" in html
    assert "niet-bewaren" not in html
    (form,) = page.context["forms"]
    assert form.path == "/account/"
    assert resend(browser, form).status_code == 302
    assert Gebruiker.objects.get(pk=account.pk).functie == "Regisseur van de wijk"
    assert browser.get("/ingevuld/").status_code == 302  # used up


def test_r18_forms_of_other_tabs_are_kept_too(browser: Client, account: Gebruiker) -> None:
    make_old(browser, used_at=3600)
    assert browser.get("/account/").url.endswith("bericht=verlopen")
    browser.post("/account/", TYPED)
    browser.post("/account/", {**TYPED, "naam": "Van het andere tabblad"})
    sign_in_again(browser, account)
    assert len(browser.get("/ingevuld/").context["forms"]) == 2


def test_nothing_of_it_reaches_another_account(browser: Client, account: Gebruiker) -> None:
    make_old(browser, used_at=3600)
    browser.post("/account/", TYPED)
    other = GebruikerFactory()
    give_app(other)
    assert sign_in_again(browser, other).url != "/ingevuld/"
    assert browser.get("/ingevuld/").status_code == 302
    browser.post("/uitloggen/")
    sign_in_again(browser, account)
    assert browser.get("/ingevuld/").status_code == 302  # and it is gone for good


def test_it_is_kept_for_half_an_hour(browser: Client, account: Gebruiker, monkeypatch: Any) -> None:
    make_old(browser, used_at=3600)
    browser.post("/account/", TYPED)
    later = time.time() + kept.KEPT_SECONDS + 1
    monkeypatch.setattr(kept.time, "time", lambda: later)
    sign_in_again(browser, account)
    assert browser.get("/ingevuld/").status_code == 302


@pytest.mark.parametrize("why", ["too large", "forged", "account gone"])
def test_what_is_not_kept(account: Gebruiker, why: str) -> None:
    browser = Client(enforce_csrf_checks=why == "forged")
    browser.force_login(account)
    make_old(browser, used_at=3600)
    if why == "account gone":
        Gebruiker.objects.filter(pk=account.pk).update(is_active=False)
    text = "x" * kept.LARGEST if why == "too large" else "kort"
    answer = browser.post("/account/", {**TYPED, "naam": text})
    assert answer.status_code == (403 if why == "forged" else 302)
    assert "kept" not in browser.session


def test_files_are_not_kept_and_the_page_says_so(browser: Client, account: Gebruiker) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415

    make_old(browser, used_at=3600)
    browser.post("/account/", {**TYPED, "document": SimpleUploadedFile("a.pdf", b"inhoud")})
    sign_in_again(browser, account)
    html = browser.get("/ingevuld/").content.decode()
    assert "Kies het straks opnieuw" in html


def test_it_can_be_thrown_away(browser: Client, account: Gebruiker) -> None:
    make_old(browser, used_at=3600)
    browser.post("/account/", TYPED)
    sign_in_again(browser, account)
    (form,) = browser.get("/ingevuld/").context["forms"]
    browser.post("/ingevuld/", {"weg": form.key})
    assert browser.get("/ingevuld/").status_code == 302


@pytest.fixture
def beheer(beheerder: Gebruiker) -> Client:
    give_app(beheerder)
    browser = Client()
    browser.force_login(beheerder)
    return browser


def confirm(browser: Client, **fields: str) -> Any:
    TotpApparaat.objects.update(last_t=-1)
    return browser.post("/bevestigen/", {"password": PASSWORD, "code": code_now(), **fields})


def test_granting_asks_again_and_goes_on_where_it_was(beheer: Client, account: Gebruiker) -> None:
    link = f"/beheer/accounts/gebruiker/{account.pk}/wachtwoord-link/"
    assert beheer.get(link).status_code == 200
    make_old(beheer, authenticated_at=16 * 60)
    answer = beheer.get(link)
    assert answer.url.startswith("/bevestigen/?next=")
    assert beheer.post(link).url == answer.url  # nothing was typed, so nothing is kept
    reset = f"/beheer/accounts/gebruiker/{account.pk}/inloggen-herstellen/"
    assert beheer.post(reset, {"reden": "kwijt"}).url == "/bevestigen/"
    assert confirm(beheer, password="verkeerd").status_code == 200
    assert confirm(beheer, code="000000").status_code == 200
    assert beheer.get(link).status_code == 302  # neither of them was enough
    before = beheer.session.session_key
    assert confirm(beheer).url == "/ingevuld/"  # the choice that was made is kept
    assert beheer.session.session_key != before
    (form,) = beheer.get("/ingevuld/").context["forms"]
    assert "De link" in resend(beheer, form).content.decode()
    make_old(beheer, authenticated_at=16 * 60)
    beheer.get(link)
    assert confirm(beheer, next=link).url == link


def test_ending_never_waits(beheer: Client, account: Gebruiker) -> None:
    make_old(beheer, authenticated_at=16 * 60)
    assert beheer.get(f"/beheer/accounts/gebruiker/{account.pk}/uitschakelen/").status_code == 200


def test_who_may_not_enter_learns_nothing(browser: Client, account: Gebruiker) -> None:
    make_old(browser, authenticated_at=16 * 60)
    assert browser.get(f"/beheer/accounts/gebruiker/{account.pk}/wachtwoord-link/").status_code == 404


@pytest.mark.parametrize("wanted", ["https://kwaad.example/", "//kwaad.example", "/\\kwaad.example"])
def test_confirming_leads_nowhere_else(browser: Client, wanted: str) -> None:
    assert confirm(browser, next=wanted).url == "/"


def test_a_new_app_ends_other_sessions_and_codes(browser: Client, account: Gebruiker) -> None:
    elsewhere = Client()
    elsewhere.force_login(account)
    secret = "".join(browser.get("/account/beveiliging/app/").context["secret"].split())
    answer = browser.post("/account/beveiliging/app/", {"code": code_now(secret)})
    assert answer.url == "/account/beveiliging/herstelcodes/"
    assert "Ik heb de codes bewaard" in browser.get(answer.url).content.decode()
    assert browser.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert TotpApparaat.objects.get(user=account).plain_secret == secret


def test_the_only_factor_stays(browser: Client, account: Gebruiker) -> None:
    browser.post("/account/beveiliging/app/verwijderen/")
    assert "uw enige tweede stap" in browser.get("/account/beveiliging/").content.decode()
    assert TotpApparaat.objects.filter(user=account).exists()


def test_signing_out_elsewhere(browser: Client, account: Gebruiker) -> None:
    elsewhere = Client()
    elsewhere.force_login(account)
    browser.post("/account/beveiliging/uitloggen/")
    assert browser.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_a_beheerder_lets_somebody_start_anew(
    beheer: Client, beheerder: Gebruiker, account: Gebruiker, browser: Client
) -> None:
    step = f"/beheer/accounts/gebruiker/{account.pk}/inloggen-herstellen/"
    assert "Kies een reden" in beheer.post(step, {}).content.decode()
    html = beheer.post(step, {"reden": "kwijt"}).content.decode()
    assert "/wachtwoord/" in html
    assert browser.get("/account/").status_code == 302
    changed = Gebruiker.objects.get(pk=account.pk)
    assert not changed.has_usable_password()
    assert not TotpApparaat.objects.filter(user=account).exists()
    line = changed.history.first()
    assert line.history_user == beheerder
    assert line.history_change_reason == "Inloggen hersteld: Telefoon of sleutel kwijt"


def test_resets_that_are_refused(beheerder: Gebruiker, account: Gebruiker) -> None:
    for gebruiker, reden in (
        (beheerder, "kwijt"),
        (account, "zomaar"),
        (GebruikerFactory(uit=True), "kwijt"),
    ):
        with pytest.raises(DomainError):
            reset_second_factor(gebruiker=gebruiker, reden=reden, acting_user=beheerder)
    assert TotpApparaat.objects.filter(user=account).exists()


def test_the_account_is_told_without_personal_data(
    account: Gebruiker, beheerder: Gebruiker, mailoutbox: Any, monkeypatch: Any
) -> None:
    reset_second_factor(gebruiker=account, reden="kwijt", acting_user=beheerder)
    assert send_due() == 1
    assert send_due() == 0
    (mail,) = mailoutbox
    assert mail.to == [account.email]
    for personal in (account.naam, account.email, beheerder.naam):
        assert personal not in mail.subject + mail.body


def test_a_mail_server_that_is_away_loses_nothing(
    account: Gebruiker, beheerder: Gebruiker, settings: Any, mailoutbox: Any
) -> None:
    reset_second_factor(gebruiker=account, reden="kwijt", acting_user=beheerder)
    settings.EMAIL_BACKEND = "geen.backend"
    assert send_due() == 0
    row = Beveiligingsbericht.objects.get()
    assert (row.attempts, row.sent_at) == (1, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Beveiligingsbericht.objects.update(next_try_at=row.created_at)
    assert send_due() == 1
    assert len(mailoutbox) == 1


def test_that_the_address_changed_is_told_at_the_former_one(
    account: Gebruiker, beheerder: Gebruiker, mailoutbox: Any
) -> None:
    """A beheerder who moves an account to an own address and resets it is not the only one who hears of that."""
    former = account.email
    change_gebruiker(gebruiker=account, email="van.een.ander@voorbeeld.example", acting_user=beheerder)
    change_gebruiker(gebruiker=account, functie="Regisseur", acting_user=beheerder)
    assert send_due() == 1
    (mail,) = mailoutbox
    assert mail.to == [former]
    assert "oude adres" in mail.body


def test_changing_an_account_asks_for_the_factors_again(beheerder: Gebruiker, account: Gebruiker) -> None:
    browser = Client()
    browser.force_login(beheerder)
    make_old(browser, authenticated_at=3600)
    page = f"/beheer/accounts/gebruiker/{account.pk}/change/"
    assert browser.get(page).status_code == 200
    answer = browser.post(page, {"email": "van.een.ander@voorbeeld.example", "naam": account.naam})
    assert answer.url == "/bevestigen/"
    assert Gebruiker.objects.get(pk=account.pk).email == account.email
