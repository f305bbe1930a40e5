"""Utrecht's regievoerder in a browser, and any situation of DESIGN §4."""

from collections.abc import Callable

import pytest
from django.test import Client

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Gemeente
from overdracht.objects import Situation
from tests.overdracht.gemeente.scenes import Scene, scene
from tests.overdracht.gemeente.systems import System


@pytest.fixture
def utrecht(client_of: Callable[[Gebruiker], Client], regievoerder_utrecht: Gebruiker) -> Client:
    """The browser of Utrecht's regievoerder."""
    return client_of(regievoerder_utrecht)


@pytest.fixture
def zeist(client_of: Callable[[Gebruiker], Client], regievoerder_zeist: Gebruiker) -> Client:
    """The browser of the stranger."""
    return client_of(regievoerder_zeist)


@pytest.fixture
def make_scene(regievoerder_utrecht: Gebruiker) -> Callable[[Situation], Scene]:
    """Call with a situation: brings a household there through the actions."""
    return lambda situation: scene(situation, regievoerder_utrecht)


@pytest.fixture
def utrecht_system(gemeente_utrecht: Gemeente) -> System:
    """Utrecht's system, that may do what its regievoerder may."""
    return System(gemeente_utrecht)


@pytest.fixture
def zeist_system(gemeente_zeist: Gemeente) -> System:
    """The system of the stranger."""
    return System(gemeente_zeist)
