"""R23: the gemeente is told why: coded and neutral in tier 0, in plain words once consent opens tier 1."""

import json
import re
from typing import Any

import pytest

from coa_portal.accounts.models import Gebruiker
from koppeling.models import Koppeling
from overdracht.models import Kaart, Screeningspublicatie
from overdracht.readers import payloads_for_reader
from tests.factories.koppeling import KoppelingFactory, besluit
from tests.factories.overdracht import ToestemmingFactory, person_of

pytestmark = pytest.mark.django_db
WORDS = "Zijn broer woont in Utrecht en helpt bij het zoeken van werk."


@pytest.fixture(params=Koppeling.Grond.values)
def koppeling(request: Any) -> Koppeling:
    """Of each ground, explained in words."""
    made: Koppeling = KoppelingFactory(besluit=besluit(grond=request.param, toelichting=WORDS))
    return made


def test_r23_tier_0_has_the_code_and_no_word_more(koppeling: Koppeling) -> None:
    card = json.dumps(Kaart.objects.get(koppeling=koppeling).payload, ensure_ascii=False)
    assert koppeling.get_grond_display() in card
    assert WORDS not in card


def test_r23_consent_opens_the_words(koppeling: Koppeling, regievoerder_utrecht: Gebruiker) -> None:
    assert not Screeningspublicatie.objects.filter(koppeling=koppeling).exists()
    ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True)
    shared = Screeningspublicatie.objects.get(koppeling=koppeling)
    opened = json.dumps(payloads_for_reader([shared], regievoerder_utrecht), ensure_ascii=False)
    assert koppeling.get_grond_display() in opened
    assert WORDS in opened


def test_r23_no_ground_names_a_medical_reason() -> None:
    assert not re.search(r"medisch|gezondheid|ziek|zorg", " ".join(Koppeling.Grond.labels), re.IGNORECASE)
