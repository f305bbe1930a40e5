"""Filtering and searching the list of dossiers."""

from typing import Any

from django import forms

from coa_portal.access.grants import grants_of
from coa_portal.organisaties.models import Opvanglocatie
from coa_portal.web.forms import PortaalForm, Unguarded
from klantprofiel.actueel import DUN, OUD, STANDEN, VERIFIEREN
from klantprofiel.history import DOSSIER
from klantprofiel.policy import is_national
from klantprofiel.sections import SECTIONS

WIE = (("", "Alle dossiers"), ("mijn", "Mijn dossiers"))
TEAM = ("team", "Mijn opvanglocaties")
VOLLEDIGHEID = (
    ("", "Alles"),
    ("leeg", "Minder dan 25%"),
    ("deels", "25% tot 75%"),
    ("bijna", "75% tot 100%"),
    ("compleet", "Compleet"),
)
SORTEER = (("", "Achternaam"), ("gewijzigd", "Laatst gewijzigd"), ("volledigheid", "Minst compleet eerst"))


class DossierFilterForm(PortaalForm):
    """What may stand in an address: nothing personal."""

    mark_optional = False

    wie = forms.ChoiceField(label="Dossiers", choices=WIE, required=False)
    locatie = forms.ModelChoiceField(
        label="Opvanglocatie",
        queryset=Opvanglocatie.objects.none(),
        required=False,
        empty_label="Alle locaties",
    )
    volledigheid = forms.ChoiceField(label="Compleet", choices=VOLLEDIGHEID, required=False)
    stand = forms.ChoiceField(
        label="Aandacht", choices=[("", "Alle dossiers"), *STANDEN.items()], required=False
    )
    sorteer = forms.ChoiceField(label="Volgorde", choices=SORTEER, required=False)

    def __init__(self, *args: Any, gebruiker: object, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = grants_of(gebruiker).on("view_dossier")
        locaties = Opvanglocatie.objects.all()
        field: Any = self.fields["locatie"]
        field.queryset = locaties if is_national(gebruiker) else locaties.filter(pk__in=granted)
        if is_national(gebruiker) and granted:
            wie: Any = self.fields["wie"]
            wie.choices = [*WIE, TEAM]


class OverzichtForm(PortaalForm):
    """Which locaties the overview shows, and in which order."""

    mark_optional = False

    soort = forms.ChoiceField(
        label="Soort locatie", choices=[("", "Alle soorten"), *Opvanglocatie.Soort.choices], required=False
    )
    sorteer = forms.ChoiceField(
        label="Volgorde",
        choices=[
            ("", "Naam"),
            (DUN, "Meeste dunne profielen"),
            (OUD, "Meeste profielen die stil liggen"),
            (VERIFIEREN, "Meest te verifiëren"),
        ],
        required=False,
    )

    def clean(self) -> dict[str, str]:
        """What is no choice filters nothing."""
        return {name: self.cleaned_data.get(name, "") for name in ("soort", "sorteer")}


class GeschiedenisForm(PortaalForm):
    """Which part of a dossier's history is shown."""

    mark_optional = False

    onderdeel = forms.ChoiceField(
        label="Onderdeel",
        choices=[
            ("", "Alles"),
            (DOSSIER, "Dossier, verblijf en behandelaar"),
            *((section.code, section.menu_label) for section in SECTIONS),
        ],
        required=False,
    )


class ZoekForm(PortaalForm):
    """What to look for, sent by POST and kept in the session, because addresses end up in logs (R11). A BSN is not kept
    at all."""

    unguarded = {"zoek": Unguarded.SEARCH}

    mark_optional = False

    zoek = forms.CharField(
        label="Zoek iemand",
        help_text="Naam, V-nummer, BSN, geboortedatum of adres. De naam hoeft niet goed gespeld te zijn.",
        required=False,
        max_length=80,
    )
