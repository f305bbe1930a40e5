"""Pages of the living dossiers, for COA."""

from klantprofiel.views.documenten import (
    document,
    document_bestand,
    document_intrekken,
    document_nieuw,
    document_vervangen,
    document_voorbeeld,
    document_wijzigen,
    documenten,
)
from klantprofiel.views.dossier import dossier, geschiedenis, toon_bsn
from klantprofiel.views.huishouden import behandelaar, gezinslid, huishoudens, nieuw, nieuw_persoon, verblijf
from klantprofiel.views.ibis import ibis, ibis_import, ibis_rapport, ibis_stand
from klantprofiel.views.lijst import lijst
from klantprofiel.views.overzicht import overzicht
from klantprofiel.views.samenvoegen import samenvoegen, samenvoeging_ongedaan
from klantprofiel.views.sectie import sectie
from klantprofiel.views.verifieren import verifieren
from klantprofiel.views.verschillen import verschillen, verschillen_lijst

__all__ = [
    "behandelaar",
    "document",
    "document_bestand",
    "document_intrekken",
    "document_nieuw",
    "document_vervangen",
    "document_voorbeeld",
    "document_wijzigen",
    "documenten",
    "dossier",
    "geschiedenis",
    "gezinslid",
    "huishoudens",
    "ibis",
    "ibis_import",
    "ibis_rapport",
    "ibis_stand",
    "lijst",
    "nieuw",
    "nieuw_persoon",
    "overzicht",
    "samenvoegen",
    "samenvoeging_ongedaan",
    "sectie",
    "toon_bsn",
    "verblijf",
    "verifieren",
    "verschillen",
    "verschillen_lijst",
]
