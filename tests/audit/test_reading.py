"""R10: what a line holds, one number per request, and no showing of a BSN and no export without a line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.audit.pseudonym import pseudonym, pseudonyms
from coa_portal.common.dates import short_date, today
from klantprofiel.actions import set_bsn
from tests.factories.koppeling import KoppelingFactory
from tests.factories.overdracht import ProfielversieFactory, person_of

pytestmark = pytest.mark.django_db
OTHER_KEY = "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY="


@pytest.fixture
def person(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    koppeling = KoppelingFactory()
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    found = person_of(koppeling)
    set_bsn(vergunninghouder=found, bsn="123456782", acting_user=None)
    return found


@contextmanager
def log_that_cannot_be_written() -> Iterator[None]:
    """Inside the transaction of a test: nobody may INSERT in the log any more."""
    roles = "portal_coa, portal_gemeente, portal_beheer, portal_toezicht"
    with connection.cursor() as cursor:
        cursor.execute(f"REVOKE INSERT ON audit_inzageregel FROM {roles}")
        yield
        cursor.execute(f"GRANT INSERT ON audit_inzageregel TO {roles}")


def test_both_halves_carry_what_the_standard_asks(
    person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    casemanager_luttelgeest.functie = "Directeur van het COA"
    casemanager_luttelgeest.save()
    sent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    answer = client_of(casemanager_luttelgeest).get(f"/dossiers/{person.pk}/", headers={"traceparent": sent})
    line = Inzageregel.objects.get()
    half = Verwerkingsregel.objects.get()
    assert answer["Trace-Id"] == line.trace_id == half.trace_id
    assert re.fullmatch("[0-9a-f]{32}", line.trace_id) and line.trace_id not in sent
    assert line.foreign_trace == sent
    assert (line.rol, line.organisatie, line.activity) == ("Casemanager", "COA", "bijhouden-klantprofiel")
    assert line.functie == "", "what somebody calls themselves is no fact"
    assert half.parent_span_id == line.span_id != half.span_id
    assert (half.name, half.activity) == ("dossier", "bijhouden-klantprofiel")
    assert (half.subject, half.subject_key) == pseudonym(person.pk)
    assert half.resource.startswith("COA-portaal ")
    assert half.started_at < half.ended_at


@pytest.mark.parametrize("sent", ["onzin", "00-" + "0" * 32 + "-b7ad6b7169203331-01", "'; DROP TABLE audit"])
def test_a_trace_that_is_none_is_not_kept(
    sent: str, person: Any, client_of: Any, casemanager_luttelgeest: Any
) -> None:
    client_of(casemanager_luttelgeest).get(f"/dossiers/{person.pk}/", headers={"traceparent": sent})
    assert Inzageregel.objects.get().foreign_trace == ""


def test_every_answer_has_a_number_of_its_own_and_error_pages_show_it(client: Client) -> None:
    answers = [client.get("/inloggen/"), client.get("/bestaat-niet/"), client.get("/api/v1/koppelingen")]
    numbers = {answer["Trace-Id"] for answer in answers}
    assert len(numbers) == 3
    page = answers[1].content.decode()
    assert f'Vermeld dan dit nummer: <span class="cijfers">{answers[1]["Trace-Id"]}' in page


def test_a_new_key_makes_new_pseudonyms_and_old_lines_are_still_found(person: Any, settings: Any) -> None:
    old = pseudonym(person.pk)
    settings.READING_LOG_KEYS = [OTHER_KEY, *settings.READING_LOG_KEYS]
    assert pseudonym(person.pk) != old
    assert pseudonyms(person.pk) == [pseudonym(person.pk)[0], old[0]]
    settings.READING_LOG_KEYS = [OTHER_KEY]
    assert old[0] not in pseudonyms(person.pk)


SHOWINGS = {
    "BSN": ("casemanager_luttelgeest", "klantprofiel:toon_bsn", {}),
    "PDF at COA": ("casemanager_luttelgeest", "overdracht:versie_pdf", None),
    "inzage-overzicht": (
        "casemanager_luttelgeest",
        "portaal:inzage_overzicht_dossier",
        {"door": "persoon", "gevraagd_op": short_date(today())},
    ),
    "CSV of the log": ("fg", "portaal:leeslog_csv", {}),
    "Logboek Dataverwerkingen": (
        "fg",
        "portaal:leeslog_ldv",
        {"van": short_date(today()), "tot": short_date(today())},
    ),
}


@pytest.mark.parametrize("what", SHOWINGS)
def test_nothing_is_shown_when_its_line_cannot_be_written(
    what: str, person: Any, client_of: Any, request: Any
) -> None:
    """The same request succeeds with the log and fails without it, and gives nothing away then."""
    role, name, data = SHOWINGS[what]
    version = person.pk if what != "PDF at COA" else ProfielversieFactory(vergunninghouder=person).pk
    url = reverse(name, args=[] if name.startswith("portaal:leeslog") else [version])
    browser = client_of(request.getfixturevalue(role))
    browser.raise_request_exception = False

    def ask() -> Any:
        return browser.get(url) if data is None else browser.post(url, data)

    assert ask().status_code == 200
    with log_that_cannot_be_written():
        answer = ask()
    assert answer.status_code == 500
    assert b"123456782" not in answer.content and b"%PDF" not in answer.content
    assert "attachment" not in answer.get("Content-Disposition", "")


def test_one_statement_per_table_whatever_the_number_of_people(
    client_of: Any, casemanager_luttelgeest: Any, django_assert_num_queries: Any
) -> None:
    from coa_portal.audit.reading import Source, write_reading  # noqa: PLC0415

    source = Source(casemanager_luttelgeest, "bijhouden-klantprofiel", "ab" * 16)
    assert source.rol == "Casemanager", "read once per request: the head of every page shows it too"
    with django_assert_num_queries(2):
        write_reading(source, what="lijst", subjects=[uuid4() for _ in range(200)])
    assert Verwerkingsregel.objects.count() == 200


def test_r10_a_processing_line_stands_beside_a_line_in_the_own_name(
    regievoerder_utrecht: Any, lezer_utrecht: Any
) -> None:
    """It names no employee: without the audit line nobody would know who added a reading that never was."""
    trace, span = "ab" * 16, "cd" * 8
    line = Verwerkingsregel(
        trace_id=trace, parent_span_id=span, activity="inzien-klantprofiel", status="Ok",
        started_at=timezone.now(), ended_at=timezone.now(),
    )  # fmt: skip

    def add(account: Any, **changed: str) -> None:
        for name, value in changed.items():
            setattr(line, name, value)
        with transaction.atomic(), behind_wall(WallRole.GEMEENTE, account.pk):
            Verwerkingsregel.objects.bulk_create([line])

    def refuses(account: Any, **changed: str) -> bool:
        line.pk = uuid4()
        with pytest.raises(ProgrammingError, match="own name"):
            add(account, **changed)
        return True

    assert refuses(regievoerder_utrecht)
    Inzageregel.objects.create(
        trace_id=trace, span_id=span, activity="inzien-klantprofiel", gebruiker=regievoerder_utrecht,
        organisatie="Utrecht", what="proef", channel="pagina", result="getoond",
    )  # fmt: skip
    assert refuses(lezer_utrecht)
    assert refuses(regievoerder_utrecht, activity="bijhouden-klantprofiel")
    assert refuses(regievoerder_utrecht, activity="inzien-klantprofiel", parent_span_id="ef" * 8)
    add(regievoerder_utrecht, parent_span_id=span)
    assert Verwerkingsregel.objects.count() == 1
