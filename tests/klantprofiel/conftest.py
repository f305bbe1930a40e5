"""The sample household at Luttelgeest, entered by its casemanager."""

from typing import Any

import pytest

from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from tests.klantprofiel.voorbeeld import create_sample


@pytest.fixture
def voorbeeldgezin(locatie_luttelgeest: Any, casemanager_luttelgeest: Any) -> Plaatsingseenheid:
    locatie_luttelgeest.straat_huisnummer, locatie_luttelgeest.postcode = "Oosterringweg 41", "8315PS"
    locatie_luttelgeest.save()
    return create_sample(
        opvanglocatie=locatie_luttelgeest,
        behandelaar=casemanager_luttelgeest,
        acting_user=casemanager_luttelgeest,
    )


@pytest.fixture
def voorbeeld(voorbeeldgezin: Plaatsingseenheid) -> Vergunninghouder:
    """The first person of the sample form."""
    person = voorbeeldgezin.hoofdpersoon
    assert person is not None
    return Vergunninghouder.objects.get(pk=person.pk)


@pytest.fixture
def browser(client_of: Any, casemanager_luttelgeest: Any) -> Any:
    """The casemanager's browser."""
    return client_of(casemanager_luttelgeest)
