"""Views of COA's side, split by noun."""

from overdracht.coa.views.dagdelen import dagdelen
from overdracht.coa.views.derden import derde_intrekken, derde_toevoegen
from overdracht.coa.views.doorzetten import doorzetten, vasthouden, vrijgeven
from overdracht.coa.views.opvragingen import opvraging_sluiten, opvragingen
from overdracht.coa.views.papier import pid, pid_document, verklaring
from overdracht.coa.views.stappen import geven, intrekken, vragen, weigeren
from overdracht.coa.views.termijnen import termijnen
from overdracht.coa.views.toestemming import document, tekst, toestemming, uitleg, vastleggen
from overdracht.coa.views.versies import vergelijken, versie, versie_pdf, versies
from overdracht.coa.views.voortgang import (
    checklist,
    huisvestingsgesprek,
    logeren,
    logeren_beeindigen,
    logeren_verlengen,
    toegang,
    voortgang,
)

__all__ = [
    "checklist",
    "dagdelen",
    "derde_intrekken",
    "derde_toevoegen",
    "document",
    "doorzetten",
    "geven",
    "huisvestingsgesprek",
    "intrekken",
    "logeren",
    "logeren_beeindigen",
    "logeren_verlengen",
    "opvraging_sluiten",
    "opvragingen",
    "pid",
    "pid_document",
    "tekst",
    "termijnen",
    "toegang",
    "toestemming",
    "uitleg",
    "vasthouden",
    "vastleggen",
    "vergelijken",
    "verklaring",
    "versie",
    "versie_pdf",
    "versies",
    "voortgang",
    "vragen",
    "vrijgeven",
    "weigeren",
]
