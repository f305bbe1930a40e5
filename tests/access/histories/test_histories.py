"""R1-R7: whatever happened, every account reads through every door what the rules open, and nothing else."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from coa_portal.access.table_rights import WITHOUT_POLICIES
from tests.access.histories.judge import inbox_wanted
from tests.access.histories.life import stops
from tests.access.histories.machine import History
from tests.access.histories.mutations import AT_STOP, GATE_MUTATIONS, PAGE_MUTATIONS, Mutation
from tests.access.histories.raw import KEYS, NOT_JUDGED, tables_read
from tests.access.histories.stage import FAR, NEAR, UTRECHT, Stage, build, recorded

IS_DEEP = settings.get_current_profile_name() == "deep"
CAST = (
    "regievoerder_utrecht",
    "lezer_utrecht",
    "contactpersoon_extern",
    "accountbeheerder_utrecht",
    "regiocoordinator",
    "regievoerder_zeist",
    "systeem_utrecht",
    "casemanager_luttelgeest",
    "casemanager_elders",
    "regievoerder_coa",
    "woonbegeleider_luttelgeest",
    "beheerder",
    "fg",
)


@pytest.fixture
def stage(request: Any, settings: Any, tmp_path: Any) -> Stage:
    settings.MEDIA_ROOT = tmp_path
    return build({name: request.getfixturevalue(name) for name in CAST})


def play(stage: Stage, examples: int, *, stop_at_first: bool = False, **options: Any) -> None:
    """So many histories of at most 25 steps; AssertionError with the steps of one that reads something wrong.

    `stop_at_first`: no search for a shorter history that shows the same.
    """
    machine = type("HistoryOnStage", (History,), {"stage": stage, **options})
    phases = [Phase.generate] if stop_at_first else list(settings().phases)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
            report_multiple_bugs=not stop_at_first,
        ),
    )


@pytest.mark.django_db
@pytest.mark.timeout(7200 if IS_DEEP else 900)
@pytest.mark.parametrize("part", range(4 if IS_DEEP else 1))
def test_r1_to_r7_every_account_reads_what_the_rules_open(part: int, stage: Stage) -> None:
    """Two hundred steps; more than 10,000 in `make test-deep`, in parts that can run side by side."""
    play(stage, 110 if IS_DEEP else 8, quick=not IS_DEEP)


@pytest.mark.deep
@pytest.mark.django_db
@pytest.mark.timeout(7200)
def test_r1_to_r7_also_where_nothing_seems_to_have_changed(stage: Stage) -> None:
    """Every door of every account after every step, whatever SQL says."""
    play(stage, 20 if IS_DEEP else 2, everything=True)


@pytest.mark.django_db
def test_r26_who_no_longer_sees_a_household_reads_that_there_was_a_melding(stage: Stage) -> None:
    """Random histories seldom come here: told first, and then moved to another locatie."""
    history = type("HistoryOnStage", (History,), {"stage": stage})()
    try:
        history.facts.accounts = recorded(stage)
        history.new_household(["parent"], NEAR)
        (household,) = history.facts.households
        history.propose(household, UTRECHT)
        history.confirm(history.facts.matches[0])
        history.run_worker()
        history.pass_days(1)
        history.move_stay(household.members[0], FAR, together=True)
        history.look()
        account = history.facts.accounts["casemanager_luttelgeest"]
        assert inbox_wanted(history.facts, account) == {"silent": 1}
    finally:
        history.close()


@pytest.mark.django_db
def test_r5_taking_any_one_condition_away_is_found(stage: Stage) -> None:
    """A judge that sees nothing where something is wrong would prove nothing."""
    history = type("HistoryOnStage", (History,), {"stage": stage, "doors_are_open": False})()
    passed = set()
    try:
        for stop in stops(history):
            assert not list(history.differences()), stop
            unseen = [mutation.name for mutation in AT_STOP[stop] if not is_seen(history, mutation)]
            assert not unseen, stop
            passed.add(stop)
    finally:
        history.close()
    assert passed == set(AT_STOP)


@pytest.mark.django_db
def test_r4_every_table_that_a_gemeente_reads_is_judged() -> None:
    """A new one gets a line in `raw.KEYS` and in the model, or a reason in `raw.NOT_JUDGED`."""
    unguarded = {name for name in WITHOUT_POLICIES if name not in KEYS}
    assert set(tables_read()) - unguarded == (set(KEYS) | set(NOT_JUDGED)) - unguarded
    assert not set(KEYS) & set(NOT_JUDGED)


def is_seen(history: History, mutation: Mutation) -> bool:
    """Whether some account reads something else with the condition taken away."""
    with transaction.atomic():
        with mutation.in_place():
            seen = next(history.differences(), None) is not None
        transaction.set_rollback(True)
    return seen


@pytest.mark.deep
@pytest.mark.django_db
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("mutation", [*GATE_MUTATIONS, *PAGE_MUTATIONS], ids=lambda one: one.name)
def test_r5_random_histories_find_it_too(mutation: Any, stage: Stage) -> None:
    sql_alone = mutation in GATE_MUTATIONS
    with mutation.in_place(), pytest.raises(AssertionError, match="right:"):
        play(stage, 400, stop_at_first=True, doors_are_open=not sql_alone)
