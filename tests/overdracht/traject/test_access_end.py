"""When the gemeente's access ends (R5, DESIGN §5.10): reckoned from move and PIPs, announced, ended exactly once."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from coa_portal.common.dates import long_date, short_date, today
from coa_portal.notifications.models import Event
from koppeling.actions import plan_access_end
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.actions import Trajectfeiten
from overdracht.tasks import end_expired_access
from overdracht.toegang import last_day_of_access
from tests.factories.overdracht import person_of
from tests.overdracht.traject.conftest import Do, ago


@pytest.mark.parametrize(
    ("verhuisd", "pips", "days"),
    [
        (0, [], 365),  # no PIP comes: after the move
        (0, [None], 365),
        (10, [0], 180),  # the PIP came after the move
        (10, [40], 170),  # it came before: the move counts
        (10, [40, None], 355),  # one is still to come
        (10, [0, 5], 180),  # the last of them
        (300, [0, None], 180),  # never sooner than after a PIP that did come
        (400, [390], 30),  # never without the time of notice
    ],
)
def test_r5_the_last_day_of_access(verhuisd: int, pips: list[int | None], days: int, settings: Any) -> None:
    """Days are counted back from the day of reckoning."""
    settings.ACCESS_DAYS_AFTER_PIP, settings.ACCESS_DAYS_AFTER_MOVE = 180, 365
    day = dt.date(2026, 3, 1)
    known = [None if pip is None else day - dt.timedelta(days=pip) for pip in pips]
    found = last_day_of_access(day - dt.timedelta(days=verhuisd), known, day)
    assert (found - day).days == days


@pytest.mark.django_db
def test_r5_a_pip_after_the_move_brings_the_last_day_forward(koppeling: Any, as_utrecht: Do) -> None:
    as_utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(50))
    koppeling.refresh_from_db()
    assert koppeling.toegang_tot == ago(50) + dt.timedelta(days=365)
    facts = Trajectfeiten(ago(40), ago(30), pip_vastgesteld_op=ago(20), leerroute="Z")
    for number, last in ((1, ago(50) + dt.timedelta(days=365)), (2, ago(20) + dt.timedelta(days=180))):
        member = koppeling.betrokkenen.get(volgnummer=number)
        as_utrecht(actions.save_traject, koppeling=koppeling, betrokkene=member, feiten=facts)
        koppeling.refresh_from_db()
        assert koppeling.toegang_tot == last, number


@pytest.mark.django_db
def test_r5_the_desk_chooses_another_last_day_and_it_stays(
    koppeling: Any,
    as_utrecht: Do,
    client_of: Any,
    regievoerder_coa: Any,
    regievoerder_utrecht: Any,
    casemanager_luttelgeest: Any,
) -> None:
    as_utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(5))
    desk, page = client_of(regievoerder_coa), reverse("overdracht:toegang", args=[person_of(koppeling).pk])
    assert client_of(casemanager_luttelgeest).get(page).status_code == 404
    day, reden = today() + dt.timedelta(days=90), "eerder_klaar"
    for typed, words in (
        ({"toegang_tot": "31-02-2027", "reden": reden}, "datum"),
        ({"toegang_tot": short_date(ago(1)), "reden": reden}, "nog niet voorbij"),
        ({"toegang_tot": short_date(ago(-1000)), "reden": reden}, "binnen twee jaar"),
        ({"toegang_tot": short_date(day)}, "Kies"),
    ):
        answer = desk.post(page, typed)
        assert answer.status_code == 200 and words in answer.content.decode(), typed
    assert desk.post(page, {"toegang_tot": short_date(day), "reden": reden}).status_code == 302
    assert (
        "Dit is nu al de laatste dag."
        in desk.post(page, {"toegang_tot": short_date(day), "reden": reden}).content.decode()
    ), "a double click"
    member = koppeling.betrokkenen.get(volgnummer=1)
    facts = Trajectfeiten(ago(4), ago(3), pip_vastgesteld_op=ago(2), leerroute="Z")
    as_utrecht(actions.save_traject, koppeling=koppeling, betrokkene=member, feiten=facts)
    koppeling.refresh_from_db()
    assert koppeling.toegang_tot == day, "the portal reckons no other day over it"
    assert Event.objects.filter(kind="toegang_gewijzigd").count() == 1
    told = desk.get(reverse("overdracht:voortgang", args=[person_of(koppeling).pk])).content.decode()
    assert f"Laatste dag: {long_date(day)}" in told and regievoerder_coa.naam in told
    theirs = client_of(regievoerder_utrecht).get(
        reverse("overdracht_gemeente:verhuizing", args=[koppeling.pk])
    )
    assert f"{long_date(day)}, gekozen door het COA: de overdracht is eerder klaar" in theirs.content.decode()


def gate_is_open(koppeling: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM overdracht_inzage WHERE koppeling_id = %s", [koppeling.pk])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
def test_r5_access_is_announced_closed_and_ended_once(koppeling: Any, as_utrecht: Do) -> None:
    as_utrecht(actions.report_verhuisd, koppeling=koppeling, verhuisd_op=ago(5))
    assert end_expired_access() == 0
    assert not Event.objects.filter(kind="toegang_eindigt").exists(), "a year to go"
    plan_access_end(koppeling=koppeling, toegang_tot=today(), acting_user=None)
    assert [end_expired_access(), end_expired_access()] == [0, 0]
    assert Event.objects.filter(kind="toegang_eindigt").count() == 1
    assert gate_is_open(koppeling), "the last day counts"
    Koppeling.objects.filter(pk=koppeling.pk).update(toegang_tot=ago(1))
    assert not gate_is_open(koppeling), "whether or not beat ran"
    assert [end_expired_access(), end_expired_access()] == [1, 0]
    koppeling.refresh_from_db()
    assert (koppeling.status, koppeling.status_door) == ("afgesloten", None)
    assert koppeling.history.filter(status="afgesloten").count() == 1
