"""The NT2 groups of the demo, which a docent is granted on; their lessons are told in `lessen`."""

from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from voorinburgering.actions import create_lesgroep

_GROUPS = (("Ochtend 1", "gemiddeld", "latijns"), ("Middag 2", "langzaam", "arabisch"))


def make_lesgroepen(locatie: str) -> list[Lesgroep]:
    """Two groups of different tempo and script, still without people."""
    place = Opvanglocatie.objects.get(naam=locatie)
    return [
        create_lesgroep(opvanglocatie=place, naam=naam, tempo=tempo, schrift=schrift, acting_user=None)
        for naam, tempo, schrift in _GROUPS
    ]
