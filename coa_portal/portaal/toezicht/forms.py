"""Forms of the privacy officer's pages."""

from typing import Any

from django import forms

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.models import Inzageregel
from coa_portal.audit.register import REGISTER
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded


class ZoekForm(PortaalForm):
    """Whom it is about: sent by POST and kept in the session, because addresses end up in logs (R11)."""

    unguarded = {"persoon": Unguarded.SEARCH, "medewerker": Unguarded.SEARCH}

    mark_optional = False

    persoon = forms.CharField(
        label="V-nummer of kenmerk",
        required=False,
        max_length=20,
        help_text="Bijvoorbeeld PE-000123 of KOP-000123",
    )
    medewerker = forms.CharField(label="Naam of e-mailadres van medewerker", required=False, max_length=80)


class LogFilterForm(PortaalForm):
    """What may stand in an address: nothing personal."""

    mark_optional = False

    van = DutchDateField(label="Van", required=False)
    tot = DutchDateField(label="Tot en met", required=False)
    organisatie = forms.ChoiceField(label="Organisatie", required=False)
    activiteit = forms.ChoiceField(
        label="Activiteit",
        required=False,
        choices=[("", "Alle activiteiten"), *((item.code, item.naam) for item in REGISTER.values())],
    )
    kanaal = forms.ChoiceField(
        label="Langs welke weg", required=False, choices=[("", "Alles"), *Inzageregel.Channel.choices]
    )
    resultaat = forms.ChoiceField(
        label="Resultaat", required=False, choices=[("", "Alles"), *Inzageregel.Result.choices]
    )
    nummer = forms.RegexField(
        r"^[0-9a-f]{32}$",
        label="Nummer van een verzoek",
        required=False,
        error_messages={"invalid": "Een nummer heeft 32 tekens: cijfers en de letters a tot en met f."},
    )
    medewerker = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = (
            Gebruiker.contact.exclude(organisatie_naam="")
            .order_by("organisatie_naam")
            .values_list("organisatie_naam", flat=True)
            .distinct()
        )
        field: Any = self.fields["organisatie"]
        field.choices = [("", "Alle organisaties"), *((name, name) for name in names)]


class PeriodeForm(PortaalForm):
    """A period to export."""

    van = DutchDateField(label="Van", not_future=True)
    tot = DutchDateField(label="Tot en met", not_future=True)

    def clean(self) -> dict[str, Any]:
        """The end is not before the start."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("van") and cleaned.get("tot") and cleaned["tot"] < cleaned["van"]:
            self.add_error("tot", "Kies een dag op of na de eerste dag.")
        return cleaned
