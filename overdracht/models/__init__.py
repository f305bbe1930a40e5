"""Models of the shared side: what was written for a gemeente, and the gemeente's own work."""

from overdracht.models.derden import BenoemdDossier, ExterneLezer, ToestemmingDerde
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
    "BenoemdDossier",
    "Betrokkene",
    "ExterneLezer",
    "Inzage",
    "Kaart",
    "Opvraging",
    "Profielversie",
    "Screeningspublicatie",
    "Toestemming",
    "ToestemmingDerde",
    "Vasthouding",
    "VernietigingsBevestiging",
    "VersieGezinslid",
]
