"""Forms of lessons: series, single lessons, attendance, rooms and free days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from voorinburgering.actions import Lesplan, Opgave
from voorinburgering.docenten import possible_docenten
from voorinburgering.lifecycle import CANCEL_LES_REASONS
from voorinburgering.members import Leerling
from voorinburgering.models import WEEKDAGEN, Aanwezigheid, Les, Reden, Ruimte, onderwerpen_of

AANWEZIG = "aanwezig"
_KEUZES = ((AANWEZIG, "Aanwezig"), *Reden.choices)
_TIMES = ["%H:%M", "%H.%M", "%H:%M:%S"]


def _time(label: str, example: str) -> forms.TimeField:
    attrs = {"class": "veld__kort", "inputmode": "text", "autocomplete": "off", "maxlength": "8"}
    widget = forms.TimeInput(format="%H:%M", attrs=attrs)
    return forms.TimeField(
        label=label, widget=widget, input_formats=_TIMES, help_text=f"Bijvoorbeeld {example}"
    )


class PlanForm(PortaalForm):
    """When of the day, where and by whom."""

    unguarded = {"docent_naam": Unguarded.NAME}

    rijen: Sequence[Sequence[str]] = (("begintijd", "eindtijd"),)

    def __init__(self, *args: Any, lesgroep: Lesgroep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lesgroep = lesgroep
        rooms: Any = self.fields["ruimte"]
        rooms.queryset = Ruimte.objects.filter(opvanglocatie=lesgroep.opvanglocatie_id, gesloten_op=None)
        people: Any = self.fields["docent"]
        people.queryset = possible_docenten(lesgroep)
        if "onderwerp" in self.fields:
            _offer_subjects(self, lesgroep.soort)

    begintijd = _time("Begintijd", "09:30")
    eindtijd = _time("Eindtijd", "12:00")
    ruimte = forms.ModelChoiceField(
        label="Lokaal", queryset=Ruimte.objects.none(), required=False, empty_label="Nog niet bekend"
    )
    docent = forms.ModelChoiceField(
        label="Docent",
        queryset=Gebruiker.contact.none(),
        required=False,
        empty_label="Iemand anders, of nog niet bekend",
    )
    docent_naam = forms.CharField(
        label="Naam van een docent zonder account",
        max_length=80,
        required=False,
        help_text="Alleen als de docent niet in de lijst staat",
    )

    def plan(self) -> Lesplan:
        """What the valid form says. A docent with an account needs no name beside it."""
        data = self.cleaned_data
        name = "" if data["docent"] else data["docent_naam"]
        return Lesplan(data["begintijd"], data["eindtijd"], data["ruimte"], data["docent"], name)


def _offer_subjects(form: PortaalForm, soort: str) -> None:
    """The subjects of this soort; no field where it has none."""
    subjects = onderwerpen_of(soort)
    if not subjects:
        del form.fields["onderwerp"]
        return
    field: Any = form.fields["onderwerp"]
    field.choices = [("", "Geen onderwerp"), *((one.value, one.label) for one in subjects)]


class LesreeksForm(PlanForm):
    """A series of lessons on fixed days of the week."""

    field_order = ("weekdagen", "begintijd", "eindtijd", "van", "tot", "ruimte", "docent", "docent_naam")
    rijen = (("begintijd", "eindtijd"), ("van", "tot"))

    weekdagen = forms.TypedMultipleChoiceField(
        label="Op welke dagen?",
        coerce=int,
        choices=[(number, name.capitalize()) for number, name in enumerate(WEEKDAGEN, 1)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies minstens één dag."},
    )
    van = DutchDateField(label="Eerste dag")
    tot = DutchDateField(label="Laatste dag")


class LesForm(PlanForm):
    """One lesson."""

    field_order = ("dag", "begintijd", "eindtijd", "onderwerp", "ruimte", "docent", "docent_naam")

    dag = DutchDateField(label="Dag")
    onderwerp = forms.ChoiceField(label="Onderwerp", required=False)

    @classmethod
    def of(cls, les: Les, data: Any) -> "LesForm":
        """The form of a planned lesson, as it stands."""
        names = ("dag", "begintijd", "eindtijd", "onderwerp", "ruimte", "docent", "docent_naam")
        return cls(data, lesgroep=les.lesgroep, initial={name: getattr(les, name) for name in names})


class VervaltForm(PortaalForm):
    """Why a lesson does not take place."""

    reden = forms.ChoiceField(
        label="Waarom gaat de les niet door?",
        choices=list(CANCEL_LES_REASONS.items()),
        widget=forms.RadioSelect,
    )


class StopForm(PortaalForm):
    """From when on a series has no lessons."""

    vanaf = DutchDateField(
        label="Geen lessen meer vanaf", help_text="Lessen die vanaf deze dag zijn gepland, gaan weg"
    )


class RuimteForm(PortaalForm):
    """A room at one of the own locaties."""

    unguarded = {"naam": Unguarded.ORGANISATION}

    naam = forms.CharField(label="Naam van het lokaal", max_length=60, help_text="Bijvoorbeeld: Lokaal 2")
    opvanglocatie = forms.ModelChoiceField(label="Opvanglocatie", queryset=Opvanglocatie.objects.none())
    plaatsen = forms.IntegerField(
        label="Aantal plaatsen",
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.TextInput(attrs={"class": "veld__kort", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, locaties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["opvanglocatie"]
        field.queryset = locaties


class LesvrijForm(RuimteForm):
    """Days without lessons at one of the own locaties."""

    unguarded = {"naam": Unguarded.ORGANISATION}

    rijen = (("van", "tot"),)
    plaatsen = None  # type: ignore[assignment]
    naam = forms.CharField(
        label="Wat is er dan?",
        max_length=60,
        help_text="Bijvoorbeeld: Herfstvakantie. Zonder namen van mensen",
    )
    van = DutchDateField(label="Eerste vrije dag")
    tot = DutchDateField(label="Laatste vrije dag")


@dataclass(frozen=True)
class Presentie:
    """One person on the attendance list."""

    leerling: Leerling
    stand: BoundField
    minuten: BoundField

    @property
    def keuzes(self) -> list[dict[str, Any]]:
        """The radios, as the template shows them."""
        return [widget.data for widget in self.stand.subwidgets]

    @property
    def has_errors(self) -> bool:
        """Whether something of this person was refused."""
        return bool(self.stand.errors or self.minuten.errors)


class AanwezigheidForm(PortaalForm):
    """A whole group on one page: everybody is there unless somebody says otherwise."""

    onderwerp = forms.ChoiceField(label="Onderwerp van deze les", required=False)

    def __init__(
        self,
        *args: Any,
        les: Les,
        leerlingen: Sequence[Leerling],
        bekend: Mapping[UUID, Aanwezigheid],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.les, self.leerlingen = les, leerlingen
        self.fields["onderwerp"].initial = les.onderwerp
        _offer_subjects(self, les.lesgroep.soort)
        for one in leerlingen:
            row = bekend.get(one.deelname)
            part = row.minuten if row and row.reden == Reden.DEEL else None
            self.fields[f"stand_{one.deelname}"] = forms.ChoiceField(
                label=one.naam,
                choices=_KEUZES,
                widget=forms.RadioSelect,
                initial=(row.reden or AANWEZIG) if row else AANWEZIG,
                error_messages={
                    "required": f"Maak een keuze bij “{one.naam}”.",
                    "invalid_choice": f"Maak een keuze bij “{one.naam}”.",
                },
            )
            self.fields[f"minuten_{one.deelname}"] = forms.IntegerField(
                label="Minuten aanwezig",
                required=False,
                initial=part,
                widget=forms.TextInput(
                    attrs={
                        "class": "veld__kort",
                        "inputmode": "numeric",
                        "maxlength": "4",
                        "autocomplete": "off",
                    }
                ),
                error_messages={"invalid": f"Vul bij “{one.naam}” een heel getal in. Bijvoorbeeld 45."},
            )

    @property
    def presenties(self) -> list[Presentie]:
        """A row for each person."""
        return [
            Presentie(one, self[f"stand_{one.deelname}"], self[f"minuten_{one.deelname}"])
            for one in self.leerlingen
        ]

    def opgaven(self) -> dict[UUID, Opgave]:
        """What the valid form says of each person. Minutes count for who was there part of the time."""
        said = {}
        for one in self.leerlingen:
            choice = self.cleaned_data[f"stand_{one.deelname}"]
            minutes = self.cleaned_data[f"minuten_{one.deelname}"] if choice == Reden.DEEL else None
            said[one.deelname] = Opgave("" if choice == AANWEZIG else choice, minutes)
        return said

    def onderwerp_gekozen(self) -> str | None:
        """The subject, or None where the soort of group has none."""
        return self.cleaned_data.get("onderwerp") if "onderwerp" in self.fields else None


def default_end(van: dt.date) -> dt.date:
    """About 14 weeks of lessons (B1)."""
    return van + dt.timedelta(days=14 * 7 - 3)
