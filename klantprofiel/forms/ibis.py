"""Bringing in a file of IBIS, reading its report, and choosing where IBIS and a dossier differ."""

from collections.abc import Sequence
from typing import Any

from django import forms

from coa_portal.common.uploads.scanner import is_infected
from coa_portal.web.forms import PortaalForm
from klantprofiel.actions.verschil import BY_HAND
from klantprofiel.ibis.verschillen import Verschil
from klantprofiel.models import Ibisimport, Ibisregel, Ibisverschil

MOST_BYTES = 64 * 1024 * 1024  # in the browser; a larger file goes by the command
_FORMATS = {
    ".jsonl": Ibisimport.Formaat.JSONL,
    ".json": Ibisimport.Formaat.JSONL,
    ".csv": Ibisimport.Formaat.CSV,
}
_LATER = ("", "Later kiezen")


class IbisForm(PortaalForm):
    """One file, judged line by line later."""

    bestand = forms.FileField(
        label="Bestand uit IBIS",
        help_text="JSON-regels (.jsonl) of CSV (.csv), ten hoogste 64 MB. U mag hetzelfde bestand nog eens inlezen.",
        widget=forms.ClearableFileInput(attrs={"accept": ".jsonl,.json,.csv"}),
    )

    def clean_bestand(self) -> Any:
        """The kind by the name's ending, the size, and the scanner where there is one."""
        file = self.cleaned_data["bestand"]
        ending = f".{file.name.rpartition('.')[2].lower()}"
        if ending not in _FORMATS:
            raise forms.ValidationError("Kies een bestand dat eindigt op .jsonl of .csv.")
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Dit bestand is groter dan 64 MB. Splits het.")
        self.formaat = _FORMATS[ending].value
        self.content = file.read()
        if is_infected(self.content, field="bestand"):
            raise forms.ValidationError("De virusscanner keurt dit bestand af.")
        return file


class RapportForm(PortaalForm):
    """Which lines of a report are shown."""

    mark_optional = False

    uitkomst = forms.ChoiceField(
        label="Uitkomst", choices=[("", "Alle regels"), *Ibisregel.Uitkomst.choices], required=False
    )


class VerschillenForm(PortaalForm):
    """One choice per difference; what is left at "later" stays open."""

    mark_optional = False

    def __init__(self, *args: Any, verschillen: Sequence[Verschil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"keuze_{number}": one for number, one in enumerate(verschillen, 1)}
        besluit = Ibisverschil.Besluit
        for name, one in self.names.items():
            take = [] if one.row.veld in BY_HAND else [(besluit.OVERGENOMEN.value, f"Overnemen: {one.ibis}")]
            kept = "Ik heb dit bekeken en zo nodig aangepast" if not take else f"Houden: {one.nu}"
            self.fields[name] = forms.ChoiceField(
                label=one.label,
                help_text=f"In het dossier: {one.nu} ({one.bron}). In IBIS: {one.ibis}.",
                choices=[*take, (besluit.BEHOUDEN.value, kept), _LATER],
                widget=forms.RadioSelect,
                required=False,
            )
            # the base class dresses the fields that it finds; these come later
            self.fields[name].widget.template_name = "django/forms/portaal/keuzes.html"

    def chosen(self) -> dict[Any, str]:
        """Key of a difference → choice."""
        values = self.cleaned_data
        return {one.row.pk: values[name] for name, one in self.names.items() if values.get(name)}
