"""A household of two adults and a child at Luttelgeest, koppeld to Utrecht; the first adult gave consent."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory, person_of


@dataclass
class Huis:
    """`een` gave consent, `twee` did not."""

    koppeling: Any
    een: Any
    twee: Any
    toestemming: Any


@pytest.fixture
def huis(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Huis:
    koppeling = KoppelingFactory(plaatsingseenheid=household(34, 31, 7))
    een = person_of(koppeling, 1)
    toestemming = ToestemmingFactory(vergunninghouder=een, gegeven=True)
    return Huis(
        koppeling,
        koppeling.betrokkenen.get(vergunninghouder=een),
        koppeling.betrokkenen.get(volgnummer=2),
        toestemming,
    )
