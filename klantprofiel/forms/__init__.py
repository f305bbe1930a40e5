"""Forms of the living dossier."""

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
