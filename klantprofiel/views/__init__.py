"""Pages of the living dossiers, for COA."""

from klantprofiel.views.dossier import dossier, geschiedenis, toon_bsn
from klantprofiel.views.huishouden import behandelaar, gezinslid, huishoudens, nieuw, nieuw_persoon, verblijf
from klantprofiel.views.lijst import lijst
from klantprofiel.views.sectie import sectie
from klantprofiel.views.verifieren import verifieren

__all__ = [
    "behandelaar",
    "dossier",
    "geschiedenis",
    "gezinslid",
    "huishoudens",
    "lijst",
    "nieuw",
    "nieuw_persoon",
    "sectie",
    "toon_bsn",
    "verblijf",
    "verifieren",
]
