"""DESIGN §5.5: changes that lay still for two working days are published by the portal itself, unless held."""

import datetime as dt
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from coa_portal.common.dates import today
from coa_portal.notifications.models import Event
from klantprofiel.models import Klantprofiel, Vergunninghouder
from koppeling.actions import move_koppeling, withdraw_koppeling
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.actions.doorzetten import settled_since
from overdracht.models import Profielversie
from overdracht.tasks import nudge_settled_changes, publish_settled_changes
from tests.factories.koppeling import KoppelingFactory, besluit, casemanager_of, regievoerder
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, change_profile
from tests.plugins.cast import make_gemeente

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("changed", "settled"),
    [
        ("2026-11-16 09:00", "2026-11-18 09:00"),  # Monday -> Wednesday
        ("2026-11-19 17:30", "2026-11-23 17:30"),  # Thursday -> Monday
        ("2026-11-20 15:00", "2026-11-24 15:00"),  # Friday -> Tuesday
        ("2026-11-21 10:00", "2026-11-24 10:00"),  # Saturday: the weekend does not count
        ("2026-11-22 23:59", "2026-11-24 23:59"),  # Sunday
        ("2026-12-24 12:00", "2026-12-29 12:00"),  # Friday 25 December is no working day either
        ("2027-03-25 12:00", "2027-03-31 12:00"),  # Good Friday and Easter Monday
        ("2026-10-23 12:00", "2026-10-27 12:00"),  # over the end of summer time, by the clock on the wall
    ],
)
def test_working_days_are_counted_without_weekend_and_holidays(changed: str, settled: str) -> None:
    assert settled_since(moment(changed), 2) == moment(settled)


def age(person: Vergunninghouder, days: int) -> None:
    """Let everything that the portal waits for have happened `days` ago."""
    then = timezone.now() - dt.timedelta(days=days)
    tables = {
        "klantprofiel_klantprofiel": "updated_at",
        "koppeling_koppeling": "definitief_op",
        "overdracht_toestemming": "status_sinds",
    }
    with connection.cursor() as cursor:  # no action moves a clock
        for table, column in tables.items():
            cursor.execute(f"UPDATE {table} SET {column} = %s", [then])  # noqa: S608
    assert Klantprofiel.objects.get(vergunninghouder=person).updated_at == then


@pytest.fixture
def waiting() -> Vergunninghouder:
    """Somebody whose profile lies still for a week, with consent and without a version."""
    person = ToestemmingFactory(gegeven=True).vergunninghouder
    age(person, 7)
    return person


def test_what_lay_still_is_published_once(waiting: Vergunninghouder) -> None:
    assert publish_settled_changes() == 1
    version = Profielversie.objects.get()
    assert (version.moment, version.doorgezet_door, version.doorgezet_door_naam) == (
        "automatisch",
        None,
        "COA-portaal",
    )
    assert publish_settled_changes() == 0
    assert Profielversie.objects.count() == 1


def _fresh_change(person: Vergunninghouder) -> None:
    change_profile(person)


def _held(person: Vergunninghouder) -> None:
    actions.hold_publication(vergunninghouder=person, reden="Nog niet af", acting_user=casemanager_of(person))


def _withdrawn(person: Vergunninghouder) -> None:
    consent = person.toestemmingen.get()
    actions.withdraw_toestemming(
        toestemming=consent, ingetrokken_op=today(), acting_user=casemanager_of(person)
    )


def _koppeling_ended(person: Vergunninghouder) -> None:
    withdraw_koppeling(koppeling=Koppeling.objects.get(), reden="fout", acting_user=regievoerder())


def _moved(person: Vergunninghouder) -> None:
    move_koppeling(
        koppeling=Koppeling.objects.get(),
        gemeente=make_gemeente("GM0355"),
        reden="familie",
        besluit=besluit(),
        acting_user=regievoerder(),
    )


def _signed_just_now(person: Vergunninghouder) -> None:
    _withdrawn(person)
    ToestemmingFactory(vergunninghouder=person, gegeven=True)


@pytest.mark.parametrize(
    "reason", [_fresh_change, _held, _withdrawn, _koppeling_ended, _moved, _signed_just_now]
)
def test_what_does_not_go_by_itself(waiting: Vergunninghouder, reason: Any) -> None:
    """Fresh changes, held ones, closed gates (R6, R7), and a signature of today wait."""
    reason(waiting)
    assert publish_settled_changes() == 0
    assert not Profielversie.objects.exists()


def test_releasing_lets_it_go(waiting: Vergunninghouder) -> None:
    _held(waiting)
    actions.release_publication(vergunninghouder=waiting, acting_user=casemanager_of(waiting))
    assert publish_settled_changes() == 1


def test_only_changes_after_the_version_that_the_gemeente_reads() -> None:
    version = ProfielversieFactory()
    person = version.vergunninghouder
    age(person, 7)
    assert publish_settled_changes() == 0  # older than the version
    change_profile(person)
    with mock.patch("overdracht.selectors.timezone.now", return_value=timezone.now() + dt.timedelta(days=7)):
        assert publish_settled_changes() == 1
    assert Profielversie.objects.filter(vergunninghouder=person).count() == 2


def test_an_earlier_gemeente_does_not_count_as_published(waiting: Vergunninghouder) -> None:
    """R7: a version for the former gemeente is none for the new one."""
    publish_settled_changes()
    _moved(waiting)
    ToestemmingFactory(vergunninghouder=waiting, gegeven=True)
    age(waiting, 7)
    assert publish_settled_changes() == 1
    assert set(Profielversie.objects.values_list("gemeente", "nummer")) == {("GM0344", 1), ("GM0355", 1)}


def test_consent_that_ends_between_finding_and_publishing(waiting: Vergunninghouder) -> None:
    """R6: the gate is judged again in the transaction that publishes."""
    with mock.patch("overdracht.tasks.people_with_settled_changes", return_value=[waiting]):
        _withdrawn(waiting)
        assert publish_settled_changes() == 0
    assert not Profielversie.objects.exists()


def test_one_broken_dossier_does_not_hold_up_the_others(waiting: Vergunninghouder) -> None:
    other = ToestemmingFactory(
        vergunninghouder=KoppelingFactory().plaatsingseenheid.hoofdpersoon, gegeven=True
    )
    age(other.vergunninghouder, 7)
    real = actions.publish_profiel

    def publish(**kwargs: Any) -> Any:
        if kwargs["vergunninghouder"] == waiting:
            raise RuntimeError("broken")
        return real(**kwargs)

    with mock.patch("overdracht.tasks.publish_profiel", side_effect=publish):
        assert publish_settled_changes() == 1
    assert Profielversie.objects.get().vergunninghouder == other.vergunninghouder


def test_the_behandelaar_hears_of_changes_that_lie_still_once_and_only_of_what_a_gemeente_would_read(
    waiting: Vergunninghouder,
) -> None:
    """DESIGN §5.5: before the portal publishes by itself; not of a profile that is held, nor of what goes nowhere."""

    def told() -> int:
        return int(Event.objects.filter(kind="profiel_ligt_stil").count())

    assert nudge_settled_changes() == 1
    assert (nudge_settled_changes(), told()) == (0, 1), "the same rest is told once"
    event = Event.objects.get(kind="profiel_ligt_stil")
    assert set(event.extra) == {"vergunninghouder"}
    ProfielversieFactory(vergunninghouder=waiting)
    Klantprofiel.objects.get(vergunninghouder=waiting).save()  # touched, and nothing else to read
    later = timezone.now() + dt.timedelta(days=7)
    with mock.patch("django.utils.timezone.now", return_value=later):
        assert nudge_settled_changes() == 0
    change_profile(waiting)
    assert nudge_settled_changes() == 0, "not a working day yet"
    with mock.patch("django.utils.timezone.now", return_value=later):
        actions.hold_publication(
            vergunninghouder=waiting, reden="Diploma volgt", acting_user=casemanager_of(waiting)
        )
        assert (nudge_settled_changes(), publish_settled_changes()) == (0, 0)
        actions.release_publication(vergunninghouder=waiting, acting_user=casemanager_of(waiting))
        assert (nudge_settled_changes(), told()) == (1, 2)
        assert publish_settled_changes() == 1
        assert nudge_settled_changes() == 0
