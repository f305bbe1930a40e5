"""What the Voorinburgering is made of: one module per noun."""

from voorinburgering.models.aanwezigheid import Aanwezigheid, Lesdeelnemer, Reden, Stand
from voorinburgering.models.begeleiding import (
    Begeleidingsafspraak,
    Begeleidingsgesprek,
    NoaAssessment,
    PidOnderdeel,
    PidOverhandiging,
    Voorwerk,
)
from voorinburgering.models.dagdeel import WEEKDAGEN, BezetDagdeel, Bezetting, Dagdeel
from voorinburgering.models.deelname import Deelname, DeelnameQuerySet, Deelnemer
from voorinburgering.models.einde import PROGRAMMA_EINDEREDENEN, Eindereden, VoorinburgeringEinde
from voorinburgering.models.les import (
    Les,
    LesQuerySet,
    Lesreeks,
    Lesvrij,
    Onderwerp,
    Ruimte,
    onderwerpen_of,
)
from voorinburgering.models.participatie import Participatie, Participatieaanbod, Participatiesoort
from voorinburgering.models.programma import Pauze, Programma
from voorinburgering.models.toets import (
    Correctiereden,
    Toetsresultaat,
    Toetssoort,
    outcomes_of,
)

__all__ = [
    "PROGRAMMA_EINDEREDENEN",
    "WEEKDAGEN",
    "Aanwezigheid",
    "Begeleidingsafspraak",
    "Begeleidingsgesprek",
    "BezetDagdeel",
    "Bezetting",
    "Correctiereden",
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
    "NoaAssessment",
    "Onderwerp",
    "Participatie",
    "Participatieaanbod",
    "Participatiesoort",
    "Pauze",
    "PidOnderdeel",
    "PidOverhandiging",
    "Programma",
    "Reden",
    "Ruimte",
    "Stand",
    "Toetsresultaat",
    "Toetssoort",
    "VoorinburgeringEinde",
    "Voorwerk",
    "onderwerpen_of",
    "outcomes_of",
]
