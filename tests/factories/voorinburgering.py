"""Lesgroepen for tests."""

from typing import Any

from coa_portal.organisaties.models import Lesgroep
from voorinburgering.actions import create_lesgroep


def lesgroep_of(locatie: Any, naam: str = "Ochtend 1") -> Lesgroep:
    """The open group of that name at a locatie, made when it is not there."""
    found = Lesgroep.objects.filter(opvanglocatie=locatie, naam=naam, gesloten_op=None).first()
    return found or create_lesgroep(opvanglocatie=locatie, naam=naam, tempo="gemiddeld", acting_user=None)
