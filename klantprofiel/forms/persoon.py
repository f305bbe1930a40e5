"""Starting a dossier, adding people, stays and the behandelaar."""

from typing import Any

from django import forms

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Nationaliteit, Opvanglocatie
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from klantprofiel.actions import NewPerson
from klantprofiel.choices import Geslacht
from klantprofiel.forms.fields import CodeChoiceField, VNummerField, bsn_field
from klantprofiel.validators import clean_bsn

OTHER_PERSON = "iemand_anders"


class VindForm(PortaalForm):
    """Search before create: the V-nummer first."""

    unguarded = {"v_nummer": Unguarded.NUMBER}

    v_nummer = VNummerField()


class PersoonForm(PortaalForm):
    """The facts without which there is no dossier."""

    unguarded = {
        "v_nummer": Unguarded.NUMBER,
        "bsn": Unguarded.NUMBER,
        "voornaam": Unguarded.NAME,
        "achternaam": Unguarded.NAME,
    }

    rijen = (("voornaam", "achternaam"), ("geboortedatum", "geslacht"))

    v_nummer = VNummerField()
    bsn = bsn_field("")
    voornaam = forms.CharField(label="Voornaam", max_length=80)
    achternaam = forms.CharField(label="Achternaam", max_length=80)
    geboortedatum = DutchDateField(label="Geboortedatum", not_future=True)
    geslacht = forms.ChoiceField(label="Geslacht", choices=Geslacht.choices, initial=Geslacht.ONBEKEND)
    nationaliteit = CodeChoiceField(Nationaliteit, label="Nationaliteit")
    is_nareiziger = forms.BooleanField(
        label="Nareiziger",
        required=False,
        help_text="Iemand die later naar Nederland komt in het kader van nareis",
    )

    def ask_other_person(self) -> None:
        """There are dossiers of who may be the same person: ask to look first."""
        self.fields[OTHER_PERSON] = forms.BooleanField(
            label="Ik heb gekeken: dit is iemand anders", required=False
        )

    def clean_bsn(self) -> str:
        """The eleven test at the field."""
        value: str = self.cleaned_data["bsn"]
        return clean_bsn(value) if value.strip() else ""

    def new_person(self) -> NewPerson:
        """The person for the action."""
        data = self.cleaned_data
        nationaliteit = data["nationaliteit"]
        return NewPerson(
            v_nummer=data["v_nummer"],
            voornaam=data["voornaam"],
            achternaam=data["achternaam"],
            geboortedatum=data["geboortedatum"],
            geslacht=data["geslacht"],
            nationaliteit=nationaliteit.pk if nationaliteit else None,
            is_nareiziger=data["is_nareiziger"],
            bsn=data["bsn"],
        )


class NieuwForm(PersoonForm):
    """A new household with its first person, and where that person lives."""

    opvanglocatie = forms.ModelChoiceField(
        label="Opvanglocatie", queryset=Opvanglocatie.objects.none(), empty_label="Maak een keuze"
    )
    van = DutchDateField(label="Verblijft hier sinds", not_future=True)

    def __init__(self, *args: Any, locaties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["opvanglocatie"]
        field.queryset = locaties


class VerblijfForm(PortaalForm):
    """A stay that starts, for somebody who has none now."""

    opvanglocatie = forms.ModelChoiceField(
        label="Opvanglocatie",
        queryset=Opvanglocatie.objects.filter(gesloten_op=None),
        empty_label="Maak een keuze",
    )
    van = DutchDateField(label="Vanaf", not_future=True)


class VerhuisForm(VerblijfForm):
    """A move to another locatie."""

    hele_gezin = forms.BooleanField(
        label="Het hele gezin op deze locatie verhuist mee", required=False, initial=True
    )


class BehandelaarForm(PortaalForm):
    """Whose case it is."""

    behandelaar = forms.ModelChoiceField(
        label="Behandelaar", queryset=Gebruiker.objects.none(), required=False, empty_label="Nog niemand"
    )
    vervanger = forms.ModelChoiceField(
        label="Vervanger", queryset=Gebruiker.objects.none(), required=False, empty_label="Geen vervanging"
    )
    vervanging_tot = DutchDateField(
        label="Vervanging tot en met",
        required=False,
        earliest=None,
        help_text="Laatste dag van de vervanging",
    )

    def __init__(self, *args: Any, accounts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("behandelaar", "vervanger"):
            field: Any = self.fields[name]
            field.queryset = accounts

    def clean_vervanging_tot(self) -> Any:
        """A replacement that already ended is a mistake."""
        day = self.cleaned_data["vervanging_tot"]
        if day and day < today():
            raise forms.ValidationError("De vervanging eindigt in het verleden.")
        return day
