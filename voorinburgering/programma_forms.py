"""Forms of somebody's Voorinburgering. Each field is named as the argument of the action that judges it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from klantprofiel.choices import JaNeeOnbekend
from voorinburgering.models import (
    PROGRAMMA_EINDEREDENEN,
    Begeleidingsafspraak,
    Begeleidingsgesprek,
    Participatie,
    Participatieaanbod,
    Participatiesoort,
    PidOnderdeel,
    Voorwerk,
)
from voorinburgering.models.begeleiding import LONGEST_TALK
from voorinburgering.models.participatie import DAGDEEL_CHOICES, MOST_HOURS
from voorinburgering.programma_lifecycle import PAUZE_REDENEN, VOORWERK_STOPREDENEN
from voorinburgering.programma_selectors import STANDEN


def _number() -> forms.TextInput:
    """A number as text: in type=number a browser drops letters without a word, and what was typed is gone."""
    return forms.TextInput(attrs={"class": "veld__kort", "inputmode": "numeric", "autocomplete": "off"})


_NO_MEDICAL = "Schrijf geen medische of andere gevoelige gegevens op."


class AanbiedenForm(PortaalForm):
    """When it was offered."""

    aangeboden_op = DutchDateField(label="Aangeboden op", not_future=True)


class AntwoordForm(PortaalForm):
    """What the person answered, and when."""

    instemming = forms.ChoiceField(
        label="Wil deze persoon meedoen?",
        choices=[
            (value, "Weet het nog niet" if value == "onbekend" else label)
            for value, label in JaNeeOnbekend.choices
        ],
        widget=forms.RadioSelect,
        help_text="Meedoen is vrijwillig. Het antwoord komt ook in het klantprofiel.",
    )
    instemming_op = DutchDateField(label="Antwoord gegeven op", not_future=True)


class StartenForm(PortaalForm):
    """The first day of taking part."""

    gestart_op = DutchDateField(label="Eerste dag", not_future=True)


class PauzeForm(PortaalForm):
    """From when, and why."""

    van = DutchDateField(label="Doet niet mee vanaf", not_future=True)
    reden = forms.ChoiceField(label="Reden", choices=list(PAUZE_REDENEN.items()), widget=forms.RadioSelect)


class VerderForm(PortaalForm):
    """From when on again."""

    tot = DutchDateField(label="Doet weer mee vanaf", not_future=True)


class BeeindigenForm(PortaalForm):
    """The last step: when, and one reason."""

    op = DutchDateField(label="Beëindigd op", not_future=True)
    reden = forms.ChoiceField(
        label="Reden",
        choices=[(reden.value, reden.label) for reden in PROGRAMMA_EINDEREDENEN],
        widget=forms.RadioSelect,
    )


class GesprekForm(PortaalForm):
    """A talk: the kind, the day and how long; with one agreement at most, more follow afterwards."""

    rijen = (("dag", "minuten"), ("wie", "voor_op"))
    groepen = (("Afspraak uit dit gesprek", ("tekst", "wie", "voor_op")),)

    soort = forms.ChoiceField(
        label="Wat voor gesprek was het?",
        choices=Begeleidingsgesprek.Soort.choices,
        widget=forms.RadioSelect,
    )
    dag = DutchDateField(label="Datum", not_future=True)
    minuten = forms.IntegerField(
        widget=_number(),
        label="Duur in minuten",
        min_value=1,
        max_value=LONGEST_TALK,
        help_text="Bijvoorbeeld 45",
    )
    boven_norm = forms.ChoiceField(
        label="Waarom zijn er extra uren nodig?",
        choices=[("", "Niet van toepassing"), *Begeleidingsgesprek.BovenNorm.choices],
        required=False,
        help_text="Alleen als de uren begeleiding op zijn.",
    )
    tekst = forms.CharField(
        label="Wat is afgesproken?", max_length=200, required=False, help_text=f"Geen verslag. {_NO_MEDICAL}"
    )
    wie = forms.ChoiceField(
        label="Wie doet het?",
        choices=[("", "Maak een keuze"), *Begeleidingsafspraak.Wie.choices],
        required=False,
    )
    voor_op = DutchDateField(label="Uiterlijk op", required=False)

    def __init__(self, *args: Any, soorten: Sequence[str], uren_op: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        soort: Any = self.fields["soort"]
        soort.choices = [row for row in Begeleidingsgesprek.Soort.choices if row[0] in soorten]
        if len(soorten) == 1:
            self.initial.setdefault("soort", soorten[0])
        if not uren_op and not self.is_bound:
            self.fields["boven_norm"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """An agreement is whole or not there."""
        values = super().clean() or self.cleaned_data
        parts = ("tekst", "wie", "voor_op")
        if any(values.get(name) for name in parts):
            for name in parts:
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, "Vul dit ook in, of laat de hele afspraak leeg.")
        return values

    @property
    def afspraak(self) -> dict[str, Any]:
        """Arguments for `agree_in_gesprek`; empty without an agreement."""
        values = self.cleaned_data
        return {name: values[name] for name in ("tekst", "wie", "voor_op")} if values["tekst"] else {}

    @property
    def gesprek(self) -> dict[str, Any]:
        """Arguments for `record_gesprek`."""
        return {name: self.cleaned_data[name] for name in ("soort", "dag", "minuten", "boven_norm")}


class AfspraakForm(PortaalForm):
    """Who does what by when."""

    tekst = forms.CharField(
        label="Wat is afgesproken?", max_length=200, help_text=f"Geen verslag. {_NO_MEDICAL}"
    )
    wie = forms.ChoiceField(
        label="Wie doet het?", choices=Begeleidingsafspraak.Wie.choices, widget=forms.RadioSelect
    )
    voor_op = DutchDateField(label="Uiterlijk op")


class PidForm(PortaalForm):
    """The folder was handed over."""

    op = DutchDateField(label="Overhandigd of aangevuld op", not_future=True)
    onderdelen = forms.MultipleChoiceField(
        label="Wat zit erin?",
        choices=PidOnderdeel.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="De map is van de persoon zelf. U legt vast dat iets erin zit, niet wat er staat.",
    )


class VoorwerkForm(PortaalForm):
    """Registered for VOORwerk."""

    aanbieder = forms.ChoiceField(
        label="Aanbieder", choices=Voorwerk.Aanbieder.choices, widget=forms.RadioSelect
    )
    aangemeld_op = DutchDateField(label="Aangemeld op", not_future=True)


class VoorwerkStapForm(PortaalForm):
    """What happened to it since."""

    step = forms.ChoiceField(label="Wat is er gebeurd?", widget=forms.RadioSelect)
    op = DutchDateField(label="Op", not_future=True)
    reden = forms.ChoiceField(
        label="Reden van stoppen",
        choices=[("", "Niet van toepassing"), *VOORWERK_STOPREDENEN.items()],
        required=False,
    )

    def __init__(self, *args: Any, steps: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step: Any = self.fields["step"]
        step.choices = list(steps)


class NoaForm(PortaalForm):
    """The assessment was taken; no contents."""

    unguarded = {"organisatie": Unguarded.ORGANISATION}

    afgenomen_op = DutchDateField(label="Afgenomen op", not_future=True)
    organisatie = forms.CharField(
        label="Afgenomen door",
        max_length=120,
        help_text="De naam van de organisatie. De uitslag staat niet in het portaal.",
    )


class ModuleForm(PortaalForm):
    """Since when it was followed."""

    op = DutchDateField(label="Gevolgd op", not_future=True, help_text="De dag van de laatste bijeenkomst.")


def offer_words(row: Any) -> str:
    """One offer with the places that are left, for a choice."""
    left = row.plaatsen - row.bezet
    return f"{row}, {row.uren_per_week} uur per week, {left} {'plaats' if left == 1 else 'plaatsen'} vrij"


class ParticipatieForm(PortaalForm):
    """An activity: of the offer, or found elsewhere."""

    unguarded = {"organisatie": Unguarded.ORGANISATION}

    groepen = (
        ("Zelf gevonden", ("soort", "organisatie")),
        ("Wanneer", ("van", "uren_per_week", "dagdelen")),
    )
    rijen = (("van", "uren_per_week"),)

    aanbod = forms.ModelChoiceField(
        Participatieaanbod.objects.none(),
        label="Uit het aanbod",
        required=False,
        empty_label="Niet uit het aanbod",
        help_text="Staat de activiteit er niet bij? Vul dan hieronder de organisatie in.",
    )
    soort = forms.ChoiceField(
        label="Soort activiteit", choices=[("", "Maak een keuze"), *Participatiesoort.choices], required=False
    )
    organisatie = forms.CharField(label="Organisatie", max_length=120, required=False)
    van = DutchDateField(label="Vanaf")
    uren_per_week = forms.IntegerField(
        widget=_number(),
        label="Uren per week",
        min_value=1,
        max_value=MOST_HOURS,
        required=False,
        help_text="Leeg: zoals in het aanbod",
    )
    dagdelen = forms.MultipleChoiceField(
        label="Dagdelen",
        choices=DAGDEEL_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Deze dagdelen zijn dan bezet in het weekrooster.",
    )

    def __init__(self, *args: Any, aanbod: QuerySet[Participatieaanbod], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["aanbod"]
        field.queryset = aanbod
        field.label_from_instance = offer_words


class ParticipatieEindeForm(PortaalForm):
    """When it stopped, and why."""

    tot = DutchDateField(label="Doet niet meer mee vanaf", not_future=True)
    einde_reden = forms.ChoiceField(
        label="Reden",
        choices=[row for row in Participatie.Eindereden.choices if row[0] != "overplaatsing"],
        widget=forms.RadioSelect,
    )


class AanbodForm(PortaalForm):
    """An activity on offer."""

    unguarded = {"organisatie": Unguarded.ORGANISATION}

    rijen = (("soort", "organisatie"), ("uren_per_week", "plaatsen"), ("van", "tot"))

    opvanglocatie = forms.ModelChoiceField(Opvanglocatie.objects.none(), label="Voor mensen van")
    soort = forms.ChoiceField(label="Soort activiteit", choices=Participatiesoort.choices)
    organisatie = forms.CharField(label="Organisatie", max_length=120)
    omschrijving = forms.CharField(
        label="Wat gaan mensen doen?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(), label="In welke gemeente?", required=False, empty_label="Niet bekend"
    )
    uren_per_week = forms.IntegerField(
        widget=_number(), label="Uren per week", min_value=1, max_value=MOST_HOURS
    )
    plaatsen = forms.IntegerField(widget=_number(), label="Aantal plaatsen", min_value=1, max_value=500)
    van = DutchDateField(label="Vanaf")
    tot = DutchDateField(label="Tot en met", required=False)

    def __init__(self, *args: Any, locaties: QuerySet[Opvanglocatie] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gemeente: Any = self.fields["gemeente"]
        gemeente.queryset = Gemeente.objects.filter(geldig_tot=None).order_by("naam_sorteer")
        if locaties is None:
            del self.fields["opvanglocatie"]
        else:
            locatie: Any = self.fields["opvanglocatie"]
            locatie.queryset = locaties


class ProgrammaFilterForm(PortaalForm):
    """What may stand in an address: nothing personal."""

    mark_optional = False

    # chosen by the tabs
    stand = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    wie = forms.ChoiceField(
        label="Wie", choices=(("", "Iedereen"), ("mijn", "Mijn dossiers")), required=False
    )
    locatie = forms.ModelChoiceField(
        Opvanglocatie.objects.none(), label="Opvanglocatie", required=False, empty_label="Alle locaties"
    )

    def __init__(self, *args: Any, locaties: QuerySet[Opvanglocatie], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stand: Any = self.fields["stand"]
        stand.choices = [("", "Alles"), *STANDEN.items()]
        locatie: Any = self.fields["locatie"]
        locatie.queryset = locaties


class UrenFilterForm(PortaalForm):
    """Which of the people who take part."""

    mark_optional = False

    toon = forms.ChoiceField(
        label="Toon",
        choices=(("", "Iedereen die meedoet"), ("bijna_op", "Uren bijna op"), ("stil", "Staat stil")),
        required=False,
    )
    wie = forms.ChoiceField(
        label="Wie", choices=(("", "Iedereen"), ("mijn", "Mijn dossiers")), required=False
    )


class AanbodFilterForm(PortaalForm):
    """Which offers."""

    mark_optional = False

    soort = forms.ChoiceField(
        label="Soort", choices=[("", "Alles"), *Participatiesoort.choices], required=False
    )
    locatie = forms.ModelChoiceField(
        Opvanglocatie.objects.none(), label="Opvanglocatie", required=False, empty_label="Alle locaties"
    )
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(), label="Gemeente", required=False, empty_label="Alle gemeenten"
    )
    vrij = forms.ChoiceField(label="Plaatsen", choices=(("", "Alles"), ("ja", "Nog plaats")), required=False)

    def __init__(self, *args: Any, locaties: QuerySet[Opvanglocatie], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        locatie: Any = self.fields["locatie"]
        locatie.queryset = locaties
        gemeente: Any = self.fields["gemeente"]
        offered = Participatieaanbod.objects.open().filter(opvanglocatie__in=locaties)
        gemeente.queryset = Gemeente.objects.filter(pk__in=offered.values("gemeente")).order_by(
            "naam_sorteer"
        )
