"""Forms of the scenario: each field is named as the argument of the action that judges it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from coa_portal.access.grants import grants_of
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from coa_portal.web.forms import DutchDateField, PortaalForm
from overdracht.gemeente.dossier import Persoon
from overdracht.models import SCENARIO_UITLEG, Betrokkene, Scenario, Scenariokeuze

SCENARIOS = [(value.value, f"{value.label}. {SCENARIO_UITLEG[value]}") for value in Scenario]


class _VoorPersonen(PortaalForm):
    """For whom; the question is not asked where there is one person."""

    betrokkenen = forms.TypedMultipleChoiceField(
        label="Voor wie?", coerce=UUID, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: Sequence[Persoon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.betrokkene.pk: person.betrokkene for person in people}
        field: Any = self.fields["betrokkenen"]
        field.choices = [(person.betrokkene.pk, person.titel) for person in people]
        self.initial.setdefault("betrokkenen", list(self.people))
        if len(self.people) == 1:
            del self.fields["betrokkenen"]

    @property
    def chosen(self) -> list[Betrokkene]:
        """The people that were meant."""
        wanted = self.cleaned_data.get("betrokkenen") if "betrokkenen" in self.fields else self.people
        return [self.people[key] for key in wanted or () if key in self.people]


class ScenarioForm(_VoorPersonen):
    """Which scenario for whom. The reason is asked where a scenario is changed or deviated from."""

    scenario = forms.TypedChoiceField(
        label="Welk scenario?", coerce=int, choices=SCENARIOS, widget=forms.RadioSelect
    )
    reden = forms.CharField(
        label="Waarom een ander scenario?",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Schrijf niets over gezondheid, geloof of gedrag.",
    )
    field_order = ["betrokkenen", "scenario", "reden"]

    def __init__(
        self, *args: Any, people: Sequence[Persoon], keuzes: dict[UUID, list[Scenariokeuze]], **kwargs: Any
    ) -> None:
        super().__init__(*args, people=people, **kwargs)
        present = {rows[0].scenario for rows in keuzes.values()}
        if len(present) == 1:
            self.initial.setdefault("scenario", present.pop())
        if not keuzes:
            del self.fields["reden"]

    @property
    def keuze(self) -> dict[str, Any]:
        """Arguments for `choose_scenario`."""
        values = self.cleaned_data
        return {
            "betrokkenen": self.chosen,
            "scenario": values["scenario"],
            "reden": values.get("reden", ""),
        }


class InformerenForm(_VoorPersonen):
    """When and how the inburgeraar was told."""

    op = DutchDateField(label="Geïnformeerd op", not_future=True)
    hoe = forms.ChoiceField(
        label="Hoe?", choices=Scenariokeuze.Geinformeerd.choices, widget=forms.RadioSelect
    )

    @property
    def informatie(self) -> dict[str, Any]:
        """Arguments for `record_informed`."""
        values = self.cleaned_data
        return {"betrokkenen": self.chosen, "op": values["op"], "hoe": values["hoe"]}


class VoorkeurForm(PortaalForm):
    """Which scenario holds for inburgeraars of one azc."""

    mark_optional = False

    gemeente = forms.ModelChoiceField(Gemeente.objects.none(), label="Gemeente", empty_label=None)
    opvanglocatie = forms.ModelChoiceField(Opvanglocatie.objects.none(), label="Azc")
    scenario = forms.TypedChoiceField(
        label="Scenario", coerce=int, choices=SCENARIOS, widget=forms.RadioSelect
    )
    geldig_van = DutchDateField(
        label="Geldt voor wie wordt gekoppeld vanaf",
        help_text="Koppelingen die er al zijn, veranderen niet.",
    )

    def __init__(self, *args: Any, gebruiker: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Gemeente.objects.filter(pk__in=grants_of(gebruiker).on("manage_overdracht"))
        self.only_gemeente = own.order_by("naam_sorteer").first()
        self.fields["gemeente"].queryset = own.order_by("naam_sorteer")  # type: ignore[attr-defined]
        if own.count() == 1:
            del self.fields["gemeente"]
        open_ones = Opvanglocatie.objects.filter(soort=Opvanglocatie.Soort.AZC, gesloten_op=None)
        self.fields["opvanglocatie"].queryset = open_ones  # type: ignore[attr-defined]

    @property
    def voorkeur(self) -> dict[str, Any]:
        """Arguments for `set_voorkeursscenario`."""
        return {"gemeente": self.only_gemeente, **self.cleaned_data}
