"""R4: what raw SQL under the gemeente's role may write of intake, move and checklist.

A forgotten check in Python may not let an account write in another name, about another koppeling, without consent, or
what is COA's."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from overdracht import actions
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory, person_of
from tests.overdracht.traject.conftest import Do, ago

pytestmark = pytest.mark.django_db


def run(account: Any, sql: str, *values: Any) -> int:
    """Execute as the account under the wall; the number of rows. Nothing of it stays."""
    with transaction.atomic():
        with behind_wall(WallRole.GEMEENTE, account.pk), connection.cursor() as cursor:
            cursor.execute(sql, list(values))
            rows = cursor.rowcount
        transaction.set_rollback(True)
    return int(rows)


def insert(table: str, values: dict[str, Any]) -> tuple[Any, ...]:
    places = ", ".join(["%s"] * len(values))
    return (f"INSERT INTO {table} ({', '.join(values)}) VALUES ({places})", *values.values())  # noqa: S608


def refused(account: Any, *statement: Any) -> bool:
    try:
        return run(account, *statement) == 0
    except DatabaseError as error:
        assert "row-level security" in str(error) or "permission denied" in str(error), error
        return True


@pytest.fixture
def of_zeist(regievoerder_zeist: Any, gemeente_zeist: Any) -> Any:
    """A household of the other gemeente, whose move is known."""
    made = KoppelingFactory(plaatsingseenheid=household(41), gemeente=gemeente_zeist)
    feiten = actions.Verhuisfeiten(verwacht_op=ago(-9))
    actions.save_verhuizing(koppeling=made, feiten=feiten, acting_user=regievoerder_zeist)
    return made


def test_r4_nothing_is_written_in_another_name_or_about_another_koppeling(
    koppeling: Any,
    member: Any,
    of_zeist: Any,
    as_utrecht: Do,
    regievoerder_utrecht: Any,
    regievoerder_zeist: Any,
    lezer_utrecht: Any,
) -> None:
    """Each row passes as the portal writes it; one forged column is refused."""
    feiten = actions.Verhuisfeiten(verwacht_op=ago(-9))
    move = as_utrecht(actions.save_verhuizing, koppeling=koppeling, feiten=feiten)
    ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True)
    now, me = koppeling.created_at, regievoerder_utrecht
    base = {"created_at": now, "updated_at": now, "koppeling_id": koppeling.pk, "gemeente_id": "GM0344"}
    their_member = of_zeist.betrokkenen.get()
    date = {**base, "verhuizing_id": move.pk, "soort": "verwacht", "reden": "", "door_id": me.pk}
    point = {**base, "betrokkene_id": member.pk, "soort": "jgz", "stand": "nvt", "door_id": me.pk}
    empty = ("toets_uitkomst", "pip_verlenging_reden", "leerroute")
    traject = {**base, "betrokkene_id": member.pk, "start_is_vroeg": False, **dict.fromkeys(empty, "")}
    without_consent = koppeling.betrokkenen.get(volgnummer=2).pk
    forged: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
        ("overdracht_verhuisdatum", date, {"door_id": regievoerder_zeist.pk}),
        ("overdracht_verhuisdatum", date, {"verhuizing_id": of_zeist.verhuizing.pk}),
        ("overdracht_verhuisdatum", date, {"koppeling_id": of_zeist.pk, "gemeente_id": "GM0355"}),
        ("overdracht_overdrachtspunt", point, {"door_id": regievoerder_zeist.pk}),
        ("overdracht_overdrachtspunt", point, {"betrokkene_id": without_consent}),
        ("overdracht_overdrachtspunt", point, {"betrokkene_id": their_member.pk}),
        ("overdracht_inburgeringstraject", traject, {"betrokkene_id": their_member.pk}),
        ("overdracht_inburgeringstraject", traject, {"koppeling_id": of_zeist.pk}),
    )
    for table, values, change in forged:
        row = {"id": uuid4(), **values}
        assert run(me, *insert(table, row)) == 1, table
        assert refused(me, *insert(table, {**row, **change})), (table, change)
        assert refused(lezer_utrecht, *insert(table, row)), table


def test_r4_what_is_coas_and_what_is_anothers_stays_as_it_is(
    koppeling: Any, of_zeist: Any, as_utrecht: Do, as_coa: Do, regievoerder_utrecht: Any
) -> None:
    me = regievoerder_utrecht
    as_coa(actions.record_huisvestingsgesprek, koppeling=koppeling, gehouden_op=ago(1))
    feiten = actions.Verhuisfeiten(verwacht_op=ago(-9))
    as_utrecht(actions.save_verhuizing, koppeling=koppeling, feiten=feiten)
    assert run(me, "UPDATE overdracht_verhuizing SET straat = 'A' WHERE koppeling_id = %s", koppeling.pk) == 1
    for sql in (
        "UPDATE overdracht_verhuizing SET straat = 'A' WHERE koppeling_id = %s",
        "UPDATE overdracht_verhuizing SET koppeling_id = %s",
        "UPDATE overdracht_huisvestingsgesprek SET gehouden_op = now() WHERE koppeling_id <> %s",
        "UPDATE overdracht_verhuisdatum SET datum = NULL WHERE koppeling_id <> %s",
        "UPDATE koppeling_koppeling SET toegang_tot = NULL WHERE id <> %s",
        "DELETE FROM overdracht_verhuizing WHERE koppeling_id <> %s",
        "SELECT 1 FROM overdracht_historicalverhuizing WHERE koppeling_id <> %s",
    ):
        assert refused(me, sql, of_zeist.pk), sql
