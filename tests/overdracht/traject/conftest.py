"""A household of two adults and a child, gekoppeld to Utrecht sixty days ago, and its regievoerder behind the wall."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from koppeling.models import Koppeling
from tests.factories.koppeling import KoppelingFactory, household

Do = Callable[..., Any]


def ago(days: int) -> dt.date:
    """So many days before today; negative: to come."""
    return today() - dt.timedelta(days=days)


@pytest.fixture
def koppeling(regievoerder_utrecht: Any) -> Any:
    """See the module."""
    made = KoppelingFactory(plaatsingseenheid=household(34, 33, 7))
    Koppeling.objects.filter(pk=made.pk).update(definitief_op=timezone.now() - dt.timedelta(days=60))
    made.refresh_from_db()
    return made


@pytest.fixture
def member(koppeling: Any) -> Any:
    """The hoofdpersoon, as a number."""
    return koppeling.betrokkenen.get(volgnummer=1)


@pytest.fixture
def as_utrecht(regievoerder_utrecht: Any) -> Do:
    """Take an action as Utrecht's regievoerder, under the role that PostgreSQL gives it."""

    def run(action: Callable[..., Any], **words: Any) -> Any:
        with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
            return action(acting_user=regievoerder_utrecht, **words)

    return run


@pytest.fixture
def as_coa(casemanager_luttelgeest: Any) -> Do:
    """Take an action as the casemanager of the locatie, under COA's role."""

    def run(action: Callable[..., Any], **words: Any) -> Any:
        with behind_wall(WallRole.COA, casemanager_luttelgeest.pk):
            return action(acting_user=casemanager_luttelgeest, **words)

    return run
