"""Whatever people do with groups and lessons, attendance follows membership, and nobody followed more than was held."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import join, les_of, lesgroep_of, plan
from voorinburgering import actions
from voorinburgering.actions import Opgave
from voorinburgering.models import Aanwezigheid, Deelname, Les, Programma
from voorinburgering.uren import hours_of

pytestmark = pytest.mark.django_db

AGO = st.integers(0, 6)
WHO = st.integers(0, 1)
SAID = st.sampled_from([Opgave(), Opgave("afgemeld"), Opgave("deel", 45), Opgave("deel", 500)])
STEPS = st.one_of(
    st.tuples(st.just("join"), WHO, AGO, st.none()),
    st.tuples(st.just("record"), WHO, AGO, SAID),
    st.tuples(st.just("record"), WHO, AGO, SAID),
    st.tuples(st.just("leave"), WHO, AGO, st.none()),
    st.tuples(st.just("end"), WHO, AGO, st.none()),
    st.tuples(st.just("cancel"), WHO, AGO, st.none()),
    st.tuples(st.just("reopen"), WHO, AGO, st.none()),
    st.tuples(st.just("move"), WHO, AGO, AGO),
)


def ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


def take(step: str, people: Any, lessons: Any, who: int, days: int, value: Any) -> None:
    person, les = people[who], lessons[days]
    member = Deelname.objects.filter(vergunninghouder=person).order_by("-van", "-created_at").first()
    group = les.lesgroep
    system: dict[str, Any] = {"acting_user": None}
    if step == "join":
        actions.start_deelname(lesgroep=group, vergunninghouder=person, van=ago(days), **system)
    elif step == "end":
        actions.end_voorinburgering(vergunninghouder=person, reden="regulier", op=ago(days), **system)
    elif step == "cancel":
        actions.cancel_les(les=les, reden="docent", **system)
    elif step == "reopen":
        actions.reopen_les(les=les, **system)
    elif step == "move":
        actions.move_les(les=les, dag=ago(value), plan=plan(dt.time(3), dt.time(4)), **system)
    elif member is not None and step == "leave":
        actions.end_deelname(deelname=member, tot=ago(days), **system)
    elif member is not None:
        actions.record_aanwezigheid(les=les, opgaven={member.pk: value}, **system)


def check(people: Any) -> None:
    """Counted row by row, and in no other way than by what the rows say."""
    minutes = {person.pk: 0 for person in people}
    for row in Aanwezigheid.objects.select_related("les", "deelname"):
        les, member = row.les, row.deelname
        assert les.status == "gegeven"
        assert member.van <= les.dag and (member.tot is None or les.dag < member.tot)
        assert member.lesgroep_id == les.lesgroep_id and row.minuten <= les.minuten
        minutes[member.vergunninghouder_id] += row.minuten
        if row.stand == "aanwezig":
            programma = Programma.objects.get(vergunninghouder=member.vergunninghouder_id)
            assert programma.instemming == "ja" and programma.gestart_op <= les.dag
    held = sum(les.minuten for les in Les.objects.filter(status="gegeven"))
    for person in people:
        assert hours_of(person).nt2_minuten == minutes[person.pk] <= held


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=12))
def test_attendance_follows_membership_and_hours_never_exceed_what_was_held(
    locatie_luttelgeest: Any, steps: list[tuple[str, int, int, Any]]
) -> None:
    with transaction.atomic():
        group = lesgroep_of(locatie_luttelgeest)
        people = [VergunninghouderFactory(locatie=locatie_luttelgeest) for _ in range(2)]
        for person in people:
            join(group, person, ago(4))
        lessons = [les_of(group, days_ago=days) for days in range(7)]
        for step, who, days, value in steps:
            try:
                with transaction.atomic():
                    take(step, people, lessons, who, days, value)
            except DomainError as error:
                assert error.message.endswith(".")
            check(people)
        transaction.set_rollback(True)
