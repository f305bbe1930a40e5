"""Models of the shared side: what was written for a gemeente, and the gemeente's own work."""

from overdracht.models.gedeeld import (
    Betrokkene,
    Inzage,
    Kaart,
    Profielversie,
    Screeningspublicatie,
    VersieGezinslid,
)
from overdracht.models.toestemming import Toestemming
from overdracht.models.werk import BehandelaarGemeente, Opvraging, Vasthouding, VernietigingsBevestiging

__all__ = [
    "BehandelaarGemeente",
    "Betrokkene",
    "Inzage",
    "Kaart",
    "Opvraging",
    "Profielversie",
    "Screeningspublicatie",
    "Toestemming",
    "Vasthouding",
    "VernietigingsBevestiging",
    "VersieGezinslid",
]
