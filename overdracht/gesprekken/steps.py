"""The steps of a talk as pages: which form each has, what it is called, and when its button is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.web.forms import PortaalForm
from overdracht import actions
from overdracht.actions.gesprek import party_of
from overdracht.gesprekken import forms
from overdracht.lifecycle import GESPREK
from overdracht.models import Gesprek


@dataclass(frozen=True)
class Step:
    """One step. `code` stands in the address; `actions` are its names in the table of steps."""

    code: str
    actions: tuple[str, ...]
    form: type[PortaalForm]
    take: Callable[[Gesprek, Any, Gebruiker], object]
    button: str
    done: str
    stijl: str = "secundair"
    needs_weeks: bool = False

    def action_of(self, row: Gesprek) -> str:
        """Its name in the table of steps, for a talk as it is now."""
        return next((name for name in self.actions if GESPREK.allows(row.status, name)), self.actions[0])

    def title_of(self, row: Gesprek) -> str:
        """The verb on the button and above the page."""
        return GESPREK.steps[self.action_of(row)].label if len(self.actions) > 1 else self.button

    def initial(self, row: Gesprek) -> dict[str, Any]:
        """What the form starts with."""
        if self.form is forms.GehoudenForm:
            return {"gehouden_op": forms.first_day(row)}
        if self.form is not forms.VoorstelForm:
            return {}
        local = timezone.localtime(row.moment) if row.moment else None
        return {
            "dag": local.date() if local else None,
            "tijd": local.time() if local else None,
            "duur": row.duur,
            "vorm": row.vorm,
            "video_link": row.video_link,
            "tolk": row.tolk,
            "taal": row.taal_id,
        }


@dataclass(frozen=True)
class Knop:
    """A button of the page of a talk."""

    label: str
    url: str
    stijl: str


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step(
            "akkoord",
            ("accept",),
            forms.AkkoordForm,
            lambda row, form, who: actions.accept_gesprek(gesprek=row, acting_user=who),
            "Akkoord met dit moment",
            "Het gesprek is gepland. De andere kant krijgt een melding.",
            stijl="primair",
        ),
        Step(
            "gehouden",
            ("hold",),
            forms.GehoudenForm,
            lambda row, form, who: actions.hold_gesprek(gesprek=row, acting_user=who, **form.cleaned_data),
            "Gehouden",
            "Vastgelegd dat het gesprek is gehouden. Leg nu de afspraken vast.",
            stijl="primair",
        ),
        Step(
            "niet-gehouden",
            ("miss",),
            forms.NietGehoudenForm,
            lambda row, form, who: actions.miss_gesprek(gesprek=row, acting_user=who, **form.cleaned_data),
            "Niet gehouden",
            "Vastgelegd dat het gesprek niet is gehouden.",
        ),
        Step(
            "ander-moment",
            ("counter", "move"),
            forms.VoorstelForm,
            lambda row, form, who: actions.propose_moment(
                gesprek=row, voorstel=form.voorstel(), acting_user=who
            ),
            "Ander moment voorstellen",
            "Uw voorstel is verstuurd. Het gesprek is gepland als de andere kant akkoord gaat.",
            needs_weeks=True,
        ),
        Step(
            "afzeggen",
            ("cancel",),
            forms.AfzegForm,
            lambda row, form, who: actions.cancel_gesprek(gesprek=row, acting_user=who, **form.cleaned_data),
            "Afzeggen",
            "Het gesprek is afgezegd. De andere kant krijgt een melding.",
        ),
    )
}


def buttons(row: Gesprek, gebruiker: object) -> list[Knop]:
    """What this account can do with the talk now, the likeliest first."""
    return [
        Knop(step.title_of(row), reverse("gesprekken:stap", args=[row.pk, step.code]), step.stijl)
        for step in STEPS.values()
        if any(GESPREK.allows(row.status, name) for name in step.actions)
        and _makes_sense(step, row, gebruiker)
    ]


def _makes_sense(step: Step, row: Gesprek, gebruiker: object) -> bool:
    if step.code == "akkoord":
        return row.beurt == party_of(gebruiker) and not row.is_past
    if step.code in {"gehouden", "niet-gehouden"}:
        return row.is_past
    return True
