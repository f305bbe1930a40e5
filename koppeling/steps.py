"""The steps of a koppeling as forms: what each asks, says and does. The table says when each is allowed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.web.forms import PortaalForm
from koppeling import actions
from koppeling.forms import BevestigForm, DefinitiefForm, HerkoppelForm, IntrekForm
from koppeling.lifecycle import KOPPELING
from koppeling.models import Koppeling

Take = Callable[[Koppeling, Any, Gebruiker], Koppeling]


@dataclass(frozen=True)
class Stap:
    """One step on its own page. `take` runs the action with a valid form and returns the koppeling to show."""

    action: str
    form: type[PortaalForm]
    take: Take
    uitleg: str
    gedaan: str
    stijl: str = "primair"
    banner: str = "info"

    @property
    def label(self) -> str:
        """The verb of the table."""
        return KOPPELING.steps[self.action].label


def _confirm(koppeling: Koppeling, form: Any, user: Gebruiker) -> Koppeling:
    reason = form.cleaned_data["afwijking_reden"]
    return actions.confirm_koppeling(koppeling=koppeling, afwijking_reden=reason, acting_user=user)


def _withdraw(koppeling: Koppeling, form: Any, user: Gebruiker) -> Koppeling:
    return actions.withdraw_koppeling(koppeling=koppeling, reden=form.cleaned_data["reden"], acting_user=user)


def _move(koppeling: Koppeling, form: Any, user: Gebruiker) -> Koppeling:
    return actions.move_koppeling(
        koppeling=koppeling,
        gemeente=form.cleaned_data["gemeente"],
        reden=form.cleaned_data["reden"],
        besluit=form.besluit(),
        acting_user=user,
    )


def _house(koppeling: Koppeling, form: Any, user: Gebruiker) -> Koppeling:
    return actions.report_housed(koppeling=koppeling, acting_user=user)


def _end_access(koppeling: Koppeling, form: Any, user: Gebruiker) -> Koppeling:
    return actions.end_access(koppeling=koppeling, acting_user=user)


FORWARD = ("definitief", "gehuisvest")

STAPPEN: dict[str, Stap] = {
    "definitief": Stap(
        "confirm",
        DefinitiefForm,
        _confirm,
        "De gemeente krijgt een melding en ziet het informatieprofiel, zonder namen. De rest ziet de gemeente "
        "pas na toestemming.",
        "De koppeling is definitief. De gemeente krijgt een melding.",
    ),
    "gehuisvest": Stap(
        "house",
        BevestigForm,
        _house,
        "Het huishouden woont nu in de gemeente. De gemeente houdt toegang tot wat is gedeeld.",
        "Het huishouden is gehuisvest.",
    ),
    "toegang-beeindigen": Stap(
        "end_access",
        BevestigForm,
        _end_access,
        "De gemeente ziet daarna niets meer van wat is gedeeld. Dit kunt u niet terugdraaien.",
        "De toegang van de gemeente is beëindigd.",
        stijl="gevaar",
        banner="letop",
    ),
    "herkoppelen": Stap(
        "move",
        HerkoppelForm,
        _move,
        "De oude gemeente ziet het informatieprofiel, de screening en het klantprofiel meteen niet meer. Zij "
        "houdt alleen haar eigen werk. Voor de nieuwe gemeente is een nieuwe toestemming nodig.",
        "Het huishouden is gekoppeld aan een andere gemeente. Vraag opnieuw toestemming.",
        stijl="gevaar",
        banner="letop",
    ),
    "intrekken": Stap(
        "withdraw",
        IntrekForm,
        _withdraw,
        "Ziet de gemeente al gegevens? Dan ziet zij die meteen niet meer. Dit kunt u niet terugdraaien.",
        "De koppeling is ingetrokken.",
        stijl="gevaar",
        banner="letop",
    ),
}


@dataclass(frozen=True)
class Stapknop:
    """The button of a step on the page of the koppeling."""

    label: str
    url: str
    stijl: str


def possible_steps(koppeling: Koppeling) -> list[Stapknop]:
    """The steps that the table allows now; the first one is the way on."""
    codes = [code for code, stap in STAPPEN.items() if KOPPELING.allows(koppeling.status, stap.action)]
    return [
        Stapknop(
            STAPPEN[code].label,
            reverse("koppeling:stap", args=[koppeling.pk, code]),
            "primair" if code in FORWARD else "secundair",
        )
        for code in codes
    ]
