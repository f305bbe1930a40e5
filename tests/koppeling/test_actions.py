"""Koppelingen by their actions: the table of steps (R13), who decides, the taakstelling (R21), herkoppelen (R7)."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.organisaties.models import Gemeente, Taakstelling
from klantprofiel.models import Plaatsingseenheid
from koppeling import actions
from koppeling.lifecycle import KOPPELING, MOVE_REASONS, WITHDRAW_REASONS
from koppeling.models import Koppeling
from koppeling.taakstelling import half_year, half_year_bounds, room_of
from tests.factories.koppeling import KoppelingFactory, besluit, household, regievoerder

TAKE: dict[str, Any] = {
    "confirm": lambda row, who: actions.confirm_koppeling(koppeling=row, acting_user=who),
    "withdraw": lambda row, who: actions.withdraw_koppeling(koppeling=row, reden="fout", acting_user=who),
    "move": lambda row, who: actions.move_koppeling(
        koppeling=row,
        gemeente=Gemeente.objects.get(pk="GM0355"),
        reden="werk",
        besluit=besluit(),
        acting_user=who,
    ),
    "house": lambda row, who: actions.report_housed(koppeling=row, acting_user=who),
    "end_access": lambda row, who: actions.end_access(koppeling=row, acting_user=who),
}


def limit(code: str, aantal: int) -> None:
    Taakstelling.objects.update_or_create(
        gemeente_id=code, halfjaar=half_year(today()), defaults={"aantal": aantal, "is_berekend": False}
    )


def everything(row: Koppeling) -> tuple[Any, ...]:
    unit = row.plaatsingseenheid_id
    return (
        list(Koppeling.objects.filter(plaatsingseenheid=unit).order_by("pk").values()),
        list(Koppeling.history.filter(plaatsingseenheid=unit).values_list("history_id", flat=True)),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(KOPPELING.states))
@pytest.mark.parametrize("step", list(KOPPELING.steps))
def test_r13_every_step_in_every_state_is_taken_or_refused_without_a_trace(
    state: str, step: str, gemeente_zeist: Gemeente
) -> None:
    row = KoppelingFactory(**{state: True})
    before = everything(row)

    if KOPPELING.allows(state, step):
        TAKE[step](row, regievoerder())
        row.refresh_from_db()
        assert row.status == KOPPELING.steps[step].target
        assert row.status_door == regievoerder()
        return
    with pytest.raises(DomainError) as refused:
        TAKE[step](row, regievoerder())

    assert refused.value.code == "illegal_step"
    assert everything(row) == before


@pytest.mark.django_db
def test_only_a_regievoerder_coa_decides(
    casemanager_luttelgeest: Any, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    """That a household moved in, the gemeente of the koppeling may say as well (DESIGN §5.9)."""
    proposed, made = KoppelingFactory(voorgesteld=True), KoppelingFactory()
    for who in (casemanager_luttelgeest, regievoerder_zeist, regievoerder_utrecht):
        for step, row in (("confirm", proposed), ("withdraw", made), ("move", made), ("house", made)):
            if (who, step) == (regievoerder_utrecht, "house"):
                continue
            before = everything(row)
            with pytest.raises(NotAllowed):
                TAKE[step](row, who)
            assert everything(row) == before
    assert TAKE["house"](made, regievoerder_utrecht).status == "gehuisvest"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"grond": "leeftijd"}, "ground"),
        ({"grond": ""}, "ground"),
        ({"grondslag": "verdrag"}, "legal_basis"),
        ({"toelichting": "  "}, "words"),
        ({"woonbehoeften": ["zwembad"]}, "needs"),
    ],
)
def test_a_decision_that_is_not_complete_is_refused(
    change: dict[str, Any], code: str, gemeente_utrecht: Gemeente
) -> None:
    unit = household()

    def propose(decision: Any) -> Koppeling:
        return actions.propose_koppeling(
            plaatsingseenheid=unit, gemeente=gemeente_utrecht, besluit=decision, acting_user=regievoerder()
        )

    with pytest.raises(DomainError) as refused:
        propose(replace(besluit(), **change))

    assert refused.value.code == code
    assert not unit.koppelingen.exists()
    assert propose(besluit()).status == "voorgesteld"


@pytest.mark.django_db
def test_refusals_of_proposing(gemeente_utrecht: Gemeente, gemeente_zeist: Gemeente) -> None:
    unit, empty = household(), Plaatsingseenheid.objects.create(referentie="PE-LEEG")
    gone = Gemeente.objects.exclude(pk__in=["GM0344", "GM0355"]).first()
    assert gone is not None
    gone.geldig_tot = today()
    gone.save()

    def code_of(plaatsingseenheid: Plaatsingseenheid, gemeente: Gemeente) -> str:
        with pytest.raises(DomainError) as refused:
            actions.propose_koppeling(
                plaatsingseenheid=plaatsingseenheid,
                gemeente=gemeente,
                besluit=besluit(),
                acting_user=regievoerder(),
            )
        return refused.value.code

    assert code_of(empty, gemeente_utrecht) == "empty"
    assert code_of(unit, gone) == "ended"
    KoppelingFactory(plaatsingseenheid=unit, voorgesteld=True)
    assert code_of(unit, gemeente_zeist) == "already_matched"


@pytest.mark.django_db
def test_a_reason_comes_from_the_list(gemeente_zeist: Gemeente) -> None:
    row, who = KoppelingFactory(), regievoerder()
    before = everything(row)
    for reden in ("", "zomaar"):
        with pytest.raises(DomainError):
            actions.withdraw_koppeling(koppeling=row, reden=reden, acting_user=who)
        with pytest.raises(DomainError):
            actions.move_koppeling(
                koppeling=row, gemeente=gemeente_zeist, reden=reden, besluit=besluit(), acting_user=who
            )
    assert everything(row) == before
    assert set(WITHDRAW_REASONS) & set(MOVE_REASONS) == {"fout"}


@pytest.mark.django_db
def test_r7_herkoppelen_leaves_the_old_gemeente_a_stub(
    gemeente_utrecht: Gemeente, gemeente_zeist: Gemeente, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    old = KoppelingFactory(gemeente=gemeente_utrecht)

    def sees(who: Any) -> tuple[set[Any], int]:
        with behind_wall(WallRole.GEMEENTE, who.pk), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM koppeling_koppeling")
            rows = {key for (key,) in cursor.fetchall()}
            cursor.execute("SELECT count(*) FROM overdracht_kaart")
            return rows, int(cursor.fetchone()[0])

    assert sees(regievoerder_utrecht) == ({old.pk}, 1)

    new = TAKE["move"](old, regievoerder())

    assert sees(regievoerder_utrecht) == ({old.pk}, 0)
    assert sees(regievoerder_zeist) == ({new.pk}, 1)
    old.refresh_from_db()
    assert (old.status, old.status_reden, new.status) == ("herkoppeld", "werk", "definitief")
    with pytest.raises(DomainError) as refused:
        actions.move_koppeling(
            koppeling=new,
            gemeente=gemeente_zeist,
            reden="werk",
            besluit=besluit(),
            acting_user=regievoerder(),
        )
    assert refused.value.code == "same"


@pytest.mark.django_db
def test_r21_moving_to_a_full_gemeente_leaves_everything_as_it_was(gemeente_zeist: Gemeente) -> None:
    row = KoppelingFactory()
    limit("GM0355", 0)
    before = everything(row)

    with pytest.raises(DomainError) as refused:
        actions.move_koppeling(
            koppeling=row,
            gemeente=gemeente_zeist,
            reden="werk",
            besluit=besluit(afwijking_reden=""),
            acting_user=regievoerder(),
        )

    assert (refused.value.code, refused.value.field) == ("taakstelling", "afwijking_reden")
    assert everything(row) == before


@pytest.mark.django_db
def test_r21_people_count_for_the_half_year_of_the_decision() -> None:
    limit("GM0344", 10)
    KoppelingFactory(plaatsingseenheid=household(34, 30, 4))
    KoppelingFactory(gehuisvest=True)
    KoppelingFactory(afgesloten=True)
    KoppelingFactory(voorgesteld=True)
    KoppelingFactory(ingetrokken=True)

    room = room_of("GM0344")

    assert (room.taakstelling, room.gekoppeld, room.open) == (10, 5, 5)
    assert room.fits(5)
    assert not room.fits(6)
    assert room_of("GM0344", half_year_bounds(half_year(today()))[1]).gekoppeld == 0


@pytest.mark.django_db
def test_the_inputs_are_frozen_with_the_decision() -> None:
    limit("GM0344", 3)
    row = KoppelingFactory(plaatsingseenheid=household(34, 30))
    limit("GM0344", 99)

    row.besluit.refresh_from_db()

    assert row.besluit.invoer == {
        "halfjaar": half_year(today()),
        "taakstelling": 3,
        "al_gekoppeld": 0,
        "personen": 2,
    }


@pytest.mark.django_db(transaction=True)
def test_r21_two_decisions_at_once_never_exceed_the_taakstelling() -> None:
    who = regievoerder()
    decision = besluit(afwijking_reden="")
    rows = [KoppelingFactory(voorgesteld=True, besluit=decision) for _ in range(4)]
    limit("GM0344", 2)
    start, outcomes = threading.Barrier(len(rows)), []

    def decide(row: Koppeling) -> None:
        start.wait(timeout=10)
        try:
            actions.confirm_koppeling(koppeling=row, acting_user=who)
            outcomes.append("definitief")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["definitief", "definitief", "taakstelling", "taakstelling"]
    assert room_of("GM0344").open == 0


@pytest.mark.django_db(transaction=True)
def test_one_household_is_matched_once_by_two_people_at_once(
    gemeente_utrecht: Gemeente, gemeente_zeist: Gemeente
) -> None:
    who, unit = regievoerder(), household()
    start, outcomes = threading.Barrier(2), []

    def decide(gemeente: Gemeente) -> None:
        start.wait(timeout=10)
        try:
            actions.make_koppeling(
                plaatsingseenheid=unit, gemeente=gemeente, besluit=besluit(), acting_user=who
            )
            outcomes.append("gelukt")
        except DomainError as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(one,)) for one in (gemeente_utrecht, gemeente_zeist)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(outcomes) == ["already_matched", "gelukt"]
    assert unit.koppelingen.count() == 1
