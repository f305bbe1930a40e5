"""The factories reach every state through the actions."""

import pytest

from koppeling.lifecycle import KOPPELING
from overdracht.lifecycle import TOESTEMMING
from overdracht.models import Inzage
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import (
    OpvragingFactory,
    ProfielversieFactory,
    ToestemmingFactory,
    koppeling_of,
    person_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(KOPPELING.states))
def test_koppeling_in_every_state(state: str) -> None:
    assert KoppelingFactory(**{state: True}).status == state


@pytest.mark.parametrize("state", [state for state in TOESTEMMING.states if state != "vervallen"])
def test_consent_in_every_state(state: str) -> None:
    assert ToestemmingFactory(**{state: True}).status == state


def test_published_versions_count_up_and_children_are_signed_for() -> None:
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 9))
    child = person_of(koppeling, 2)

    assert [ProfielversieFactory(vergunninghouder=child).nummer for _ in range(3)] == [1, 2, 3]
    assert child.toestemmingen.get().vertegenwoordiger == person_of(koppeling, 1)
    assert Inzage.objects.get(vergunninghouder=child).tier == 2
    assert koppeling_of(child) == koppeling


def test_requests_open_and_closed() -> None:
    assert OpvragingFactory().status == "open"
    assert OpvragingFactory(gesloten=True).status == "gesloten"
