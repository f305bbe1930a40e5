"""Forms of talks, agreements and the planner."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Opvanglocatie, Taal
from coa_portal.web.forms import DutchDateField, PortaalForm
from overdracht.actions import Voorstel
from overdracht.gesprekken.selectors import Lid
from overdracht.lifecycle import CANCEL_REASONS, GESPREK, MISS_REASONS
from overdracht.models import Afspraak, Gesprek
from overdracht.models.gesprek import Vorm

DUREN = ((30, "30 minuten"), (45, "45 minuten"), (60, "1 uur"), (90, "1,5 uur"), (120, "2 uur"))
OPEN, MINE, PAST = "", "beurt", "geweest"


class TijdField(forms.TimeField):
    """A time of day as people type it: 14:30 or 14.30."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Bijvoorbeeld 14:30")
        kwargs.setdefault("input_formats", ["%H:%M", "%H.%M"])
        widget = forms.TimeInput(format="%H:%M", attrs={"class": "veld__kort", "autocomplete": "off"})
        super().__init__(widget=widget, **kwargs)


def duur_field(label: str = "Hoe lang?") -> forms.TypedChoiceField:
    """How long, from a short list."""
    return forms.TypedChoiceField(label=label, choices=DUREN, coerce=int, initial=60)


class VoorstelForm(PortaalForm):
    """When, where and how."""

    rijen = (("dag", "tijd", "duur"),)

    dag = DutchDateField(label="Dag")
    tijd = TijdField(label="Tijd")
    duur = duur_field()
    vorm = forms.ChoiceField(label="Waar is het gesprek?", choices=Vorm.choices, widget=forms.RadioSelect)
    video_link = forms.URLField(
        label="Adres van het videogesprek",
        required=False,
        max_length=400,
        assume_scheme="https",
        help_text="Alleen bij een videogesprek. Iedereen die bij het gesprek hoort, ziet dit adres.",
    )
    tolk = forms.BooleanField(label="Er is een tolk bij", required=False)
    taal = forms.ModelChoiceField(
        Taal.objects.order_by("naam"), label="Taal van de tolk", required=False, empty_label="Nog niet bekend"
    )

    def voorstel(self) -> Voorstel:
        """The proposal of a valid form; a day and time of the Netherlands."""
        data = self.cleaned_data
        moment = timezone.make_aware(dt.datetime.combine(data["dag"], data["tijd"]))
        return Voorstel(
            moment, data["vorm"], data["duur"], data["video_link"], tolk=data["tolk"], taal=data["taal"]
        )


class PlanForm(VoorstelForm):
    """A first proposal, with whom."""

    soort = forms.ChoiceField(
        label="Wat voor gesprek?", choices=Gesprek.Soort.choices, widget=forms.RadioSelect
    )
    betrokkenen = forms.TypedMultipleChoiceField(
        label="Met wie?", coerce=str, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("soort", "betrokkenen")

    def __init__(self, *args: Any, people: Sequence[Lid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.betrokkene.pk): person.betrokkene for person in people}
        labels = [(str(person.betrokkene.pk), _who(person)) for person in people]
        self.fields["betrokkenen"].choices = labels  # type: ignore[attr-defined]

    def chosen(self) -> list[Any]:
        """Whom the valid form names."""
        return [self._people[key] for key in self.cleaned_data["betrokkenen"]]


def _who(person: Lid) -> str:
    row = person.betrokkene
    return (
        f"{person.titel}, {row.leeftijdsgroep}"
        if person.is_named
        else f"{person.titel} ({row.leeftijdsgroep})"
    )


class AfzegForm(PortaalForm):
    """Why it does not take place."""

    reden = forms.ChoiceField(
        label="Waarom gaat het gesprek niet door?",
        choices=list(CANCEL_REASONS.items()),
        widget=forms.RadioSelect,
    )


class NietGehoudenForm(PortaalForm):
    """Why it did not take place."""

    reden = forms.ChoiceField(
        label="Waarom is het gesprek niet gehouden?",
        choices=list(MISS_REASONS.items()),
        widget=forms.RadioSelect,
    )


class GehoudenForm(PortaalForm):
    """The day on which it took place."""

    gehouden_op = DutchDateField(label="Op welke dag was het gesprek?", not_future=True)


class AkkoordForm(PortaalForm):
    """Nothing to fill in."""


class AfspraakForm(PortaalForm):
    """Who does what by when."""

    tekst = forms.CharField(
        label="Wat is afgesproken?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Eén zin is genoeg. Schrijf geen medische of andere gevoelige gegevens op, en geen namen.",
    )
    domein = forms.ChoiceField(
        label="Waarover gaat het?",
        choices=Afspraak.Domein.choices,
        widget=forms.RadioSelect,
        help_text="Afspraken over gezondheid zien alleen de regievoerder en de casemanager.",
    )
    wie = forms.ChoiceField(label="Wie doet het?", choices=Afspraak.Wie.choices, widget=forms.RadioSelect)
    voor_op = DutchDateField(label="Uiterlijk op")
    betrokkene = forms.ChoiceField(label="Over wie gaat het?", required=False)
    field_order = ("betrokkene", "tekst", "domein", "wie", "voor_op")

    def __init__(self, *args: Any, people: Sequence[Lid], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.betrokkene.pk): person.betrokkene for person in people}
        named = [(str(one.betrokkene.pk), one.titel) for one in people if one.has_consent]
        field = self.fields["betrokkene"]
        field.choices = [("", "Het hele huishouden"), *named]  # type: ignore[attr-defined]
        if len(named) < len(people):
            field.help_text = "Wie geen toestemming gaf, staat er niet bij."

    def facts(self) -> dict[str, Any]:
        """The valid answers as the action takes them."""
        return {**self.cleaned_data, "betrokkene": self._people.get(self.cleaned_data["betrokkene"])}


class GesprekFilter(PortaalForm):
    """The filter bar above the list. Without an answer: what is still open."""

    mark_optional = False

    weergave = forms.ChoiceField(
        label="Toon",
        required=False,
        choices=[
            (OPEN, "Voorgesteld en gepland"),
            (MINE, "U bent aan de beurt"),
            (PAST, "Nog vast te leggen"),
            *((code, label) for code, label in GESPREK.choices),
        ],
    )
    soort = forms.ChoiceField(
        label="Soort gesprek", required=False, choices=[("", "Alle"), *Gesprek.Soort.choices]
    )

    @property
    def filters(self) -> dict[str, str]:
        """The valid answers; a wrong one shows its message and does not narrow the list."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in ("weergave", "soort")}


class PlannerKeuzeForm(PortaalForm):
    """For which azc and which kind of talk households are shown."""

    mark_optional = False

    soort = forms.ChoiceField(label="Soort gesprek", choices=Gesprek.Soort.choices, required=False)
    locatie = forms.ModelChoiceField(
        Opvanglocatie.objects.none(), label="Opvanglocatie", required=False, empty_label="Kies een locatie"
    )

    def __init__(self, *args: Any, locaties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["locatie"].queryset = locaties  # type: ignore[attr-defined]


class ZittingForm(PortaalForm):
    """One day for several households. Forms other than a visit make no sense for a whole household's talk by phone."""

    rijen = (("dag", "begint", "duur"),)

    dag = DutchDateField(label="Dag")
    begint = TijdField(label="Begint om")
    duur = duur_field("Tijd per huishouden")
    vorm = forms.ChoiceField(label="Waar?", choices=Vorm.choices, widget=forms.RadioSelect, initial=Vorm.AZC)
    koppelingen = forms.TypedMultipleChoiceField(
        label="Welke huishoudens?",
        coerce=str,
        widget=forms.CheckboxSelectMultiple,
        help_text="Zij komen na elkaar, in deze volgorde.",
    )
    field_order = ("koppelingen",)

    def __init__(self, *args: Any, households: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["koppelingen"].choices = list(households)  # type: ignore[attr-defined]

    def moment(self) -> dt.datetime:
        """When the first one begins."""
        data = self.cleaned_data
        return timezone.make_aware(dt.datetime.combine(data["dag"], data["begint"]))


def first_day(gesprek: Gesprek) -> dt.date:
    """The day to start from in the form of a held talk: the planned one, unless that is still to come."""
    planned = timezone.localdate(gesprek.moment) if gesprek.moment else today()
    return min(planned, today())
