"""Series, lessons, rooms and free days: what is planned, what is refused, and what falls out (DESIGN §8)."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from coa_portal.common.dates import holiday, is_working_day, today
from coa_portal.common.errors import DomainError, NotAllowed
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.voorinburgering import NOON, TEN, join, les_of, lesgroep_of, plan
from voorinburgering import actions
from voorinburgering.dagdelen import bezetting_of, set_bezetting
from voorinburgering.lesdagen import lesdagen
from voorinburgering.models import Les, Lesreeks, Ruimte

pytestmark = pytest.mark.django_db
MONDAY, THURSDAY = 1, 4


@pytest.fixture
def group(locatie_luttelgeest: Any) -> Any:
    return lesgroep_of(locatie_luttelgeest)


@pytest.fixture
def room(locatie_luttelgeest: Any) -> Ruimte:
    return actions.add_ruimte(opvanglocatie=locatie_luttelgeest, naam="Lokaal 1", acting_user=None)


def next_day(weekday: int, weeks: int = 0) -> dt.date:
    """The first such day of the week after today, `weeks` later."""
    ahead = (weekday - today().isoweekday() - 1) % 7 + 1
    return today() + dt.timedelta(days=ahead + 7 * weeks)


def series(group: Any, weeks: int = 3, acting_user: Any = None, **more: Any) -> Lesreeks:
    return actions.plan_lesreeks(
        lesgroep=group,
        van=more.pop("van", next_day(MONDAY)),
        tot=more.pop("tot", next_day(MONDAY, weeks)),
        weekdagen=more.pop("weekdagen", [MONDAY]),
        plan=more.pop("plan", plan(**more)),
        acting_user=acting_user,
    )


def refusal(call: Any) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code, caught.value.field


def test_lessons_and_working_days_know_the_same_holidays() -> None:
    assert holiday(dt.date(2026, 4, 27)) == "Koningsdag"
    assert holiday(dt.date(2025, 5, 5)) and not holiday(dt.date(2026, 5, 5))  # once in five years
    first, last = dt.date(2025, 1, 1), dt.date(2027, 12, 31)
    days = [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]
    assert lesdagen(first, last, range(1, 6)) == [day for day in days if is_working_day(day)]
    assert not is_working_day(dt.date(2026, 4, 3))  # Goede Vrijdag


def test_a_series_skips_holidays_and_free_days() -> None:
    off = [(dt.date(2026, 4, 20), dt.date(2026, 4, 24))]
    days = lesdagen(dt.date(2026, 4, 13), dt.date(2026, 5, 4), [MONDAY, THURSDAY], off)
    # 20 and 23 April are free, 27 April is Koningsdag
    assert [day.day for day in days] == [13, 16, 30, 4]


def test_a_series_makes_its_lessons_with_history_in_a_constant_number_of_statements(
    group: Any, room: Ruimte, programmabegeleider: Any
) -> None:
    def counted(weeks: int, **more: Any) -> int:
        with CaptureQueriesContext(connection) as caught:
            series(group, weeks, acting_user=programmabegeleider, **more)
        return len(caught)

    few = counted(1, ruimte=room, docent=programmabegeleider)
    assert counted(30, begin=NOON, end=dt.time(14), ruimte=room, docent=programmabegeleider) <= few
    les = Les.objects.first()
    assert les.door == programmabegeleider.naam and les.history.get().history_user == programmabegeleider


def test_knm_goes_through_its_subjects(locatie_luttelgeest: Any) -> None:
    series(lesgroep_of(locatie_luttelgeest, "KNM 1", "knm"), weeks=2)
    subjects = list(Les.objects.values_list("onderwerp", flat=True))
    assert len(set(subjects)) == len(subjects) > 1 and all(one.startswith("knm_") for one in subjects)


def test_a_group_a_room_and_a_docent_are_in_one_lesson_at_a_time(
    group: Any, room: Ruimte, programmabegeleider: Any, locatie_luttelgeest: Any
) -> None:
    series(group, ruimte=room, docent=programmabegeleider)
    other = lesgroep_of(locatie_luttelgeest, "Middag 1")
    eleven, one = dt.time(11), dt.time(13)
    assert refusal(lambda: series(group, begin=eleven, end=one)) == ("begintijd_taken", "begintijd")
    assert refusal(lambda: series(other, begin=eleven, end=one, ruimte=room)) == ("ruimte_taken", "ruimte")
    late = {"begin": eleven, "end": one, "docent": programmabegeleider}
    assert refusal(lambda: series(other, **late)) == ("docent_taken", "docent")
    series(other, begin=NOON, end=one, ruimte=room, docent=programmabegeleider)  # one after the other is fine
    first = Les.objects.filter(lesgroep=group).first()
    moved = plan(begin=NOON, end=one, ruimte=room)
    assert refusal(lambda: actions.move_les(les=first, dag=first.dag, plan=moved, acting_user=None)) == (
        "ruimte_taken",
        "ruimte",
    )
    # and PostgreSQL holds it, whatever the code does
    for taken in ({"lesgroep": group}, {"lesgroep": other, "ruimte": room}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Les.objects.create(dag=first.dag, begintijd=eleven, eindtijd=one, status="gepland", **taken)


def test_a_cancelled_lesson_leaves_its_place_and_comes_back_only_while_that_is_free(
    group: Any, room: Ruimte, locatie_luttelgeest: Any
) -> None:
    series(group, ruimte=room)
    les = Les.objects.first()
    assert (
        refusal(lambda: actions.cancel_les(les=les, reden="ziek", acting_user=None))[0] == "reason_required"
    )
    actions.cancel_les(les=les, reden="docent", acting_user=None)
    other = lesgroep_of(locatie_luttelgeest, "Middag 1")
    guest = actions.add_les(lesgroep=other, dag=les.dag, plan=plan(ruimte=room), acting_user=None)
    assert refusal(lambda: actions.reopen_les(les=les, acting_user=None)) == ("ruimte_taken", "ruimte")
    actions.cancel_les(les=guest, reden="anders", acting_user=None)
    assert actions.reopen_les(les=les, acting_user=None).status == "gepland"


@pytest.mark.parametrize(
    ("wrong", "answer"),
    [
        ({"tot": today()}, ("order", "tot")),
        ({"tot": today() + dt.timedelta(days=600)}, ("too_long", "tot")),
        ({"van": today() + dt.timedelta(days=900)}, ("far", "van")),
        ({"weekdagen": []}, ("no_day", "weekdagen")),
        ({"weekdagen": [8]}, ("no_day", "weekdagen")),
        ({"end": TEN}, ("order", "eindtijd")),
        ({"end": dt.time(23)}, ("too_long", "eindtijd")),
    ],
)
def test_a_series_that_cannot_be_is_refused_at_its_field(group: Any, wrong: Any, answer: Any) -> None:
    assert refusal(lambda: series(group, **wrong)) == answer
    assert not Lesreeks.objects.exists() and not Les.objects.exists()


def test_a_room_of_elsewhere_and_a_stranger_do_not_fit(
    group: Any, locatie_elders: Any, casemanager_elders: Any, nt2_docent: Any
) -> None:
    there = actions.add_ruimte(opvanglocatie=locatie_elders, naam="Lokaal 1", acting_user=None)
    assert refusal(lambda: series(group, ruimte=there)) == ("elsewhere", "ruimte")
    assert refusal(lambda: series(group, docent=casemanager_elders)) == ("no_docent", "docent")
    series(group, docent=nt2_docent)


def test_free_days_and_the_end_of_a_series_take_the_planned_lessons_away(
    group: Any, locatie_luttelgeest: Any
) -> None:
    made = series(group, weeks=3)
    second = next_day(MONDAY, 1)
    _, number = actions.add_lesvrij(
        opvanglocatie=locatie_luttelgeest, van=second, tot=second, naam="Open dag", acting_user=None
    )
    fallen = Les.objects.get(dag=second)
    assert number == 1 and fallen.vervallen_omdat == "Vrije dag"
    assert actions.stop_lesreeks(lesreeks=made, vanaf=next_day(MONDAY, 2), acting_user=None) == 2
    made.refresh_from_db()
    assert made.tot < next_day(MONDAY, 2)
    # nothing is left: the series goes as a whole
    actions.stop_lesreeks(lesreeks=made, vanaf=today(), acting_user=None)
    assert not Lesreeks.objects.exists() and not Les.objects.exists()


@pytest.mark.parametrize("who", ["casemanager_elders", "nt2_docent", "regievoerder_coa"])
def test_r2_who_does_not_keep_the_group_plans_nothing(who: str, group: Any, request: Any) -> None:
    account = request.getfixturevalue(who)
    les = les_of(group)
    for call in (
        lambda: series(group, acting_user=account),
        lambda: actions.move_les(les=les, dag=les.dag, plan=plan(), acting_user=account),
        lambda: actions.add_ruimte(opvanglocatie=group.opvanglocatie, naam="x", acting_user=account),
        lambda: actions.add_lesvrij(
            opvanglocatie=group.opvanglocatie, van=today(), tot=today(), naam="x", acting_user=account
        ),
    ):
        with pytest.raises(NotAllowed):
            call()


def test_the_week_of_a_person_follows_from_the_series_of_the_groups(
    group: Any, locatie_luttelgeest: Any, casemanager_luttelgeest: Any
) -> None:
    person = VergunninghouderFactory(locatie=locatie_luttelgeest)
    join(group, person)
    series(group, begin=dt.time(11), end=dt.time(14), weekdagen=[MONDAY, THURSDAY])
    derived = {(day, part): "nt2" for day in (MONDAY, THURSDAY) for part in ("ochtend", "middag")}
    assert bezetting_of(person) == derived

    def write(week: Any) -> bool:
        return set_bezetting(vergunninghouder=person, bezetting=week, acting_user=casemanager_luttelgeest)

    # what follows from lessons is not written down beside them; what somebody writes down wins
    assert not write(derived)
    assert write({**derived, (MONDAY, "middag"): "werk", (2, "avond"): "school"})
    assert bezetting_of(person) == {**derived, (MONDAY, "middag"): "werk", (2, "avond"): "school"}


def test_the_pages_plan_refuse_and_cancel(client_of: Any, programmabegeleider: Any, group: Any) -> None:
    browser = client_of(programmabegeleider)
    room = {"naam": "Lokaal 1", "opvanglocatie": group.opvanglocatie.pk, "plaatsen": "12"}
    assert browser.post("/lesgroepen/lokalen/nieuw/", room).status_code == 302
    assert (
        "er al een lokaal met deze naam" in browser.post("/lesgroepen/lokalen/nieuw/", room).content.decode()
    )
    page = f"/lesgroepen/{group.pk}/"
    wanted = {
        "weekdagen": [MONDAY],
        "begintijd": "10.00",
        "eindtijd": "12:00",
        "van": f"{next_day(MONDAY):%d-%m-%Y}",
        "tot": f"{next_day(MONDAY, 2):%d-%m-%Y}",
        "ruimte": Ruimte.objects.get().pk,
        "docent": programmabegeleider.pk,
        "docent_naam": "wordt niet gebruikt",
    }
    assert browser.post(f"{page}reeks/", wanted).status_code == 302
    assert set(Les.objects.values_list("docent", "docent_naam")) == {(programmabegeleider.pk, "")}
    # a double click plans nothing twice
    again = browser.post(f"{page}reeks/", wanted)
    assert again.status_code == 200 and "De lesgroep heeft dan al les" in again.content.decode()
    for wrong in (
        {"begintijd": "25:00"},
        {"begintijd": "negen"},
        {"van": "31-2-2027"},
        {"weekdagen": "x"},
        {},
    ):
        assert browser.post(f"{page}reeks/", {**wanted, **wrong}).status_code == 200
    shown = browser.get(page).content.decode()
    assert "Maandag 10:00–12:00" in shown and "Lokaal 1" in shown
    les = Les.objects.earliest("dag")
    address = f"/lesgroepen/les/{les.pk}/"
    assert "nog niet begonnen" in browser.get(address).content.decode()
    assert browser.post(f"{address}vervalt/", {}).status_code == 200
    assert browser.post(f"{address}vervalt/", {"reden": "lokaal"}).status_code == 302
    assert "Er was geen lokaal" in browser.get(address).content.decode()
    browser.post(f"{address}openzetten/")
    moved = {"dag": f"{next_day(2):%d-%m-%Y}", "begintijd": "13:00", "eindtijd": "14:00"}
    assert browser.post(f"{address}wijzigen/", moved).status_code == 302
    les.refresh_from_db()
    assert (les.dag, les.status, les.minuten) == (next_day(2), "gepland", 60)
    free = {
        "naam": "Open dag",
        "opvanglocatie": group.opvanglocatie.pk,
        "van": moved["dag"],
        "tot": moved["dag"],
    }
    browser.post("/lesgroepen/vrij/nieuw/", free)
    assert "Vrije dag" in browser.get(address).content.decode()
    for odd in ("", "?van=x", "?van=9999-12-31", "?van=2026-02-30&wie=x"):
        assert browser.get(f"/lesgroepen/week/{odd}").status_code == 200
