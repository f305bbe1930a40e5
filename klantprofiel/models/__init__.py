"""Models of the living dossier: person, household, stays, profile and its rows."""

from klantprofiel.models.document import Document, Zichtbaar
from klantprofiel.models.ibis import Ibisblok, Ibisimport, Ibisregel, Ibisstand, Ibisverschil
from klantprofiel.models.persoon import (
    Burgerservicenummer,
    Plaatsingseenheid,
    Verblijf,
    Vergunninghouder,
)
from klantprofiel.models.profiel import (
    Competentie,
    Feitherkomst,
    Klantprofiel,
    Onderwijs,
    Taalvaardigheid,
    Vrijetijdsbesteding,
    Werkervaring,
    Zelfwerkzaamheid,
)
from klantprofiel.models.samenvoeging import Samenvoeging

__all__ = [
    "Burgerservicenummer",
    "Competentie",
    "Document",
    "Feitherkomst",
    "Ibisblok",
    "Ibisimport",
    "Ibisregel",
    "Ibisstand",
    "Ibisverschil",
    "Klantprofiel",
    "Onderwijs",
    "Plaatsingseenheid",
    "Samenvoeging",
    "Taalvaardigheid",
    "Verblijf",
    "Vergunninghouder",
    "Vrijetijdsbesteding",
    "Werkervaring",
    "Zelfwerkzaamheid",
    "Zichtbaar",
]
