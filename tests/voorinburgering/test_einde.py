"""Every end of a Voorinburgering has exactly one reason, whatever happens in whatever order (R13, DESIGN §8)."""

import datetime as dt
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import lesgroep_of
from voorinburgering import actions
from voorinburgering.models import (
    PROGRAMMA_EINDEREDENEN,
    Deelname,
    Pauze,
    Programma,
    VoorinburgeringEinde,
)
from voorinburgering.programma_lifecycle import PROGRAMMA, RUNNING

DAYS = st.integers(0, 30).map(lambda days: today() - dt.timedelta(days=days))
STEPS = st.one_of(
    st.tuples(st.just("offer"), DAYS),
    st.tuples(st.just("answer"), DAYS, st.sampled_from(["ja", "ja", "nee", "onbekend"])),
    st.tuples(st.just("start"), DAYS),
    st.tuples(st.just("pause"), DAYS),
    st.tuples(st.just("go_on"), DAYS),
    st.tuples(st.just("join"), DAYS),
    st.tuples(st.just("end"), DAYS, st.sampled_from(["afgerond", "gestopt", "overig", "overplaatsing", ""])),
    # the gemeente's start and the move, from the upper app
    st.tuples(st.just("event"), DAYS, st.sampled_from(["regulier", "verhuisd"])),
    st.tuples(st.just("retract"), DAYS, st.sampled_from(["regulier", "verhuisd"])),
    st.tuples(st.just("reopen"), DAYS),
)


def take(step: tuple[Any, ...], person: Any, group: Any, who: Any) -> None:
    """One step, if it may be taken."""
    name, day, *rest = step
    row = Programma.objects.filter(vergunninghouder=person).first()
    words: dict[str, Any] = {"vergunninghouder": person, "acting_user": None}
    if name == "offer":
        actions.offer_programma(aangeboden_op=day, **words)
    elif name == "event":
        actions.end_voorinburgering(reden=rest[0], op=day, **words)
    elif name == "retract":
        actions.resume_voorinburgering(reden=rest[0], **words)
    elif name == "join":
        actions.start_deelname(lesgroep=group, van=day, **words)
    elif row is not None:
        steps: dict[str, Any] = {
            "answer": lambda: actions.record_instemming(
                programma=row, instemming=rest[0], instemming_op=day, acting_user=None
            ),
            "start": lambda: actions.start_programma(programma=row, gestart_op=day, acting_user=None),
            "pause": lambda: actions.pause_programma(programma=row, van=day, reden="werk", acting_user=None),
            "go_on": lambda: actions.go_on_with_programma(programma=row, tot=day, acting_user=None),
            "end": lambda: actions.end_programma(programma=row, reden=rest[0], op=day, acting_user=who),
            "reopen": lambda: actions.reopen_programma(programma=row, acting_user=None),
        }
        steps[name]()


def judge(person: Any) -> None:
    """What must be so after every step."""
    ends = VoorinburgeringEinde.objects.filter(vergunninghouder=person)
    assert all(end.reden in PROGRAMMA_EINDEREDENEN for end in ends)
    standing = [end for end in ends if end.hervat_op is None]
    assert len(standing) <= 1
    row = Programma.objects.filter(vergunninghouder=person).first()
    if row is not None:
        assert row.status in PROGRAMMA.states
        assert (row.status == "beeindigd") == bool(standing)
        if standing:
            assert row.status_reden == standing[0].reden
        if row.status in RUNNING:
            assert row.instemming == "ja" and row.gestart_op is not None
        open_pauses = Pauze.objects.filter(programma=row, tot=None).count()
        assert open_pauses == (row.status == "gepauzeerd")
    for place in Deelname.objects.running().filter(vergunninghouder=person):
        assert row is not None and row.instemming == "ja" and row.instemming_op <= place.van
    if standing:
        assert not Deelname.objects.filter(vergunninghouder=person, tot=None).exists()
    for place in Deelname.objects.filter(vergunninghouder=person, tot__isnull=False):
        assert place.einde_reden in PROGRAMMA_EINDEREDENEN


@pytest.mark.django_db
@settings(
    max_examples=settings().max_examples // 4 or 10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEPS, min_size=4, max_size=14))
def test_every_end_has_exactly_one_reason(
    steps: list[Any], locatie_luttelgeest: Any, casemanager_luttelgeest: Any
) -> None:
    person = VergunninghouderFactory(locatie=locatie_luttelgeest)
    group = lesgroep_of(locatie_luttelgeest)
    for step in steps:
        with suppress(DomainError):
            take(step, person, group, casemanager_luttelgeest)
        judge(person)


@pytest.mark.django_db
def test_a_move_to_another_locatie_ends_the_lessons_and_not_the_programme(
    locatie_luttelgeest: Any, locatie_elders: Any
) -> None:
    from klantprofiel.actions import move_verblijf  # noqa: PLC0415
    from klantprofiel.models import Verblijf  # noqa: PLC0415

    person = VergunninghouderFactory(locatie=locatie_luttelgeest)
    words: dict[str, Any] = {"vergunninghouder": person, "acting_user": None}
    Verblijf.objects.filter(vergunninghouder=person).update(van=today() - dt.timedelta(days=9))
    row = actions.offer_programma(aangeboden_op=today(), **words)
    offer = actions.add_aanbod(
        opvanglocatie=locatie_luttelgeest,
        feiten=actions.Aanbodfeiten("sport", "Club", uren_per_week=2, plaatsen=1, van=today()),
        acting_user=None,
    )
    activity = actions.start_participatie(aanbod=offer, van=today(), **words)
    own = actions.start_participatie(soort="werk", organisatie="Kas", uren_per_week=9, van=today(), **words)
    move_verblijf(opvanglocatie=locatie_elders, van=today(), **words)
    row.refresh_from_db(), activity.refresh_from_db(), own.refresh_from_db()
    assert (row.status, activity.einde_reden, own.tot) == ("aangeboden", "overplaatsing", None)
    actions.end_voorinburgering(reden="verhuisd", op=today(), **words)
    own.refresh_from_db()
    assert own.einde_reden == "verhuisd"
