"""No sequence of actions around intake, PIP and move reaches a contradiction (R13): each step is taken whole, or it is
refused with a Dutch sentence."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from koppeling.actions import report_housed, withdraw_koppeling
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.models import Inburgeringstraject, Logeerperiode, Verhuizing
from tests.factories.koppeling import regievoerder
from tests.overdracht.traject.conftest import Do, ago
from voorinburgering.models import VoorinburgeringEinde

pytestmark = pytest.mark.django_db

DAYS = st.sampled_from([None, *(ago(n) for n in (-20, -5, 0, 3, 10, 20, 40, 61))])
DAY = st.sampled_from([ago(n) for n in (-5, 0, 3, 10, 20, 61)])
FACTS = st.builds(
    actions.Trajectfeiten,
    intake_gestart_op=DAYS,
    intake_afgerond_op=DAYS,
    pip_vastgesteld_op=DAYS,
    leerroute=st.sampled_from(["", "B", "Z", "X"]),
)
# so that starts and PIPs are reached within a few steps
LIKELY = st.builds(
    actions.Trajectfeiten,
    intake_gestart_op=st.just(ago(40)),
    intake_afgerond_op=st.just(ago(30)),
    pip_vastgesteld_op=st.just(ago(20)),
    leerroute=st.just("O"),
)
MOVE = st.builds(
    actions.Verhuisfeiten,
    woning_gevonden_op=DAYS,
    verwacht_op=DAYS,
    definitief_op=DAYS,
    rust_van=DAYS,
    rust_tot=DAYS,
)
STEPS = st.one_of(
    st.tuples(st.just("traject"), LIKELY),
    st.tuples(st.just("traject"), FACTS),
    st.tuples(st.just("start"), DAY),
    st.tuples(st.just("retract"), st.none()),
    st.tuples(st.just("move"), MOVE),
    st.tuples(st.just("moved"), DAY),
    st.tuples(st.just("brp"), DAY),
    st.tuples(st.just("stay"), DAY),
    st.tuples(st.just("housed"), st.none()),
    st.tuples(st.just("withdrawn"), st.none()),
)


# histories that once were contradictions: a move reported late, before a start that was early; a start taken back after
# the move; a house found after the move
BEGUN = ("traject", actions.Trajectfeiten(ago(40), ago(30), pip_vastgesteld_op=ago(20), leerroute="O"))
LATE_MOVE: list[tuple[str, Any]] = [BEGUN, ("start", ago(3)), ("moved", ago(10))]
TAKEN_BACK: list[tuple[str, Any]] = [BEGUN, ("start", ago(10)), ("moved", ago(3)), ("retract", None)]
LATE_HOUSE: list[tuple[str, Any]] = [
    ("moved", ago(10)),
    ("move", actions.Verhuisfeiten(woning_gevonden_op=ago(3))),
]


def take(step: str, value: Any, koppeling: Any, member: Any, utrecht: Do, coa: Do) -> None:
    person: dict[str, Any] = {"koppeling": koppeling, "betrokkene": member}
    move = {"koppeling": koppeling, "feiten": value, "reden": "later"}
    steps: dict[str, Callable[[], Any]] = {
        "traject": lambda: utrecht(actions.save_traject, feiten=value, **person),
        "start": lambda: utrecht(actions.start_traject, gestart_op=value, **person),
        "retract": lambda: utrecht(actions.retract_start, **person),
        "move": lambda: utrecht(actions.save_verhuizing, **move),
        "moved": lambda: utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=value),
        "brp": lambda: utrecht(actions.record_brp, koppeling=koppeling, brp_op=value),
        "stay": lambda: coa(actions.start_logeren, betrokkene=member, van=value, tot=value),
        "housed": lambda: report_housed(koppeling=koppeling, acting_user=regievoerder()),
        "withdrawn": lambda: withdraw_koppeling(
            koppeling=koppeling, reden="fout", acting_user=regievoerder()
        ),
    }
    steps[step]()


def judge(key: Any, member: Any) -> None:
    """What always holds, whatever was done before."""
    koppeling = Koppeling.objects.get(pk=key)
    row = Inburgeringstraject.objects.filter(betrokkene=member).first() or Inburgeringstraject()
    move = Verhuizing.objects.filter(koppeling=key).first() or Verhuizing()
    line = [row.intake_gestart_op, row.intake_afgerond_op, row.pip_vastgesteld_op, row.gestart_op]
    known = [day for day in line if day is not None]
    assert line == [*known, *[None] * (4 - len(known))], "no later step without the earlier ones"
    assert known == sorted(known) and all(ago(60) <= day <= today() for day in known)
    assert bool(row.leerroute) == (row.pip_vastgesteld_op is not None)
    was_housed = koppeling.status == "gehuisvest"
    assert move.verhuisd_op is None or was_housed
    assert was_housed == (koppeling.toegang_tot is not None and koppeling.toegang_tot >= today())
    assert move.brp_op is None or ago(60) <= move.verhuisd_op <= move.brp_op <= today()  # type: ignore[operator]
    for first, then in (
        (move.woning_gevonden_op, move.verhuisd_op or move.definitief_op),
        (move.rust_van, move.rust_tot),
    ):
        assert first is None or then is None or first <= then
    early = row.gestart_op is not None and (
        row.gestart_op < move.verhuisd_op if move.verhuisd_op else row.start_is_vroeg
    )
    assert row.start_is_vroeg == early
    ended = VoorinburgeringEinde.objects.filter(vergunninghouder=member.vergunninghouder_id, hervat_op=None)
    starts = row.start_is_vroeg and koppeling.is_active
    assert ended.exists() == (starts or was_housed)
    if was_housed:
        assert not Logeerperiode.objects.filter(koppeling=key, beeindigd_op=None).exists()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(steps=LATE_MOVE)
@example(steps=TAKEN_BACK)
@example(steps=LATE_HOUSE)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_r13_no_sequence_of_steps_reaches_a_contradiction(
    steps: list[tuple[str, Any]], koppeling: Any, member: Any, as_utrecht: Do, as_coa: Do
) -> None:
    with transaction.atomic():
        for step, value in steps:
            try:
                with transaction.atomic():
                    take(step, value, koppeling, member, as_utrecht, as_coa)
            except DomainError as refusal:
                assert refusal.message.endswith("."), refusal.message
            judge(koppeling.pk, member)
        transaction.set_rollback(True)
