"""DESIGN §10, R11: nothing personal in addresses, headers, cookies, logs, queue, e-mails, meldingen and error pages.

The needles are the names, V-nummers and BSNs that `fill.py` put in, a few of them unlike any other text.
"""

import json
import re
from urllib.parse import unquote_plus

import pytest
from django.apps import apps

from coa_portal.common.crypto import encrypted_columns
from tests.hardening.conftest import Crawl
from tests.hardening.crawl import Answer
from tests.hardening.fill import BSNS, NAMES

pytestmark = pytest.mark.timeout(900)

# pages of these roles are never about a person
WITHOUT_PEOPLE = {
    "anonymous",
    "beheerder",
    "accountbeheerder_utrecht",
    "regiocoordinator",
    "regievoerder_zeist",
}
# the living dossier and what was written for a gemeente; everything else in the database holds nobody
DOSSIER_TABLES = re.compile(r"^(klantprofiel|koppeling|voorinburgering|overdracht)_")


def test_the_crawl_saw_enough_to_mean_something(crawl: Crawl) -> None:
    """Without this, a portal that refuses everything would pass every test below."""
    by_status = {
        status: [a for a in crawl.answers if a.status == status] for status in (200, 302, 400, 403, 404)
    }
    assert all(by_status.values()), {status: len(found) for status, found in by_status.items()}
    assert [a for a in crawl.answers if a.status == 413]
    assert [a for a in crawl.answers if a.status == 500], "nothing crashed"
    shown = [
        a for a in crawl.answers if a.status == 200 and crawl.found(a.body.decode(errors="replace"), "naam")
    ]
    assert {a.role for a in shown} >= {
        "casemanager_luttelgeest",
        "regievoerder_coa",
        "regievoerder_utrecht",
        "api",
    }
    assert any(BSNS[0] in a.body.decode(errors="replace") for a in shown), "no BSN was ever shown"
    assert crawl.mails
    assert "drain_outbox" in "".join(crawl.valkey)
    assert len(crawl.answers) > 300


def test_addresses_and_redirects(crawl: Crawl) -> None:
    wrong = []
    for answer in crawl.answers:
        if answer.role == "api":
            continue
        places = [answer.path, answer.header("Location")]
        if answer.is_page:
            places += re.findall(r'(?:href|src|action|formaction)="([^"]*)"', answer.body.decode())
        wrong += [f"{answer}: {place}" for place in places if crawl.found_typed(unquote_plus(place))]
    assert not wrong, "\n".join(wrong[:20])


def test_headers_and_cookies(crawl: Crawl) -> None:
    wrong = [f"{a}: {a.headers}" for a in crawl.answers if crawl.found_typed(unquote_plus(str(a.headers)))]
    assert not wrong, "\n".join(wrong[:20])


def test_pages_that_refuse_or_break(crawl: Crawl) -> None:
    wrong = [
        f"{a}: {found}"
        for a in crawl.answers
        if a.status >= 400 and (found := crawl.found(a.body.decode(errors="replace")))
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_pages_of_who_sees_no_person(crawl: Crawl) -> None:
    wrong = [
        f"{a}: {found}"
        for a in crawl.answers
        if a.role in WITHOUT_PEOPLE
        and not a.sent  # a form that comes back holds what this very visitor typed
        and (found := crawl.found(a.body.decode(errors="replace")))
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_a_bsn_is_shown_on_asking_alone(crawl: Crawl) -> None:
    """R20: masked everywhere, in files and the API too."""
    wrong = [
        str(a)
        for a in crawl.answers
        if not (a.method == "POST" and a.path.endswith("/bsn/") and a.status == 200)
        and crawl.found(a.body.decode(errors="replace"), "bsn")
    ]
    assert not wrong, "\n".join(wrong[:20])
    from tests.hardening.pdf_text import text_of  # noqa: PLC0415

    files = [a for a in crawl.answers if a.header("Content-Type") == "application/pdf" and a.status == 200]
    texts = [text_of(a.body) for a in files]
    assert any(NAMES[0] in text for text in texts), "no PDF about a person was made"
    assert not [text for text in texts if crawl.found(text, "bsn")]


@pytest.mark.parametrize("name", ["portal", "postgres"])
def test_logs(crawl: Crawl, name: str) -> None:
    text = crawl.logs[name]
    if name == "portal":
        assert "Traceback" in text, "the log of the crash is not here"
        assert "DEBUG" in text
    lines = [line for line in text.splitlines() if crawl.found_typed(line)]
    assert not lines, "\n".join(lines[:20])


def test_queue_and_cache(crawl: Crawl) -> None:
    text = "".join(crawl.valkey)
    assert not crawl.found_typed(text)
    assert not re.findall(r"[\w.]+@voorbeeld\.example", text)


def test_mails(crawl: Crawl) -> None:
    wrong = [mail for mail in crawl.mails if crawl.found_typed(mail)]
    assert not wrong, wrong[0]


def test_sessions(crawl: Crawl) -> None:
    """L10: the role of the web reads sessions, and it has no dossier right. (In one of them a search was typed.)"""
    assert len(crawl.sessions) > 5
    assert set(crawl.sessions) == {"{}"}
    wrong = [text for text in crawl.sessions if crawl.found_typed(text)]
    assert not wrong, "\n".join(wrong[:5])


def test_no_table_outside_the_dossier_names_anybody(crawl: Crawl) -> None:
    """Meldingen, events, admin log, audit lines, accounts: a reference and a kind of thing, never who."""
    wrong = [
        f"{table}: {row[:300]}"
        for table, rows in crawl.tables.items()
        if not DOSSIER_TABLES.match(table)
        for row in rows
        if crawl.found(row)
    ]
    assert not wrong, "\n".join(wrong[:20])


def test_no_table_holds_a_bsn(crawl: Crawl) -> None:
    """R20: encrypted at rest; the hash and three digits do not give it back."""
    text = json.dumps(crawl.tables)
    assert not crawl.found(text, "bsn")


def test_every_table_with_ciphertext_is_known_to_the_rotation_of_keys(crawl: Crawl) -> None:
    """One that is not would be unreadable on the day the old key goes. Sessions then end, which is right."""
    known = {apps.get_model(column.model)._meta.db_table for column in encrypted_columns()}
    found = {
        table
        for table, rows in crawl.tables.items()
        for row in rows
        if re.search(r"\b1\.[0-9a-f]{8}\.[A-Za-z0-9_=-]{30,}", row)
    }
    assert "klantprofiel_burgerservicenummer" in found
    assert found - known == {"django_session"}


def test_the_document_of_a_person_is_not_called_after_them(crawl: Crawl) -> None:
    """What somebody's computer called the file is not kept, in no table at all."""
    rows = [
        row for table, rows in crawl.tables.items() for row in rows if f"{NAMES[0]} {NAMES[1]}.pdf" in row
    ]
    assert not rows


def test_pages_answer_in_dutch_when_they_break(crawl: Crawl) -> None:
    broken = [a for a in crawl.answers if a.status == 500]
    wrong = [str(a) for a in broken if b"Er ging iets mis" not in a.body]
    assert not wrong, "\n".join(wrong)


def answers_like(crawl: Crawl, part: str) -> list[Answer]:
    """For looking at one by hand."""
    return [answer for answer in crawl.answers if part in answer.path]
