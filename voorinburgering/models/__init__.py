"""What the Voorinburgering is made of: one module per noun."""

from voorinburgering.models.dagdeel import WEEKDAGEN, BezetDagdeel, Bezetting, Dagdeel
from voorinburgering.models.deelname import Deelname, DeelnameQuerySet, Deelnemer
from voorinburgering.models.einde import Eindereden, VoorinburgeringEinde

__all__ = [
    "WEEKDAGEN",
    "BezetDagdeel",
    "Bezetting",
    "Dagdeel",
    "Deelname",
    "DeelnameQuerySet",
    "Deelnemer",
    "Eindereden",
    "VoorinburgeringEinde",
]
