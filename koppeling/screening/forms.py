"""The form of the screening."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from coa_portal.organisaties.models import Gemeente, Sector
from coa_portal.web.forms import (
    DutchDateField,
    JaNeeOnbekendField,
    PortaalForm,
    PortaalFormSet,
    portaal_formset,
    show_as_typed,
)
from klantprofiel.choices import JaNeeOnbekend, Opleidingsniveau
from koppeling.screening.models import HARD, SOFT
from koppeling.screening.rijen import BANEN, CRITERIA, MOST, OPLEIDINGEN

_LENGTH = 2000
_EMPTY = ("", "Maak een keuze")
LIMIT = "beperking"
UNLIMITED = "geen_beperking"


def _text(label: str, hint: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=hint,
    )


class _Form(PortaalForm):
    """Nearly everything is optional, so that is not said at each field."""

    mark_optional = False


class ScreeningForm(_Form):
    """What somebody told, in their own words."""

    gesprek_op = DutchDateField(label="Datum gesprek", not_future=True)
    werk = _text("Werkervaring", "Welk werk, in welke sector, hoe lang?")
    onderwijs = _text("Opleiding", "Welke opleiding, tot welk niveau?")
    opleidingsniveau = forms.ChoiceField(
        label="Opleidingsniveau", choices=[_EMPTY, *Opleidingsniveau.choices], required=False
    )
    ambities = _text("Ambities", "Wat wil de persoon in Nederland gaan doen?")
    ambitie_sector = forms.ModelChoiceField(
        Sector.objects.none(), label="Gewenste sector", required=False, empty_label="Maak een keuze"
    )
    netwerk = _text("Netwerk in Nederland", "Familie of vrienden, en in welke gemeente.")
    gezinshereniging = JaNeeOnbekendField(label="Gezinshereniging aangevraagd")
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    groepen = (
        ("Eigen verhaal", ("werk", "onderwijs", "opleidingsniveau", "ambities", "ambitie_sector")),
        ("Familie en netwerk", ("netwerk", "gezinshereniging")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sector: Any = self.fields["ambitie_sector"]
        sector.queryset = Sector.objects.all()


class LimitForm(_Form):
    """Takes away what nobody but the regievoerder COA can read, without showing whether there is anything."""

    geen_beperking = forms.BooleanField(
        label="Alle gemeenten komen in aanmerking: haal een eerdere keuze weg", required=False
    )


def _date(label: str) -> DutchDateField:
    field = DutchDateField(label=label, required=False)
    field.help_text = ""
    return field


def _choice(label: str, choices: Sequence[Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[_EMPTY, *choices], required=False)


# title, name of one row, hint, fields
_Table = tuple[str, str, str, dict[str, forms.Field]]


def _formsets() -> dict[str, type[PortaalFormSet]]:
    """Made for each request: the code lists may change."""
    made = {}
    for name, (titel, rij, hint, fields) in {**_tables_of_life(), **_tables_of_place()}.items():
        form = type("ScreeningRowForm", (_Form,), fields)
        made[name] = portaal_formset(form, titel=titel, rij_label=rij, hint=hint, max_num=MOST)
    return made


def _tables_of_life() -> dict[str, _Table]:
    """What somebody did."""
    sectoren = list(Sector.objects.values_list("code", "naam"))
    return {
        BANEN: (
            "Werk",
            "Werk",
            "",
            {
                "beroep": forms.CharField(label="Beroep", max_length=120, required=False),
                "sector": _choice("Sector", sectoren),
                "van": _date("Van"),
                "tot": _date("Tot"),
            },
        ),
        OPLEIDINGEN: (
            "Opleidingen",
            "Opleiding",
            "",
            {
                "opleiding": forms.CharField(label="Opleiding", max_length=120, required=False),
                "van": _date("Van"),
                "tot": _date("Tot"),
                "diploma": _choice("Diploma", JaNeeOnbekend.choices),
            },
        ),
    }


def _tables_of_place() -> dict[str, _Table]:
    """What binds somebody to a place, and the only places that are possible."""
    gemeenten = list(Gemeente.objects.filter(geldig_tot=None).values_list("code", "naam"))
    soorten = [
        ("Hard: leidt altijd", [(one.value, one.label) for one in HARD]),
        ("Zacht: waar mogelijk", [(one.value, one.label) for one in SOFT]),
    ]
    return {
        CRITERIA: (
            "Waar is een band mee?",
            "Band",
            "Harde criteria leiden altijd bij de koppeling, zachte waar het kan.",
            {"soort": _choice("Wat", soorten), "gemeente": _choice("Gemeente", gemeenten)},
        ),
        LIMIT: (
            "Alleen deze gemeenten komen in aanmerking",
            "Gemeente",
            "Alleen als er maar een paar gemeenten kunnen. Schrijf nergens waarom. Na het opslaan ziet alleen de "
            "regievoerder van het COA dit. Leeg laten verandert niets.",
            {"gemeente": _choice("Gemeente", gemeenten)},
        ),
    }


class ScreeningEditor:
    """The whole page: what was told, its rows, and the gemeenten that qualify."""

    def __init__(
        self, initial: dict[str, object], rows: Mapping[str, Sequence[Any]], data: QueryDict | None = None
    ) -> None:
        self.form = ScreeningForm(data, initial=initial)
        self.limit = LimitForm(data)
        self.rows: dict[str, PortaalFormSet] = {}
        for name, made in _formsets().items():
            # a form that names no rows at all leaves them as they are
            given = data if data is not None and f"{name}-TOTAL_FORMS" in data else None
            self.rows[name] = made(given, prefix=name, initial=list(rows.get(name, ())))

    @property
    def parts(self) -> dict[str, PortaalFormSet]:
        """The rows by name, for the template."""
        return self.rows

    @property
    def all_forms(self) -> list[Any]:
        """Everything that can hold errors besides the first form."""
        return [*self.rows.values(), self.limit]

    def is_valid(self) -> bool:
        """Whether everything could be read; judges all."""
        bound: list[Any] = [rows for rows in self.rows.values() if rows.is_bound]
        return all([form.is_valid() for form in (self.form, self.limit, *bound)])

    def show_as_typed(self) -> None:
        """Keep what was typed, without judging it (a row was asked for)."""
        show_as_typed(self.form, self.limit, *(rows for rows in self.rows.values() if rows.is_bound))

    def told(self) -> dict[str, list[dict[str, Any]]]:
        """The rows that stay, of the row sets that were sent."""
        return {
            name: [form.cleaned_data for form in rows.forms if not form.cleaned_data.get("DELETE")]
            for name, rows in self.rows.items()
            if rows.is_bound and name != LIMIT
        }

    def wanted_limit(self) -> list[str] | None:
        """The gemeenten that alone qualify; [] none any more; None leaves what there is."""
        rows = self.rows[LIMIT]
        codes = [form.cleaned_data.get("gemeente", "") for form in rows.forms] if rows.is_bound else []
        found = [code for code in codes if code]
        if found:
            return found
        return [] if self.limit.cleaned_data.get(UNLIMITED) else None

    def show_row_error(self, name: str, message: str) -> bool:
        """Put a refusal of the action at its rows; whether there are such rows."""
        if name not in self.rows or not self.rows[name].is_bound:
            return False
        self.rows[name].non_form_errors().append(message)
        return True
