"""R4: what raw SQL under the gemeente's role may write, and whose rows it may read. A forgotten check in Python must
not let an account write in another name, about another koppeling, or in a state that only COA brings about."""

from collections.abc import Callable
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, ProgrammingError, connection, transaction

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.notifications.kinds import find_kind
from coa_portal.notifications.models import Event
from koppeling.actions import report_housed, withdraw_koppeling
from overdracht.actions import assign_behandelaar_gemeente, request_profiel
from overdracht.models import BehandelaarGemeente, Opvraging
from overdracht.notify import KINDS_OF_GEMEENTE
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household, regievoerder
from tests.factories.overdracht import person_of

pytestmark = pytest.mark.django_db
Run = Callable[..., int]


@pytest.fixture
def koppeling(regievoerder_utrecht: Any) -> Any:
    """Utrecht's koppeling, with a behandelaar."""
    made = KoppelingFactory(plaatsingseenheid=household(34, 7))
    assign_behandelaar_gemeente(
        koppeling=made, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    return made


@pytest.fixture
def of_zeist(regievoerder_zeist: Any, gemeente_zeist: Any) -> Any:
    """Zeist's koppeling, nobody's case yet."""
    return KoppelingFactory(plaatsingseenheid=household(41), gemeente=gemeente_zeist)


@pytest.fixture
def run(regievoerder_utrecht: Any) -> Run:
    """Execute SQL as Utrecht's regievoerder under the wall; the number of rows. Nothing of it stays."""

    def execute(sql: str, *values: Any) -> int:
        with transaction.atomic():
            with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk), connection.cursor() as cursor:
                cursor.execute(sql, list(values))
                rows = cursor.rowcount
            transaction.set_rollback(True)
        return int(rows)

    return execute


def refuses(run: Run, sql: str, *values: Any) -> bool:
    """Whether PostgreSQL refuses, or finds no row that may be changed."""
    try:
        return run(sql, *values) == 0
    except ProgrammingError as error:
        assert "row-level security" in str(error) or "permission denied" in str(error)
        return True


SET = "UPDATE overdracht_behandelaargemeente SET {} = %s WHERE koppeling_id = %s"


def test_r7_a_behandelaar_is_somebody_who_may_work_for_that_gemeente(
    run: Run, koppeling: Any, gemeente_utrecht: Any, regievoerder_zeist: Any, lezer_utrecht: Any
) -> None:
    colleague = account_with("regievoerder_gemeente", gemeente_utrecht)
    for column in ("behandelaar_id", "vervanger_id"):
        assert run(SET.format(column), colleague.pk, koppeling.pk) == 1
        for stranger in (regievoerder_zeist, lezer_utrecht, regievoerder()):
            assert refuses(run, SET.format(column), stranger.pk, koppeling.pk)


def test_r7_a_behandelaar_cannot_be_hung_on_another_koppeling(
    run: Run, koppeling: Any, of_zeist: Any, regievoerder_zeist: Any
) -> None:
    """It took the one place that Zeist has for its own behandelaar."""
    assert refuses(run, SET.format("koppeling_id"), of_zeist.pk, koppeling.pk)
    assert refuses(run, SET.format("gemeente_id"), "GM0355", koppeling.pk)


@pytest.mark.parametrize("is_ended", [False, True])
def test_r7_the_behandelaar_of_an_ended_koppeling_stays(
    run: Run, koppeling: Any, gemeente_utrecht: Any, is_ended: bool
) -> None:
    colleague = account_with("regievoerder_gemeente", gemeente_utrecht)
    if is_ended:
        withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    else:
        report_housed(koppeling=koppeling, acting_user=regievoerder())
    assert refuses(run, SET.format("behandelaar_id"), colleague.pk, koppeling.pk) is is_ended


def test_r7_inserting_a_behandelaar_asks_the_same(
    run: Run, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    fresh = KoppelingFactory(plaatsingseenheid=household(29))
    sql = (
        "INSERT INTO overdracht_behandelaargemeente"
        " (id, created_at, updated_at, koppeling_id, gemeente_id, behandelaar_id)"
        " VALUES (%s, now(), now(), %s, 'GM0344', %s)"
    )
    assert run(sql, uuid4(), fresh.pk, regievoerder_utrecht.pk) == 1
    assert refuses(run, sql, uuid4(), fresh.pk, regievoerder_zeist.pk)


def test_the_action_changes_the_behandelaar_under_the_wall(
    koppeling: Any, regievoerder_utrecht: Any, gemeente_utrecht: Any
) -> None:
    """The database role may change four columns; saving all of them would be refused."""
    colleague = account_with("regievoerder_gemeente", gemeente_utrecht)
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        assign_behandelaar_gemeente(
            koppeling=koppeling, behandelaar=colleague, acting_user=regievoerder_utrecht
        )
    row = BehandelaarGemeente.objects.get(koppeling=koppeling)
    assert row.behandelaar_id == colleague.pk
    assert row.updated_at > row.created_at


def _insert(table: str, values: dict[str, Any]) -> tuple[Any, ...]:
    places = ", ".join(["%s"] * len(values))
    return (f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", *values.values())  # noqa: S608


@pytest.fixture
def asked(koppeling: Any, regievoerder_utrecht: Any) -> dict[str, dict[str, Any]]:
    """The rows that asking for a profile writes, by table, as the action wrote them; and none of them there."""
    now = koppeling.created_at
    person = person_of(koppeling).pk
    me, stamps = regievoerder_utrecht.pk, {"created_at": now, "updated_at": now}
    opvraging = {
        "id": uuid4(),
        **stamps,
        "koppeling_id": koppeling.pk,
        "gemeente_id": "GM0344",
        "vergunninghouder_id": person,
        "gevraagd_door_id": me,
        "status": "open",
        "status_sinds": now,
        "status_door_id": me,
        "status_reden": "",
    }
    history = {"history_id": uuid4(), "history_date": now, "history_type": "+", "history_user_id": me}
    event = {
        "id": uuid4(),
        **stamps,
        "key": f"profiel_opgevraagd:{koppeling.pk}:opvraging:{uuid4()}",
        "kind": "profiel_opgevraagd",
        "subject_id": koppeling.pk,
        "reference": koppeling.referentie,
        "acting_user_id": me,
        "extra": f'{{"vergunninghouder": "{person}"}}',
        "drained_at": None,
        "attempts": 0,
        "next_try_at": now,
        "error": "",
    }
    audit = {
        "id": uuid4(),
        **stamps,
        "trace_id": "0" * 32,
        "span_id": "",
        "foreign_trace": "",
        "gebruiker_id": me,
        "organisatie": "Utrecht",
        "rol": "",
        "functie": "",
        "activity": "inzien-klantprofiel",
        "what": "proef",
        "version": "",
        "channel": "pagina",
        "result": "getoond",
    }
    return {
        "overdracht_opvraging": opvraging,
        "overdracht_historicalopvraging": {**opvraging, **history, "history_change_reason": None},
        "notifications_event": event,
        "audit_inzageregel": audit,
    }


def test_own_asking_passes_the_wall(
    run: Run, asked: dict[str, dict[str, Any]], koppeling: Any, regievoerder_utrecht: Any
) -> None:
    for table, values in asked.items():
        assert run(*_insert(table, values)) == 1, table
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        request_profiel(
            koppeling=koppeling, betrokkene=koppeling.betrokkenen.first(), acting_user=regievoerder_utrecht
        )
    assert Opvraging.objects.count() == 1
    assert Event.objects.filter(kind="profiel_opgevraagd").count() == 1


@pytest.mark.parametrize(
    ("table", "column", "forged"),
    [
        ("overdracht_opvraging", "gevraagd_door_id", "colleague"),
        ("overdracht_opvraging", "status_door_id", "colleague"),
        ("overdracht_opvraging", "status", "beantwoord"),
        ("overdracht_opvraging", "status_reden", "later"),
        ("overdracht_historicalopvraging", "history_user_id", "colleague"),
        ("overdracht_historicalopvraging", "history_user_id", None),
        ("overdracht_historicalopvraging", "gemeente_id", "GM0355"),
        ("notifications_event", "acting_user_id", "colleague"),
        ("notifications_event", "kind", "toestemming_ingetrokken"),
        ("notifications_event", "key", "toestemming_ingetrokken:te-komen"),
        ("notifications_event", "subject_id", "of_zeist"),
        ("notifications_event", "reference", "Bel 06-nummer"),
        ("notifications_event", "extra", '{"vergunninghouder": "vrije tekst"}'),
        ("notifications_event", "drained_at", "2026-01-01"),
        ("audit_inzageregel", "gebruiker_id", "colleague"),
    ],
)
def test_r4_nothing_is_written_in_another_name_or_about_another_koppeling(
    table: str,
    column: str,
    forged: Any,
    run: Run,
    asked: dict[str, dict[str, Any]],
    gemeente_utrecht: Any,
    of_zeist: Any,
) -> None:
    """One forged column, everything else as the portal writes it."""
    if forged == "colleague":
        forged = account_with("regievoerder_gemeente", gemeente_utrecht).pk
    if forged == "of_zeist":
        forged = of_zeist.pk
    values = {**asked[table], column: forged}
    with pytest.raises(DatabaseError, match="row-level security"):
        run(*_insert(table, values))


def test_r4_history_of_behandelaren_is_written_in_the_own_name(
    run: Run, koppeling: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    now = koppeling.created_at
    values = {
        "id": uuid4(),
        "created_at": now,
        "updated_at": now,
        "koppeling_id": koppeling.pk,
        "gemeente_id": "GM0344",
        "behandelaar_id": regievoerder_utrecht.pk,
        "history_id": uuid4(),
        "history_date": now,
        "history_type": "~",
        "history_user_id": regievoerder_utrecht.pk,
    }
    table = "overdracht_historicalbehandelaargemeente"
    assert run(*_insert(table, values)) == 1
    for forged in ({"history_user_id": regievoerder_zeist.pk}, {"gemeente_id": "GM0355"}):
        assert refuses(run, *_insert(table, {**values, **forged}))


def test_r4_a_gemeente_account_reads_its_own_toekenningen_only(
    run: Run, regievoerder_zeist: Any, lezer_utrecht: Any, regievoerder_utrecht: Any
) -> None:
    """Those of others hold agreements, reasons of blocking and limits."""
    assert run("SELECT gebruiker_id FROM accounts_toekenning") == 1
    assert run("SELECT 1 FROM accounts_toekenning WHERE gebruiker_id = %s", regievoerder_utrecht.pk) == 1


@pytest.mark.parametrize(
    "kind", ["gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie", "lesgroep"]
)
def test_r4_a_gemeente_account_reads_no_permission_table(kind: str, run: Run) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"SELECT 1 FROM access_{kind}permission")  # noqa: S608


@pytest.mark.parametrize("make", ["lo_create(0)", "lo_creat(-1)", "lo_from_bytea(0, 'x')"])
def test_r4_no_role_behind_the_wall_stores_large_objects(make: str, run: Run) -> None:
    """Storage beside every table and its rights."""
    with pytest.raises(ProgrammingError, match="permission denied for function"):
        run(f"SELECT {make}")


@pytest.mark.parametrize("column", ["status_reden", "status_door_id", "grond", "grondslag"])
def test_r7_why_a_koppeling_ended_stays_at_coa(column: str, run: Run, koppeling: Any) -> None:
    assert run("SELECT referentie, status FROM koppeling_koppeling") == 1
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"SELECT {column} FROM koppeling_koppeling")  # noqa: S608


def test_r4_the_outbox_takes_from_a_gemeente_what_the_handover_announces_there() -> None:
    migration = import_module("overdracht.migrations.0025_news_of_a_start_taken_back")
    assert set(migration.KINDS) == KINDS_OF_GEMEENTE
    assert all(find_kind(kind) for kind in KINDS_OF_GEMEENTE)
