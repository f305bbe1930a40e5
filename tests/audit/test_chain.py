"""R10: the chain finds whatever was done to a line, by whom has the table itself in hands."""

import datetime as dt
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coa_portal.access.roles import WallRole
from coa_portal.access.table_rights import TABLE_RIGHTS
from coa_portal.access.wall import behind_wall
from coa_portal.audit import seal
from coa_portal.audit.chain import MODELS, columns
from coa_portal.audit.models import Inzageregel, Verwerkingsregel, Zegel
from coa_portal.audit.seal import anchor, seal_batch
from coa_portal.audit.verify import Report, read_anchors, verify
from coa_portal.portaal.toezicht import keten

pytestmark = pytest.mark.django_db
LOG = (
    "audit_inzageregel",
    "audit_verwerkingsregel",
    "audit_zegel",
    "audit_verwijdering",
    "audit_ketencontrole",
)
_N = 6


@pytest.fixture
def lines(casemanager_luttelgeest: Any) -> Callable[..., None]:
    """Call with a number: writes that many readings, each of one person."""

    def write(count: int = _N, age: dt.timedelta = dt.timedelta()) -> None:
        for number in range(count):
            trace = uuid4().hex
            first = Inzageregel.objects.create(
                trace_id=trace, gebruiker=casemanager_luttelgeest, organisatie="COA", what=f"dossier {number}"
            )
            now = timezone.now()
            second = Verwerkingsregel.objects.create(
                trace_id=trace, span_id="ab" * 8, activity="a", started_at=now, ended_at=now, status="Ok"
            )
            for row in (first, second):
                type(row)._default_manager.filter(pk=row.pk).update(created_at=row.created_at - age)

    return write


@pytest.fixture(autouse=True)
def anchor_file(tmp_path: Path, settings: Any) -> Path:
    settings.READING_LOG_ANCHOR_FILE = tmp_path / "ankers.jsonl"
    return tmp_path / "ankers.jsonl"


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def test_every_column_of_a_line_is_sealed() -> None:
    """A column that comes later must stand in a form, or it could be changed unseen."""
    for soort, model in MODELS.items():
        assert set(columns(soort)) == {field.attname for field in model._meta.concrete_fields}


def test_seals_are_numbered_from_one_without_a_gap(lines: Any) -> None:
    lines()
    assert keten.seal_all() == 2 * _N
    lines(1)
    assert keten.seal_all() == 2
    assert list(Zegel.objects.order_by("position").values_list("position", flat=True)) == list(
        range(1, 2 * _N + 3)
    )
    assert keten.seal_all() == 0
    report = keten.run_verification()
    assert report.is_intact and report.checked == 2 * _N + 2 and report.unsealed == 0


def test_sealing_that_dies_half_way_is_done_again(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the seals of one batch, and with a batch done and the next one begun: no gap, no line twice."""
    monkeypatch.setattr("coa_portal.audit.seal.BATCH", 4)
    lines()
    whole, made = seal.link_hash, 0

    def dies(*args: Any) -> str:
        nonlocal made
        made += 1
        if made == 11:
            raise KeyboardInterrupt
        return whole(*args)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("coa_portal.audit.seal.link_hash", dies)
        keten.seal_all()
    sealed = Zegel.objects.count()
    assert 0 < sealed < 2 * _N, "the batch that was done stays, of the other one nothing does"
    assert keten.run_verification().is_intact
    assert keten.seal_all() == 2 * _N - sealed
    report = keten.run_verification()
    assert report.is_intact and report.checked == 2 * _N and report.unsealed == 0


def test_a_line_that_commits_late_is_sealed_by_the_next_run(lines: Any) -> None:
    lines(2)
    keten.seal_all()
    lines(1, age=dt.timedelta(minutes=5))
    assert keten.seal_all() == 2
    assert keten.run_verification().is_intact


def test_a_line_from_long_ago_is_found_by_the_nightly_run_and_told(lines: Any) -> None:
    lines(2)
    keten.seal_all()
    lines(1, age=dt.timedelta(days=3))
    assert keten.seal_all() == 0
    assert keten.run_verification().unsealed == 2
    assert keten.seal_all(everything=True) == 2
    assert codes(keten.run_verification()) == {"inserted"}


# what somebody with the table in hands might do to it: name → (statement, code of the finding)
TAMPERINGS: dict[str, tuple[str, set[str]]] = {
    "change what was read": (
        "UPDATE audit_inzageregel SET what = 'iets anders' WHERE id = (SELECT regel_id FROM audit_zegel"
        " WHERE soort = 'inzage' ORDER BY position OFFSET %(n)s LIMIT 1)",
        {"changed"},
    ),
    "change the time": (
        "UPDATE audit_verwerkingsregel SET created_at = created_at + interval '1 second' WHERE id ="
        " (SELECT regel_id FROM audit_zegel WHERE soort = 'verwerking' ORDER BY position OFFSET %(n)s LIMIT 1)",
        {"changed"},
    ),
    "remove a line": (
        "DELETE FROM audit_inzageregel WHERE id = (SELECT regel_id FROM audit_zegel"
        " WHERE soort = 'inzage' ORDER BY position OFFSET %(n)s LIMIT 1)",
        {"removed"},
    ),
    "remove line and seal": (
        "WITH gone AS (DELETE FROM audit_zegel WHERE position = %(n)s + 1 RETURNING regel_id)"
        " DELETE FROM audit_inzageregel WHERE id IN (SELECT regel_id FROM gone)",
        {"gap"},
    ),
    "change line and its hash": (
        "UPDATE audit_zegel SET row_hash = repeat('a', 64) WHERE position = %(n)s + 1",
        {"chain", "changed"},
    ),
    "swap two seals": (
        "UPDATE audit_zegel z SET regel_id = o.regel_id FROM audit_zegel o"
        " WHERE z.position IN (%(n)s + 1, %(n)s + 7) AND o.position IN (%(n)s + 1, %(n)s + 7)"
        " AND o.position <> z.position",
        {"chain", "changed", "removed"},
    ),
    "cut off the end": ("DELETE FROM audit_zegel WHERE position > 5", {"anchor"}),
}


@pytest.mark.parametrize("name", TAMPERINGS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(n=st.integers(0, _N - 1))
def test_whatever_is_done_to_whichever_line_is_found(
    name: str, lines: Any, n: int, anchor_file: Path
) -> None:
    statement, expected = TAMPERINGS[name]
    with transaction.atomic():
        lines()
        keten.seal_all()
        keten.write_anchor()
        anchors = read_anchors(anchor_file)
        assert verify(anchors=anchors[-1:]).is_intact
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            if name == "swap two seals":
                cursor.execute("ALTER TABLE audit_zegel DROP CONSTRAINT one_seal_per_line")
            cursor.execute(statement, {"n": n})
        found = codes(verify(anchors=anchors[-1:]))
        assert found & expected, name
        transaction.set_rollback(True)


def test_a_chain_made_anew_after_a_change_shows_against_the_anchor(lines: Any, anchor_file: Path) -> None:
    lines()
    keten.seal_all()
    keten.write_anchor()
    Inzageregel.objects.filter(what="dossier 3").delete()
    Zegel.objects.all().delete()
    keten.seal_all(everything=True)
    assert verify().is_intact, "the chain alone cannot tell"
    assert codes(verify(anchors=read_anchors(anchor_file))) == {"anchor"}


def test_verifying_from_a_place_checks_the_link_to_the_place_before(lines: Any) -> None:
    lines()
    keten.seal_all()
    assert verify(start=5).checked == 2 * _N - 4
    Zegel.objects.filter(position=4).update(hash="f" * 64)
    assert codes(verify(start=5)) == {"chain"}


def told(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_reading_log", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_command_tells_in_dutch_and_by_its_code(lines: Any, anchor_file: Path) -> None:
    lines(1)
    call_command("seal_reading_log", "--anker", stdout=StringIO())
    assert told() == (
        0,
        "2 zegels gecontroleerd, tot en met plaats 2.\nAlle regels zijn verzegeld.\n"
        "Het leeslog is ongeschonden.\n",
    )
    lines(1, age=dt.timedelta(hours=3))
    code, text = told()
    assert code == 2 and "de oudste is 180 minuten oud. Het verzegelen loopt achter" in text
    Inzageregel.objects.all().delete()
    code, text = told("--json")
    answer = json.loads(text)
    assert code == 1 and not answer["ongeschonden"]
    assert answer["bevindingen"][0]["soort"] == "removed"
    anchor_file.write_text("geen anker\n")
    with pytest.raises(Exception, match="ankers zijn niet te lezen"):
        told()


def test_anchor_file_is_private_and_grows(lines: Any, anchor_file: Path) -> None:
    assert anchor() is None
    lines(1)
    seal_batch()
    anchor()
    lines(1)
    seal_batch()
    anchor()
    assert [line["position"] for line in read_anchors(anchor_file)] == [2, 4]
    assert anchor_file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("table", LOG)
@pytest.mark.parametrize("role", ["portal_web", *WallRole])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_r10_no_role_of_the_portal_changes_or_removes_a_line(table: str, role: str, verb: str) -> None:
    assert "U" not in "".join(TABLE_RIGHTS[table].values())
    statement = verb.format(table).replace("id = id", "position = 1" if table == "audit_zegel" else "id = id")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [role])
            cursor.execute(statement)


@pytest.mark.parametrize("role", [role for role in WallRole if role != WallRole.TOEZICHT])
def test_r10_nobody_but_toezicht_reads_the_log(role: str, lines: Any, fg: Any) -> None:
    lines(1)
    for table in LOG:
        with pytest.raises(ProgrammingError, match="permission denied"), behind_wall(WallRole(role), fg.pk):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table}")  # noqa: S608
    with behind_wall(WallRole.TOEZICHT, fg.pk):
        assert Inzageregel.objects.count() == 1


def test_r10_a_page_of_the_privacy_officer_cannot_seal(lines: Any, fg: Any) -> None:
    lines(1)
    with pytest.raises(ProgrammingError, match="row-level security"), behind_wall(WallRole.TOEZICHT, fg.pk):
        seal_batch()
    assert keten.seal_all() == 2


def test_r10_the_database_sets_the_time_of_a_line(casemanager_luttelgeest: Any) -> None:
    past = timezone.now() - dt.timedelta(days=30)
    row = Inzageregel(
        trace_id=uuid4().hex,
        gebruiker=casemanager_luttelgeest,
        organisatie="COA",
        what="dossier",
        created_at=past,
    )
    with behind_wall(WallRole.COA, casemanager_luttelgeest.pk), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_inzageregel (id, created_at, updated_at, trace_id, span_id, foreign_trace, activity,"
            " gebruiker_id, organisatie, rol, functie, what, version, channel, result)"
            " VALUES (%s, %s, %s, %s, '', '', '', %s, 'COA', '', '', 'dossier', '', 'pagina', 'getoond')",
            [row.pk, past, past, row.trace_id, casemanager_luttelgeest.pk],
        )
    assert timezone.now() - Inzageregel.objects.get(pk=row.pk).created_at < dt.timedelta(minutes=1)
