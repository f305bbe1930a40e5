"""Forms of results of tests: of a whole group on one page, of one person, and of a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms

from coa_portal.web.forms import DutchDateField, PortaalForm, Unguarded
from voorinburgering.lifecycle import TOETS_WITHDRAW_REASONS
from voorinburgering.models import Correctiereden, Toetssoort, outcomes_of
from voorinburgering.models.toets import NIVEAUS, TEMPOS

_CHOOSE = ("", "Maak een keuze")


@dataclass(frozen=True)
class Toetsling:
    """Somebody of whom a result is recorded: key and name, and what is known already in words."""

    persoon: UUID
    naam: str
    laatste: str = ""


class SoortForm(PortaalForm):
    """Which test the page is about."""

    mark_optional = False
    soort = forms.ChoiceField(label="Welke toets", choices=Toetssoort.choices)


def _day() -> DutchDateField:
    return DutchDateField(label="Datum van de toets", not_future=True)


def _taken_by() -> forms.CharField:
    return forms.CharField(
        label="Afgenomen door",
        max_length=120,
        required=False,
        help_text="Naam of organisatie. Leeg: uzelf.",
    )


class GroepForm(PortaalForm):
    """The results of one test of a whole group; who has none is left out.

    `door`: whether somebody else may have taken the test. The field of a person is named by its key, as the errors of
    the action are.
    """

    unguarded = {"afgenomen_door": Unguarded.EMPLOYEE}

    mark_optional = False
    op = _day()

    def __init__(
        self, *args: Any, soort: str, mensen: Sequence[Toetsling], door: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if door:
            self.fields["afgenomen_door"] = _taken_by()
        self.mensen = mensen
        for one in mensen:
            self.fields[str(one.persoon)] = forms.ChoiceField(
                label=one.naam,
                help_text=one.laatste,
                required=False,
                choices=[("", "Geen uitslag"), *outcomes_of(soort)],
            )

    @property
    def head(self) -> list[Any]:
        """The fields above the list of people."""
        return [self[name] for name in self.fields if name in {"op", "afgenomen_door"}]

    @property
    def people(self) -> list[Any]:
        """One field for each person."""
        return [self[str(one.persoon)] for one in self.mensen]

    def outcomes(self) -> dict[UUID, str]:
        """Who got which result."""
        given = {one.persoon: self.cleaned_data.get(str(one.persoon), "") for one in self.mensen}
        return {key: outcome for key, outcome in given.items() if outcome}

    def clean(self) -> dict[str, Any]:
        """At least one result, or there is nothing to save."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not self.outcomes():
            raise forms.ValidationError("Vul bij minstens één persoon een uitslag in.")
        return data


class UitslagForm(PortaalForm):
    """One result of one person."""

    unguarded = {"afgenomen_door": Unguarded.EMPLOYEE}

    soort = forms.ChoiceField(label="Toets", choices=[_CHOOSE, *Toetssoort.choices])
    uitslag = forms.ChoiceField(
        label="Uitslag",
        choices=[_CHOOSE, ("Niveau", NIVEAUS), ("Taalleerbaarheid", TEMPOS)],
    )
    op = _day()

    def __init__(self, *args: Any, door: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if door:
            self.fields["afgenomen_door"] = _taken_by()

    def clean(self) -> dict[str, Any]:
        """The result fits the test; said at the result, because the test was chosen first."""
        data = super().clean() or self.cleaned_data
        soort, outcome = data.get("soort"), data.get("uitslag")
        if soort and outcome and outcome not in dict(outcomes_of(soort)):
            kind = (
                "Snel, Gemiddeld of Langzaam"
                if soort == Toetssoort.TAALLEERBAARHEID
                else "een niveau van Pre-A1 tot C2"
            )
            self.add_error("uitslag", f"Kies bij deze toets {kind}.")
        return data


class CorrectieForm(PortaalForm):
    """What a result should have said, and why it did not."""

    resultaat = forms.ChoiceField(label="Uitslag")
    op = _day()
    reden = forms.ChoiceField(
        label="Waarom verbetert u de uitslag?", choices=Correctiereden.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, soort: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["resultaat"]
        field.choices = outcomes_of(soort)


class IntrekkenForm(PortaalForm):
    """Why a result is taken back."""

    reden = forms.ChoiceField(
        label="Waarom trekt u de uitslag in?",
        choices=list(TOETS_WITHDRAW_REASONS.items()),
        widget=forms.RadioSelect,
    )
