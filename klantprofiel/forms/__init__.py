"""Forms of the living dossier."""

from klantprofiel.forms.document import DocumentFilter, DocumentForm, DocumentIntrekkenForm
from klantprofiel.forms.ibis import IbisForm, RapportForm, VerschillenForm
from klantprofiel.forms.lijst import DossierFilterForm, GeschiedenisForm, OverzichtForm, ZoekForm
from klantprofiel.forms.persoon import (
    BehandelaarForm,
    NieuwForm,
    PersoonForm,
    VerblijfForm,
    VerhuisForm,
    VindForm,
)
from klantprofiel.forms.sectie import SectionEditor
from klantprofiel.forms.verifieren import VerifierenForm

__all__ = [
    "BehandelaarForm",
    "DocumentFilter",
    "DocumentForm",
    "DocumentIntrekkenForm",
    "DossierFilterForm",
    "GeschiedenisForm",
    "IbisForm",
    "NieuwForm",
    "OverzichtForm",
    "PersoonForm",
    "RapportForm",
    "SectionEditor",
    "VerblijfForm",
    "VerhuisForm",
    "VerifierenForm",
    "VerschillenForm",
    "VindForm",
    "ZoekForm",
]
