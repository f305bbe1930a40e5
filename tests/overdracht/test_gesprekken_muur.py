"""R4: what raw SQL under the gemeente's role may write of talks and agreements."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from overdracht import actions
from tests.factories.gesprek import agreement_of, talk_of, voorstel
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory, person_of

pytestmark = pytest.mark.django_db
Run = Callable[..., int]
_HEAD = "id, created_at, updated_at, status, status_sinds, status_door_id, status_reden"


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    made = KoppelingFactory(plaatsingseenheid=household(40, 38))
    ToestemmingFactory(vergunninghouder=person_of(made, 1), gegeven=True)
    return made


@pytest.fixture
def changed(regievoerder_utrecht: Any) -> Run:
    """Number of rows that Utrecht's regievoerder may write by SQL; 0 where PostgreSQL refuses. Nothing stays."""

    def run(sql: str, *values: Any) -> int:
        try:
            with transaction.atomic():
                with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk), connection.cursor() as cursor:
                    cursor.execute(sql, list(values))
                    rows = cursor.rowcount
                transaction.set_rollback(True)
        except ProgrammingError as error:
            assert "row-level security" in str(error) or "permission denied" in str(error), error
            return 0
        return int(rows)

    return run


def test_r4_a_gemeente_does_not_accept_its_own_proposal(
    koppeling: Any, changed: Run, casemanager_luttelgeest: Any
) -> None:
    row = talk_of(koppeling)
    accept = "UPDATE overdracht_gesprek SET status = 'gepland' WHERE id = %s"
    assert changed(accept, row.pk) == 0
    actions.propose_moment(gesprek=row, voorstel=voorstel(7), acting_user=casemanager_luttelgeest)
    assert changed(accept, row.pk) == 1
    assert changed("UPDATE overdracht_gesprek SET behandelaar_coa_id = NULL WHERE id = %s", row.pk) == 0
    assert changed("UPDATE overdracht_gesprek SET koppeling_id = %s WHERE id = %s", uuid4(), row.pk) == 0
    assert changed("DELETE FROM overdracht_gesprek WHERE id = %s", row.pk) == 0


def test_r4_a_talk_is_of_an_active_koppeling_of_the_own_gemeente_and_begins_at_its_beginning(
    koppeling: Any, changed: Run, regievoerder_utrecht: Any, regievoerder_zeist: Any, gemeente_zeist: Any
) -> None:
    theirs = KoppelingFactory(plaatsingseenheid=household(33), gemeente=gemeente_zeist)
    sql = (
        f"INSERT INTO overdracht_gesprek ({_HEAD}, soort, vorm, moment, duur, video_link, tolk,"  # noqa: S608
        " voorgesteld_door_partij, volgorde, koppeling_id, gemeente_id)"
        " VALUES (%s, now(), now(), %s, now(), %s, '', 'driegesprek', 'azc', now() + interval '3 days', 60, '', false,"
        " %s, 0, %s, %s)"
    )
    me = regievoerder_utrecht.pk

    def insert(
        status: str = "voorgesteld", by: Any = me, party: str = "gemeente", of: Any = koppeling
    ) -> int:
        return changed(sql, uuid4(), status, by, party, of.pk, of.gemeente_id)

    assert insert() == 1
    assert insert(status="gepland", party="coa") == 0
    assert insert(party="coa") == 0
    assert insert(by=regievoerder_zeist.pk) == 0
    assert insert(of=theirs) == 0


def test_r4_an_agreement_is_written_as_the_gemeente_about_who_consented(
    koppeling: Any, changed: Run, regievoerder_utrecht: Any
) -> None:
    one, two = koppeling.betrokkenen.get(volgnummer=1), koppeling.betrokkenen.get(volgnummer=2)
    sql = (
        f"INSERT INTO overdracht_afspraak ({_HEAD}, domein, tekst, wie, voor_op, opgesteld_door_partij,"  # noqa: S608
        " koppeling_id, gemeente_id, betrokkene_id)"
        " VALUES (%s, now(), now(), 'open', now(), %s, '', 'werk', 'x', 'coa', now(), %s, %s, %s, %s)"
    )

    def insert(party: str = "gemeente", person: Any = one) -> int:
        me, of = regievoerder_utrecht.pk, koppeling
        return changed(sql, uuid4(), me, party, of.pk, of.gemeente_id, person and person.pk)

    assert insert() == 1 and insert(person=None) == 1
    assert insert(party="coa") == 0
    assert insert(person=two) == 0
    row = agreement_of(koppeling, 1)
    assert changed("UPDATE overdracht_afspraak SET status = 'gedaan' WHERE id = %s", row.pk) == 1
    assert changed("UPDATE overdracht_afspraak SET tekst = 'anders' WHERE id = %s", row.pk) == 0


def test_the_actions_of_a_gemeente_work_under_its_own_role(
    koppeling: Any, regievoerder_utrecht: Any, casemanager_luttelgeest: Any
) -> None:
    """Every column that they write is granted, and they read nothing that is not."""
    me = regievoerder_utrecht
    with behind_wall(WallRole.GEMEENTE, me.pk):
        row = _plan(koppeling, me)
    actions.propose_moment(gesprek=row, voorstel=voorstel(7), acting_user=casemanager_luttelgeest)
    with behind_wall(WallRole.GEMEENTE, me.pk):
        row = actions.accept_gesprek(gesprek=row, acting_user=me)
        row = actions.propose_moment(gesprek=row, voorstel=voorstel(9, vorm="telefoon"), acting_user=me)
        row = actions.cancel_gesprek(gesprek=row, reden="niet_nodig", acting_user=me)
        made = actions.make_afspraak(
            koppeling=koppeling,
            domein="werk",
            tekst="Een  afspraak",
            wie="coa",
            voor_op=voorstel().moment.date(),
            betrokkene=koppeling.betrokkenen.get(volgnummer=1),
            gesprek=row,
            acting_user=me,
        )
        made = actions.step_afspraak(afspraak=made, step="finish", acting_user=me)
    assert (row.status, made.status, made.tekst) == ("afgezegd", "gedaan", "Een afspraak")


def _plan(koppeling: Any, me: Any) -> Any:
    return actions.plan_gesprek(
        koppeling=koppeling,
        soort="driegesprek",
        voorstel=voorstel(),
        betrokkenen=list(koppeling.betrokkenen.all()),
        acting_user=me,
    )
