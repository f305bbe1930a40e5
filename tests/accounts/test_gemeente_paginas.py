"""Pages of the accountbeheerder: own gemeente only, kept input, constant number of questions (R2)."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coa_portal.accounts import actions
from coa_portal.accounts.models import Accountaanvraag
from coa_portal.common.dates import add_months, today
from tests.factories.accounts import AanvraagFactory, account_with, overeenkomst

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(accountbeheerder_utrecht: Any, client_of: Any) -> Any:
    """The browser of the accountbeheerder of Utrecht."""
    return client_of(accountbeheerder_utrecht)


def ends_soon(account: Any) -> Any:
    row = account.toekenningen.get()
    row.eindigt_op = today() + dt.timedelta(days=5)
    row.save()
    return row


def test_list_shows_the_own_gemeente_and_nobody_else(
    browser: Any, lezer_utrecht: Any, contactpersoon_extern: Any, regievoerder_zeist: Any
) -> None:
    html = browser.get("/accounts/").content.decode()
    for shown in ("Lotte Lezer", "Ed Extern", "Anna Accounts", "VWO-2026-001", "Nog nooit", "3 toegangen"):
        assert shown in html
    assert "Zara Zeist" not in html
    foreign = regievoerder_zeist.toekenningen.get().pk
    for path in ("", "verlengen/", "beeindigen/"):
        answer = browser.post(f"/accounts/toegang/{foreign}/{path}")
        assert answer.status_code == (405 if path == "" else 404)
    assert browser.get(f"/accounts/toegang/{foreign}/").status_code == 404
    assert browser.get(f"/accounts/aanvragen/nieuw/?voor={foreign}").status_code == 404
    assert "Zara" not in browser.get("/accounts/?zoek=zara").content.decode()


def test_filters(browser: Any, lezer_utrecht: Any, regievoerder_utrecht: Any) -> None:
    ends_soon(lezer_utrecht)
    html = browser.get("/accounts/?weergave=loopt-af").content.decode()
    assert "Lotte Lezer" in html and "Ruben Utrecht" not in html
    html = browser.get("/accounts/?rol=regievoerder_gemeente").content.decode()
    assert "Ruben Utrecht" in html and "Lotte Lezer" not in html
    actions.end_toekenning(toekenning=lezer_utrecht.toekenningen.get(), reden="uit_dienst", acting_user=None)
    html = browser.get("/accounts/?weergave=voorbij").content.decode()
    assert "Lotte Lezer" in html and "Uit dienst" in html


def test_asking_reading_the_answer_and_withdrawing(browser: Any, beheerder: Any) -> None:
    new = {"naam": "Nieuw Iemand", "email": "nieuw@voorbeeld.example", "rol": "lezer_gemeente", "max_tier": "1",
           "onderdelen": ["arbeid"], "toelichting": "Werkt bij werk en inkomen"}  # fmt: skip
    bad = browser.post("/accounts/aanvragen/nieuw/", {**new, "eindigt_op": "01-01-2020"})
    assert bad.status_code == 200
    assert "De einddatum ligt in het verleden." in bad.content.decode()
    assert "Werkt bij werk en inkomen" in bad.content.decode()
    assert browser.post("/accounts/aanvragen/nieuw/", new).url == "/accounts/aanvragen/"
    row = Accountaanvraag.objects.get()
    assert row.referentie in browser.get("/accounts/aanvragen/").content.decode()
    assert browser.post(f"/accounts/aanvragen/{row.pk}/intrekken/").status_code == 302
    again = browser.post(f"/accounts/aanvragen/{row.pk}/intrekken/", follow=False)
    assert again.status_code == 302
    assert "Ingetrokken" in browser.get(f"/accounts/aanvragen/{row.pk}/").content.decode()
    browser.post("/accounts/aanvragen/nieuw/", new)
    row = Accountaanvraag.objects.get(status="aangevraagd")
    actions.refuse_aanvraag(aanvraag=row, reden="niet_nodig", antwoord="Liever niet", acting_user=beheerder)
    html = browser.get(f"/accounts/aanvragen/{row.pk}/").content.decode()
    assert "Liever niet" in html and "De rol is niet nodig voor het werk" in html
    assert "Geweigerd" in browser.get("/").content.decode()


def test_external_under_an_agreement_of_the_own_gemeente(
    browser: Any, gemeente_utrecht: Any, gemeente_zeist: Any
) -> None:
    own, foreign = overeenkomst(gemeente_utrecht, "Hulp"), overeenkomst(gemeente_zeist, "Elders")
    until = add_months(today(), 2).strftime("%d-%m-%Y")
    new = {"naam": "Ex", "email": "ex@voorbeeld.example", "rol": "contactpersoon_extern", "eindigt_op": until}
    for key, accepted in ((foreign.pk, False), (own.pk, True)):
        answer = browser.post("/accounts/aanvragen/nieuw/", {**new, "verwerkersovereenkomst": key})
        assert (answer.status_code == 302) is accepted
    assert Accountaanvraag.objects.get().verwerkersovereenkomst == own
    assert "Elders" not in browser.get("/accounts/aanvragen/nieuw/").content.decode()


def test_renewing_several_and_ending_one(
    browser: Any, lezer_utrecht: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    rows = [ends_soon(lezer_utrecht), ends_soon(regievoerder_utrecht), ends_soon(regievoerder_zeist)]
    html = browser.get("/accounts/verlengen/").content.decode()
    assert "Lotte Lezer" in html and "Zara Zeist" not in html
    assert "Kies van wie" in browser.post("/accounts/verlengen/", {}).content.decode()
    forged = browser.post("/accounts/verlengen/", {"toekenningen": [rows[2].pk]})
    assert forged.status_code == 200
    browser.post("/accounts/verlengen/", {"toekenningen": [rows[0].pk, rows[1].pk]})
    latest = add_months(today(), 6)
    for row, ends in ((rows[0], latest), (rows[1], latest), (rows[2], today() + dt.timedelta(days=5))):
        row.refresh_from_db()
        assert row.eindigt_op == ends
    address = f"/accounts/toegang/{rows[0].pk}/"
    assert browser.get(f"{address}beeindigen/").status_code == 200
    assert browser.post(f"{address}beeindigen/", {"reden": ""}).status_code == 200
    assert browser.post(f"{address}beeindigen/", {"reden": "uit_dienst"}).url == "/accounts/"
    rows[0].refresh_from_db()
    assert rows[0].status == "beeindigd"
    assert browser.post(f"{address}verlengen/").status_code == 403


def test_own_grant_offers_no_decision(browser: Any, accountbeheerder_utrecht: Any) -> None:
    own = accountbeheerder_utrecht.toekenningen.get()
    html = browser.get(f"/accounts/toegang/{own.pk}/").content.decode()
    assert "eigen toegang" in html
    assert "beeindigen/" not in html
    assert browser.post(f"/accounts/toegang/{own.pk}/verlengen/").status_code == 403


@pytest.mark.parametrize("address", ["/accounts/", "/accounts/verlengen/", "/accounts/aanvragen/", "/"])
def test_same_questions_for_one_and_twenty(address: str, browser: Any, gemeente_utrecht: Any) -> None:
    def add() -> None:
        ends_soon(account_with("lezer_gemeente", gemeente_utrecht))
        AanvraagFactory(gemeente=gemeente_utrecht)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address).status_code == 200
        return len(caught)

    add()
    queries()
    one = queries()
    for _ in range(19):
        add()
    assert queries() == one
