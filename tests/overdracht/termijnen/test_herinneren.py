"""R14, R25: near and passed terms are told once to whose turn it is, whenever the task runs; and reading the facts of
many takes as many queries as of one."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.notifications.engine import spread
from coa_portal.notifications.models import Event, Melding
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.actions.termijnen import announce_termijnen
from overdracht.models import Inburgeringstraject, Verhuizing
from overdracht.tasks import remind_termijnen
from overdracht.termijnen import feiten_van
from tests.factories.koppeling import KoppelingFactory, household

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Koppeling:
    """An adult and a child."""
    return KoppelingFactory(plaatsingseenheid=household(40, 9))


def told() -> list[str]:
    rows = Event.objects.filter(kind__startswith="termijn_").order_by("created_at", "key")
    return [f"{row.kind} {row.key.split(':')[3]} {row.extra['wie']}" for row in rows]


def announce(koppeling: Koppeling, day: int) -> None:
    announce_termijnen([koppeling.pk], today() + dt.timedelta(days=day))


def test_r14_a_term_is_told_near_and_passed_once_each(
    koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    for day in (0, 8):
        announce(koppeling, day)
    assert told() == []
    for day in (9, 9, 10, 14):
        announce(koppeling, day)
    assert told() == ["termijn_nabij scenario gemeente"]
    for day in (15, 16, 40):  # it was down for weeks, and says it once
        announce(koppeling, day)
    assert told() == ["termijn_nabij scenario gemeente", "termijn_voorbij scenario gemeente"]
    spread()
    assert list(
        Melding.objects.filter(event__kind="termijn_voorbij").values_list("recipient", flat=True)
    ) == [regievoerder_utrecht.pk]


def test_r14_who_chose_in_time_hears_nothing(koppeling: Koppeling, regievoerder_utrecht: Any) -> None:
    adult = koppeling.betrokkenen.get(volgnummer=1)
    actions.choose_scenario(
        koppeling=koppeling, betrokkenen=[adult], scenario=3, acting_user=regievoerder_utrecht
    )
    announce(koppeling, 40)
    assert told() == []


def test_r14_a_term_that_moved_is_told_of_again(koppeling: Koppeling, regievoerder_utrecht: Any) -> None:
    adult = koppeling.betrokkenen.get(volgnummer=1)
    Verhuizing.objects.create(
        koppeling=koppeling, gemeente=koppeling.gemeente, verhuisd_op=today(), brp_op=today()
    )
    traject = Inburgeringstraject.objects.create(
        koppeling=koppeling, gemeente=koppeling.gemeente, betrokkene=adult, kennisgeving_op=today()
    )
    announce(koppeling, 71)
    traject.pip_verlengd_tot, traject.pip_verlenging_reden = today() + dt.timedelta(days=90), "diploma"
    traject.save()
    announce(koppeling, 71)
    announce(koppeling, 91)
    assert told() == ["termijn_voorbij pip gemeente"] * 2
    assert Event.objects.filter(kind="termijn_voorbij").values("key").distinct().count() == 2


def test_r14_the_task_tells_in_the_name_of_nobody(koppeling: Koppeling) -> None:
    Koppeling.objects.filter(pk=koppeling.pk).update(
        definitief_op=koppeling.definitief_op - dt.timedelta(days=20)
    )
    assert remind_termijnen() == remind_termijnen() == 1
    assert Event.objects.get(kind="termijn_voorbij").acting_user is None


def _queries(rows: list[Koppeling], account: Any, role: WallRole) -> int:
    with (
        behind_wall(role, account.pk),
        CaptureQueriesContext(
            connection,
        ) as caught,
    ):
        assert len(feiten_van(rows, account)) == 2 * len(rows)
    return len(caught)


def test_reading_facts_takes_as_many_queries_for_twenty_as_for_one(
    koppeling: Koppeling, regievoerder_utrecht: Any, regievoerder_coa: Any
) -> None:
    more = [koppeling, *(KoppelingFactory(plaatsingseenheid=household(30, 4)) for _ in range(4))]
    for account, role in ((regievoerder_utrecht, WallRole.GEMEENTE), (regievoerder_coa, WallRole.COA)):
        feiten_van(more, account)  # what is read once per account
        assert _queries(more[:1], account, role) == _queries(more, account, role) < 14


@pytest.mark.parametrize("side", ["overdracht_gemeente", "overdracht"])
def test_the_overview_counts_and_lists_without_names(
    side: str, koppeling: Koppeling, regievoerder_utrecht: Any, casemanager_luttelgeest: Any, client_of: Any
) -> None:
    Koppeling.objects.filter(pk=koppeling.pk).update(
        definitief_op=koppeling.definitief_op - dt.timedelta(days=20)
    )
    account = regievoerder_utrecht if side == "overdracht_gemeente" else casemanager_luttelgeest
    text = client_of(account).get(reverse(f"{side}:termijnen")).content.decode()
    assert f"Scenario kiezen: {koppeling.referentie}, persoon 1" in text
    assert "6 dagen te laat" in text
    for member in koppeling.plaatsingseenheid.leden.all():
        assert member.achternaam not in text
