"""Steps on one row of somebody's Voorinburgering: a talk, an agreement, VOORwerk, an activity."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date, today
from coa_portal.web.forms import PortaalForm
from klantprofiel.models import Vergunninghouder
from voorinburgering import actions
from voorinburgering import programma_forms as forms
from voorinburgering.models import (
    Begeleidingsafspraak,
    Begeleidingsgesprek,
    NoaAssessment,
    Participatie,
    PidOverhandiging,
    Voorwerk,
)
from voorinburgering.programma_lifecycle import BEGELEIDINGSAFSPRAAK, VOORWERK
from voorinburgering.programma_policy import PARTICIPATION, PROGRAMME, TALKS
from voorinburgering.views.person import (
    ACTIVITY,
    attempt,
    done,
    form_page,
    opened_person,
    sent,
    step_at_once,
)

# what can be taken away: its noun, how it is called, and its day
_REMOVABLE: dict[str, tuple[Any, str, str]] = {
    "pid": (PidOverhandiging, "PID", "op"),
    "voorwerk": (Voorwerk, "VOORwerk", "aangemeld_op"),
    "noa": (NoaAssessment, "NOA-assessment", "afgenomen_op"),
}
_STEPPED = {
    "finish": "De afspraak is gedaan.",
    "lapse": "De afspraak is vervallen.",
    "reopen": "De afspraak staat weer open.",
}


def _row(
    request: HttpRequest, noun: Any, pk: UUID, path: str = "vergunninghouder_id"
) -> tuple[Any, Vergunninghouder]:
    """A visible row and its person, which the account keeps; 404 for any other."""
    row: Any = get_visible_or_404(noun, request.user, visible(noun, request.user), pk=pk)
    key = row
    for name in path.split("."):
        key = getattr(key, name)
    person = opened_person(request, key)
    require(request.user, "record", row)
    return row, person


@page(TALKS, activity=ACTIVITY, methods=("GET", "POST"))
def afspraak_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Something was agreed in a talk."""
    row, person = _row(request, Begeleidingsgesprek, pk)
    form = forms.AfspraakForm(sent(request))
    if form.is_valid() and attempt(
        form,
        lambda: actions.agree_in_gesprek(gesprek=row, acting_user=acting(request), **form.cleaned_data),
    ):
        return done(request, person, "De afspraak is vastgelegd.", "gesprekken")
    return form_page(
        request,
        person,
        form,
        titel="Afspraak toevoegen",
        knop="Toevoegen",
        uitleg=f"Uit het gesprek van {long_date(row.dag)}.",
    )


@page(TALKS, activity=ACTIVITY, methods=("POST",))
def gesprek_intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The talk was recorded by mistake."""
    row, person = _row(request, Begeleidingsgesprek, pk)
    return step_at_once(
        request,
        person,
        lambda: actions.retract_gesprek(gesprek=row, acting_user=acting(request)),
        "Het gesprek is ingetrokken en telt niet meer mee.",
        "gesprekken",
    )


@page(TALKS, activity=ACTIVITY, methods=("POST",))
def afspraak_stap(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Finish an agreement, let it lapse, or take that back."""
    if code not in BEGELEIDINGSAFSPRAAK.steps:
        raise Http404
    row, person = _row(request, Begeleidingsafspraak, pk, "gesprek.vergunninghouder_id")
    return step_at_once(
        request,
        person,
        lambda: actions.step_begeleidingsafspraak(afspraak=row, step=code, acting_user=acting(request)),
        _STEPPED[code],
        "gesprekken",
    )


@page(PROGRAMME, activity=ACTIVITY, methods=("GET", "POST"))
def voorwerk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What happened to VOORwerk since."""
    row, person = _row(request, Voorwerk, pk)
    steps = [(step.action, step.label) for step in VOORWERK.possible(row.status)]
    form = forms.VoorwerkStapForm(sent(request), steps=steps, initial={"op": today()})
    if form.is_valid() and attempt(
        form, lambda: actions.step_voorwerk(voorwerk=row, acting_user=acting(request), **form.cleaned_data)
    ):
        return done(request, person, "VOORwerk is bijgewerkt.", "voorwerk")
    return form_page(
        request,
        person,
        form,
        titel=f"VOORwerk van {row.get_aanbieder_display()}",
        knop="Opslaan",
        uitleg=f"Aangemeld op {long_date(row.aangemeld_op)}.",
    )


@page(PROGRAMME, activity=ACTIVITY, methods=("GET", "POST"))
def weghalen(request: HttpRequest, soort: str, pk: UUID) -> HttpResponse:
    """It was recorded by mistake: asked once more, because it cannot be undone."""
    if soort not in _REMOVABLE:
        raise Http404
    noun, name, day = _REMOVABLE[soort]
    row, person = _row(request, noun, pk)
    form = PortaalForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: actions.remove_record(record=row, acting_user=acting(request))
    ):
        return done(request, person, f"{name} is weggehaald.", soort)
    return form_page(
        request,
        person,
        form,
        titel=f"{name} weghalen",
        knop="Weghalen",
        kop=f"{name} van {long_date(getattr(row, day))}",
        uitleg="Haal dit alleen weg als het niet klopt. U kunt daarna vastleggen wat wel klopt. Het portaal bewaart "
        "wie dit weghaalde.",
    )


@page(PARTICIPATION, activity=ACTIVITY, methods=("GET", "POST"))
def participatie_einde(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody no longer takes part."""
    row, person = _row(request, Participatie, pk)
    form = forms.ParticipatieEindeForm(sent(request), initial={"tot": today()})
    if form.is_valid() and attempt(
        form,
        lambda: actions.end_participatie(participatie=row, acting_user=acting(request), **form.cleaned_data),
    ):
        return done(request, person, "De activiteit is beëindigd.", "participatie")
    return form_page(
        request, person, form, titel="Activiteit beëindigen", knop="Beëindigen", uitleg=f"{row}."
    )
