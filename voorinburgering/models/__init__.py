"""What the Voorinburgering is made of: one module per noun."""

from voorinburgering.models.aanwezigheid import Aanwezigheid, Lesdeelnemer, Reden, Stand
from voorinburgering.models.dagdeel import WEEKDAGEN, BezetDagdeel, Bezetting, Dagdeel
from voorinburgering.models.deelname import Deelname, DeelnameQuerySet, Deelnemer
from voorinburgering.models.einde import Eindereden, VoorinburgeringEinde
from voorinburgering.models.les import (
    Les,
    LesQuerySet,
    Lesreeks,
    Lesvrij,
    Onderwerp,
    Ruimte,
    onderwerpen_of,
)

__all__ = [
    "WEEKDAGEN",
    "Aanwezigheid",
    "BezetDagdeel",
    "Bezetting",
    "Dagdeel",
    "Deelname",
    "DeelnameQuerySet",
    "Deelnemer",
    "Eindereden",
    "Les",
    "LesQuerySet",
    "Lesdeelnemer",
    "Lesreeks",
    "Lesvrij",
    "Onderwerp",
    "Reden",
    "Ruimte",
    "Stand",
    "VoorinburgeringEinde",
    "onderwerpen_of",
]
