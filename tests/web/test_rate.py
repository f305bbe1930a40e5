"""How often one account may ask for what costs most."""

import inspect
import re
from typing import Any

import pytest
from django.test import Client

from coa_portal.access import rates
from coa_portal.access.endpoints import all_endpoints
from coa_portal.common.throttle import parse_rate
from coa_portal.web.waiting import in_words

pytestmark = pytest.mark.django_db

# what makes a view one that costs: it makes or sends a file, takes one, searches or pages, or shows a BSN
_COSTLY = re.compile(
    r"application/pdf|Content-Disposition|pdf_answer|FileResponse|StreamingHttpResponse|text/csv|request\.FILES"
    r"|Paginator|get_page|page_of\(|paginate|reveal_bsn|make_api_key|authenticate\("
)
# the code says so, and yet it costs nothing: with its reason
_CHEAP: dict[str, str] = {
    "klantprofiel:document_wijzigen": "what is said of one document; no file is taken or drawn",
    "klantprofiel:document_intrekken": "one file goes, once",
}


@pytest.fixture
def enforced(settings: Any) -> Any:
    settings.RATES_ENFORCED = True
    return settings


def test_every_page_that_costs_has_a_rate() -> None:
    """Also the one that somebody adds tomorrow: the code of the view says what it does."""
    without = {}
    for endpoint in all_endpoints():
        declaration = endpoint.declaration
        if declaration is None or declaration.rate or endpoint.name in _CHEAP:
            continue
        found = _COSTLY.search(_code_of(endpoint.view))
        by_name = re.search(
            r"pdf|export|download|document|bsn|upload|(?<!be)zoek", f"{endpoint.name} {endpoint.route}"
        )
        if found or by_name:
            without[endpoint.name] = (found or by_name)[0]  # type: ignore[index]
    assert without == {}


def _code_of(view: Any) -> str:
    found = getattr(view, "view_class", None) or getattr(view, "cls", None) or inspect.unwrap(view)
    return inspect.getsource(found)


def test_every_rate_is_one_that_can_be_read() -> None:
    declared = {e.declaration.rate for e in all_endpoints() if e.declaration and e.declaration.rate}
    assert declared
    for rate in declared:
        assert parse_rate(rate).amount > 0


def test_the_withdrawal_of_consent_has_no_rate() -> None:
    """R6: nothing may stand in its way."""
    withdrawal = next(e for e in all_endpoints() if e.name == "overdracht:toestemming_intrekken")
    assert withdrawal.declaration is not None
    assert withdrawal.declaration.rate == ""


def test_too_often_is_a_dutch_429(
    enforced: Any, monkeypatch: pytest.MonkeyPatch, client_of: Any, regievoerder_utrecht: Any
) -> None:
    browser = client_of(regievoerder_utrecht)
    amount = parse_rate(rates.LIST).amount
    for _ in range(amount):
        assert browser.get("/gemeente/koppelingen/").status_code == 200
    answer = browser.get("/gemeente/koppelingen/")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert "te vaak geopend" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    # another page, and another account, go on
    assert browser.get("/meldingen/").status_code == 200


def test_somebody_else_is_not_held_up(
    enforced: Any, client_of: Any, regievoerder_utrecht: Any, lezer_utrecht: Any
) -> None:
    mine, theirs = client_of(regievoerder_utrecht), client_of(lezer_utrecht)
    while mine.get("/gemeente/koppelingen/").status_code == 200:
        pass
    assert theirs.get("/gemeente/koppelingen/").status_code == 200


def test_who_may_not_enter_gets_the_same_answer_however_often(
    enforced: Any, monkeypatch: pytest.MonkeyPatch, client_of: Any, regiocoordinator: Any
) -> None:
    monkeypatch.setattr("coa_portal.common.throttle.hit", lambda *a: pytest.fail("counted"))
    assert client_of(regiocoordinator).get("/gemeente/koppelingen/").status_code == 404
    assert Client().get("/gemeente/koppelingen/").status_code == 302


def test_the_api_answers_problem_json_per_key(
    enforced: Any, monkeypatch: pytest.MonkeyPatch, api_sleutel_utrecht: str
) -> None:
    monkeypatch.setattr(rates, "API", "3/minute")
    headers = {"Authorization": f"Bearer {api_sleutel_utrecht}"}
    client = Client()
    assert [client.get("/api/v1/koppelingen", headers=headers).status_code for _ in range(3)] == [200] * 3
    # any operation: the rate is of the whole API, and more spaces make no other key
    answer = client.get("/api/v1/meldingen", headers={"Authorization": f"bearer   {api_sleutel_utrecht} "})
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 429
    assert int(answer["Retry-After"]) >= 1
    # no key: not counted, and not told anything else
    assert client.get("/api/v1/koppelingen").status_code == 401


def test_visitors_are_counted_by_address(enforced: Any) -> None:
    amount = parse_rate(rates.LINK).amount
    here = Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(amount):
        assert here.get("/wachtwoord/").status_code == 404
    assert here.get("/wachtwoord/").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.2").get("/wachtwoord/").status_code == 404


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 seconde"), (40, "40 seconden"), (60, "1 minuut"), (61, "2 minuten"), (900, "15 minuten")],
)
def test_a_wait_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
