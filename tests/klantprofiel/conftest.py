"""The sample household at Luttelgeest, entered by its casemanager."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from tests.klantprofiel.voorbeeld import create_sample
from tests.plugins import cast
from tests.plugins.shared_world import kept


@pytest.fixture(scope="module")
def shared_gezin(django_db_setup: None, django_db_blocker: Any) -> Iterator[UUID]:
    """`voorbeeldgezin`, made once for a module of which every test looks at it (see `tests.plugins.shared_world`)."""
    with kept(django_db_blocker, accounts=[cast.make_casemanager]):
        with django_db_blocker.unblock():
            made = _enter(
                cast.make_locatie("Luttelgeest", cast.make_gemeente("GM0171")), cast.make_casemanager()
            )
        yield made.pk


@pytest.fixture
def voorbeeldgezin(locatie_luttelgeest: Any, casemanager_luttelgeest: Any) -> Plaatsingseenheid:
    return _enter(locatie_luttelgeest, casemanager_luttelgeest)


def _enter(locatie_luttelgeest: Any, casemanager_luttelgeest: Any) -> Plaatsingseenheid:
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
