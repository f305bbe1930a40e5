"""Results of tests: who records them, what becomes of them in the klantprofiel, and the wall around a docent (R4)."""

import datetime as dt
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall, wall_role_of
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from klantprofiel.actions import record_facts
from klantprofiel.models import Klantprofiel
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import join, lesgroep_of
from voorinburgering import actions
from voorinburgering.models import Toetsresultaat

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 12)
LATER = dt.date(2026, 5, 20)


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Any:
    """In the lesgroep of the docent."""
    made = VergunninghouderFactory(locatie=locatie_luttelgeest, with_profile=True)
    join(lesgroep_of(locatie_luttelgeest), made)
    return made


@pytest.fixture
def stranger(locatie_luttelgeest: Any) -> Any:
    """In the lesgroep of another docent."""
    made = VergunninghouderFactory(locatie=locatie_luttelgeest)
    join(lesgroep_of(locatie_luttelgeest, "Middag 1"), made)
    return made


def behind(who: Any) -> AbstractContextManager[None]:
    """As a request of this account runs."""
    return nullcontext() if who is None else behind_wall(wall_role_of(who), who.pk)


def record(person: Any, uitslag: str = "a1", who: Any = None, **other: Any) -> list[Toetsresultaat]:
    given = {"soort": "instaptoets", "op": DAY, "uitslagen": {person.pk: uitslag}, "acting_user": who}
    with behind(who):
        return actions.record_toetsen(**{**given, **other})


def withdraw(row: Toetsresultaat, reden: str, who: Any) -> None:
    with behind(who):
        actions.withdraw_toets(toets=row, reden=reden, acting_user=who)


def correct(row: Toetsresultaat, who: Any, **change: Any) -> None:
    with behind(who):
        actions.correct_toets(
            **{"toets": row, "resultaat": "a2", "op": DAY, "reden": "typefout", "acting_user": who, **change}
        )


def facts(person: Any, *names: str) -> tuple[Any, ...]:
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    return tuple(getattr(profiel, name) for name in names)


def as_docent(account: Any, sql: str, *values: Any) -> int:
    """Rows that a statement reads or writes behind the wall of a docent, taken back afterwards."""
    with transaction.atomic():
        with behind_wall(WallRole.DOCENT, account.pk), connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.rowcount
        transaction.set_rollback(True)
    return found


KINDS = [
    ("instaptoets", "a1", ("intaketoets_resultaat", "intaketoets_datum"), ("a1", DAY)),
    ("taalleerbaarheid", "snel", ("leerbaarheid_resultaat", "leerbaarheid_datum"), ("snel", DAY)),
    ("eindtoets", "b1", ("eindtoets_resultaat", "eindtoets_datum"), ("b1", DAY)),
    ("gespreksvaardigheid", "c2", ("gespreksvaardigheid_resultaat",), ("c2",)),
    ("spreken", "pre_a1", ("nt2_toets", "nt2_resultaat", "nt2_datum"), ("ja", "pre_a1", DAY)),
    ("luisteren", "a2", ("luisteren_resultaat",), ("a2",)),
    ("lezen", "a2", ("lezen_datum",), (DAY,)),
    ("schrijven", "b2", ("schrijven_resultaat",), ("b2",)),
]


@pytest.mark.parametrize(("soort", "uitslag", "names", "values"), KINDS)
def test_a_result_is_a_verified_fact_of_the_docent_at_once(
    soort: str, uitslag: str, names: tuple[str, ...], values: tuple[Any, ...], person: Any, nt2_docent: Any
) -> None:
    (row,) = record(person, uitslag, nt2_docent, soort=soort, afgenomen_door="Iemand Anders")
    assert row.afgenomen_door == nt2_docent.naam  # never in somebody else's name
    assert facts(person, *names) == values
    sources = person.klantprofiel.herkomsten.filter(veld__in=names)
    assert {(s.bron, s.geverifieerd_op, s.geverifieerd_door_id) for s in sources} == {
        ("docent", DAY, nt2_docent.pk)
    }
    assert row.history.get().history_user_id == nt2_docent.pk
    assert record(person, uitslag, nt2_docent, soort=soort) == []  # sent twice


def test_the_latest_standing_result_counts_through_correction_and_withdrawal(
    person: Any, nt2_docent: Any, programmabegeleider: Any
) -> None:
    names = ("nt2_toets", "nt2_resultaat", "nt2_datum")
    (early,) = record(person, "a1", programmabegeleider, soort="spreken", afgenomen_door="Bureau Taal")
    assert early.afgenomen_door == "Bureau Taal"
    (late,) = record(person, "a2", nt2_docent, soort="spreken", op=LATER)
    record(
        person, "pre_a1", nt2_docent, soort="spreken", op=dt.date(2026, 1, 5)
    )  # an older one changes nothing
    assert facts(person, *names) == ("ja", "a2", LATER)
    correct(late, nt2_docent, resultaat="b1", op=LATER, reden="herbeoordeling")
    assert facts(person, *names) == ("ja", "b1", LATER)
    assert [row.resultaat for row in late.history.all()] == ["b1", "a2"]
    withdraw(late, "ongeldig", nt2_docent)
    assert facts(person, *names) == ("ja", "a1", DAY)
    for row in Toetsresultaat.objects.standing():
        withdraw(row, "verkeerde_persoon", nt2_docent)
    assert facts(person, *names) == ("", "", None)
    assert not person.klantprofiel.herkomsten.filter(veld__in=names).exists()


def test_what_a_document_showed_since_stays_when_a_result_is_withdrawn(
    person: Any, nt2_docent: Any, casemanager_luttelgeest: Any
) -> None:
    (row,) = record(person, "a1", nt2_docent)
    record_facts(
        vergunninghouder=person,
        facts={"intaketoets_resultaat": "a2"},
        bron="document",
        op=today(),
        acting_user=casemanager_luttelgeest,
    )
    withdraw(row, "niet_afgenomen", nt2_docent)
    assert facts(person, "intaketoets_resultaat", "intaketoets_datum") == ("a2", DAY)


def test_what_does_not_fit_is_refused_at_its_field_and_writes_nothing(person: Any, nt2_docent: Any) -> None:
    (row,) = record(person, "a1", nt2_docent)
    tomorrow = today() + dt.timedelta(days=1)

    def code(call: Any) -> tuple[str, str | None]:
        with pytest.raises(DomainError) as caught:
            call()
        return caught.value.code, caught.value.field

    assert code(lambda: record(person, "snel", nt2_docent)) == ("unknown_outcome", str(person.pk))
    assert code(lambda: record(person, "a1", nt2_docent, soort="rekenen")) == ("unknown_kind", "soort")
    assert code(lambda: record(person, "a1", nt2_docent, op=tomorrow)) == ("future", "op")
    assert code(lambda: record(person, "b1", nt2_docent)) == ("duplicate", str(person.pk))
    before_birth = person.geboortedatum - dt.timedelta(days=1)
    with pytest.raises(DomainError) as caught:
        record(person, "a1", nt2_docent, op=before_birth)
    assert str(person.geboortedatum.year) not in caught.value.message  # a docent does not read it there

    assert code(lambda: correct(row, nt2_docent, reden="")) == ("reason_required", "reden")
    assert code(lambda: correct(row, nt2_docent, resultaat="a1")) == ("unchanged", "resultaat")
    assert code(lambda: correct(row, nt2_docent, resultaat="onbekend")) == ("unknown_outcome", "resultaat")
    assert code(lambda: withdraw(row, "", nt2_docent)) == ("reason_required", "reden")
    withdraw(row, "ongeldig", nt2_docent)
    assert code(lambda: correct(row, nt2_docent)) == ("withdrawn", None)
    assert facts(person, "intaketoets_resultaat") == ("",)
    assert Toetsresultaat.objects.count() == 1


def test_r1_only_who_teaches_or_keeps_the_profile_records(
    person: Any, stranger: Any, nt2_docent: Any, casemanager_elders: Any, casemanager_participatie: Any
) -> None:
    (row,) = record(stranger)
    for who, whose in (
        (nt2_docent, stranger),
        (casemanager_elders, person),
        (casemanager_participatie, person),
    ):
        with pytest.raises(NotAllowed):
            record(whose, "a1", who)
    for call in (lambda: withdraw(row, "ongeldig", nt2_docent), lambda: correct(row, nt2_docent)):
        with pytest.raises(NotAllowed):
            call()
    # one of the group is not: nothing of the group is written
    with pytest.raises(NotAllowed), transaction.atomic(), behind(nt2_docent):
        actions.record_toetsen(
            soort="lezen", op=DAY, uitslagen={person.pk: "a1", stranger.pk: "a1"}, acting_user=nt2_docent
        )
    assert Toetsresultaat.objects.get() == row


def test_r4_postgresql_holds_a_docent_to_the_results_of_the_own_groups(
    person: Any, stranger: Any, nt2_docent: Any, casemanager_luttelgeest: Any
) -> None:
    (own,), (other,) = record(person, "a1", nt2_docent), record(stranger, "b1")
    table = "voorinburgering_toetsresultaat"
    assert as_docent(nt2_docent, f"SELECT 1 FROM {table}") == 1  # noqa: S608
    assert as_docent(casemanager_luttelgeest, f"SELECT 1 FROM {table}") == 0  # noqa: S608
    change = f"UPDATE {table} SET resultaat = 'c2' WHERE id = %s"  # noqa: S608
    assert (as_docent(nt2_docent, change, own.pk), as_docent(nt2_docent, change, other.pk)) == (1, 0)

    columns = (
        "id, created_at, updated_at, status, status_sinds, status_reden, soort, resultaat, afgenomen_op, "
    )
    columns += "afgenomen_door, correctie_reden, ingevoerd_door_id, vergunninghouder_id"
    insert = (
        f"INSERT INTO {table} ({columns}) VALUES (gen_random_uuid(), now(), now(), 'vastgelegd', now(), '', "  # noqa: S608
        "'lezen', 'a1', '2026-03-12', 'X', '', %s, %s)"
    )
    assert as_docent(nt2_docent, insert, nt2_docent.pk, person.pk) == 1
    for values in ((nt2_docent.pk, stranger.pk), (casemanager_luttelgeest.pk, person.pk)):
        with pytest.raises(DatabaseError, match="row-level security"):
            as_docent(nt2_docent, insert, *values)
    history = "voorinburgering_historicaltoetsresultaat"
    for denied in (
        f"UPDATE {table} SET vergunninghouder_id = '{stranger.pk}'",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"SELECT 1 FROM {history}",  # noqa: S608
        "SELECT 1 FROM klantprofiel_feitherkomst",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_docent(nt2_docent, denied)
    with transaction.atomic(), connection.cursor() as cursor:
        for name in (table, history):
            cursor.execute("SELECT has_table_privilege('portal_gemeente', %s, 'SELECT')", [name])
            assert cursor.fetchone() == (False,)


def test_a_profile_verified_elsewhere_takes_the_newer_result(person: Any, nt2_docent: Any) -> None:
    given = {"intaketoets_resultaat": "pre_a1", "intaketoets_datum": dt.date(2026, 1, 5)}
    record_facts(
        vergunninghouder=person, facts=given, bron="document", op=dt.date(2026, 1, 5), acting_user=None
    )
    record(person, "a1", nt2_docent)
    assert facts(person, "intaketoets_resultaat", "intaketoets_datum") == ("a1", DAY)
