"""The steps of one person's Voorinburgering: a form each, as one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from coa_portal.access.declare import page
from coa_portal.access.policy import Decision, policy_of, visible
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import today
from coa_portal.common.errors import NotAllowed
from coa_portal.web.forms import PortaalForm
from klantprofiel.models import Vergunninghouder
from voorinburgering import actions
from voorinburgering import programma_forms as forms
from voorinburgering.actions.begeleiding import MODULES
from voorinburgering.models import Programma
from voorinburgering.programma_lifecycle import PROGRAMMA
from voorinburgering.programma_policy import MODULES as EDITORS
from voorinburgering.programma_policy import PROGRAMME, TALKS, may_talk
from voorinburgering.programma_selectors import aanbod_for
from voorinburgering.uren import hours_of
from voorinburgering.views.person import (
    ACTIVITY,
    attempt,
    back,
    done,
    form_page,
    opened_person,
    sent,
    step_at_once,
)


@dataclass(frozen=True)
class Geval:
    """One asking of a step."""

    request: HttpRequest
    person: Vergunninghouder
    programma: Programma | None

    @property
    def loopt(self) -> Programma:
        """The programme that the step is about; 404 where there is none."""
        if self.programma is None:
            raise Http404
        return self.programma

    @property
    def words(self) -> dict[str, Any]:
        """What every action about the person asks."""
        return {"vergunninghouder": self.person, "acting_user": acting(self.request)}

    @property
    def steps(self) -> dict[str, Any]:
        """What every action about the programme asks."""
        return {"programma": self.loopt, "acting_user": acting(self.request)}


@dataclass(frozen=True)
class Stap:
    """One step. `dag`: the field that starts with today, or with what the programme says (`is_bekend`). `regel`: the
    rule of the dossier that allows it."""

    titel: str
    knop: str
    klaar: str
    form: Callable[..., PortaalForm]
    dag: str
    run: Callable[[Geval, Any], object]
    uitleg: str = ""
    regel: str = "record_programma"
    anker: str = ""
    opties: Callable[[Geval], dict[str, Any]] = lambda geval: {}
    # steps of the programme, of which one must be possible now; none where the step is about something else
    van_programma: tuple[str, ...] = ()
    is_bekend: bool = False


def _talk(geval: Geval, form: Any) -> object:
    talk = actions.record_gesprek(**geval.words, **form.gesprek)
    if form.afspraak:
        actions.agree_in_gesprek(gesprek=talk, acting_user=acting(geval.request), **form.afspraak)
    return talk


def _talk_options(geval: Geval) -> dict[str, Any]:
    kinds = ("begeleiding", "participatie")
    allowed = [soort for soort in kinds if may_talk(geval.request.user, geval.person, soort)]
    return {"soorten": allowed, "uren_op": hours_of(geval.person).begeleiding.over == 0}


def _module(code: str, label: str) -> Stap:
    return Stap(
        f"{label} gevolgd",
        "Vastleggen",
        f"{label} is vastgelegd als gevolgd. Het staat nu in het klantprofiel.",
        forms.ModuleForm,
        "op",
        lambda geval, form: actions.finish_module(module=code, **geval.words, **form.cleaned_data),
        uitleg="U legt vast dat deze persoon het onderdeel heeft gevolgd. Het klantprofiel neemt dit over.",
        regel="edit_profiel",
        anker="onderdelen",
    )


STAPPEN: dict[str, Stap] = {
    "aanbieden": Stap(
        "Voorinburgering aanbieden",
        "Aanbod vastleggen",
        "Het aanbod is vastgelegd.",
        forms.AanbiedenForm,
        "aangeboden_op",
        lambda geval, form: actions.offer_programma(**geval.words, **form.cleaned_data),
        uitleg="Het COA biedt iedereen van 18 jaar of ouder de Voorinburgering aan. Meedoen is vrijwillig.",
    ),
    "antwoord": Stap(
        "Antwoord op het aanbod",
        "Vastleggen",
        "Het antwoord is vastgelegd. Het staat ook in het klantprofiel.",
        forms.AntwoordForm,
        "instemming_op",
        lambda geval, form: actions.record_instemming(**geval.steps, **form.cleaned_data),
        van_programma=("agree", "decline", "doubt"),
    ),
    "starten": Stap(
        "Voorinburgering starten",
        "Starten",
        "De Voorinburgering is gestart.",
        forms.StartenForm,
        "gestart_op",
        lambda geval, form: actions.start_programma(**geval.steps, **form.cleaned_data),
        uitleg="Vanaf deze dag tellen de weken en doet deze persoon mee.",
        van_programma=("start",),
    ),
    "startdag": Stap(
        "Startdatum verbeteren",
        "Opslaan",
        "De startdatum is verbeterd.",
        forms.StartenForm,
        "gestart_op",
        lambda geval, form: actions.correct_start(**geval.steps, **form.cleaned_data),
        uitleg="De vastgelegde eerste dag klopte niet. De eerdere datum blijft in de geschiedenis.",
        van_programma=("pause", "go_on"),
        is_bekend=True,
        anker="verloop",
    ),
    "pauze": Stap(
        "Voorinburgering pauzeren",
        "Pauzeren",
        "De pauze is vastgelegd.",
        forms.PauzeForm,
        "van",
        lambda geval, form: actions.pause_programma(**geval.steps, **form.cleaned_data),
        uitleg="Tijdens een pauze tellen de weken niet door. De plaats in de lesgroep blijft.",
        van_programma=("pause",),
    ),
    "verder": Stap(
        "Weer verder met de Voorinburgering",
        "Weer verder",
        "De Voorinburgering loopt weer.",
        forms.VerderForm,
        "tot",
        lambda geval, form: actions.go_on_with_programma(**geval.steps, **form.cleaned_data),
        van_programma=("go_on",),
    ),
    "beeindigen": Stap(
        "Voorinburgering beëindigen",
        "Beëindigen",
        "De Voorinburgering is beëindigd.",
        forms.BeeindigenForm,
        "op",
        lambda geval, form: actions.end_programma(**geval.steps, **form.cleaned_data),
        uitleg="De individuele begeleiding en de plaatsen in lesgroepen eindigen ook. De gewone begeleiding op de "
        "locatie gaat door.",
        van_programma=("end",),
    ),
    "gesprek": Stap(
        "Gesprek vastleggen",
        "Vastleggen",
        "Het gesprek is vastgelegd.",
        forms.GesprekForm,
        "dag",
        _talk,
        uitleg="Dat het gesprek er was en hoe lang het duurde. Er komt geen verslag in het portaal.",
        regel="gesprek",
        anker="gesprekken",
        opties=_talk_options,
    ),
    "pid": Stap(
        "PID overhandigd",
        "Vastleggen",
        "Het PID is vastgelegd. Het staat ook in het klantprofiel.",
        forms.PidForm,
        "op",
        lambda geval, form: actions.hand_over_pid(**geval.words, **form.cleaned_data),
        uitleg="Het persoonlijk informatiedossier (de blauwe map).",
        anker="pid",
    ),
    "voorwerk": Stap(
        "Aanmelden voor VOORwerk",
        "Aanmelden",
        "De aanmelding voor VOORwerk is vastgelegd.",
        forms.VoorwerkForm,
        "aangemeld_op",
        lambda geval, form: actions.register_voorwerk(**geval.words, **form.cleaned_data),
        anker="voorwerk",
    ),
    "noa": Stap(
        "NOA-assessment",
        "Vastleggen",
        "Het NOA-assessment is vastgelegd.",
        forms.NoaForm,
        "afgenomen_op",
        lambda geval, form: actions.record_noa(**geval.words, **form.cleaned_data),
        uitleg="Alleen dat het is afgenomen. De uitslag komt niet in het portaal.",
        anker="noa",
    ),
    "participatie": Stap(
        "Activiteit toevoegen",
        "Toevoegen",
        "De activiteit is toegevoegd.",
        forms.ParticipatieForm,
        "van",
        lambda geval, form: actions.start_participatie(**geval.words, **form.cleaned_data),
        regel="record_participatie",
        anker="participatie",
        opties=lambda geval: {"aanbod": aanbod_for(geval.request.user, geval.person)},
    ),
    **{code: _module(code, label) for code, label in MODULES.items()},
}


@page(PROGRAMME | TALKS | EDITORS, activity=ACTIVITY, methods=("GET", "POST"))
def stap(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """One step of one person."""
    step = STAPPEN.get(code)
    if step is None:
        raise Http404
    person = opened_person(request, pk)
    if not (decision := _decide(request, person, step)):
        raise NotAllowed(decision.reason)
    programma = visible(Programma, request.user).filter(vergunninghouder=person).first()
    if refusal := _not_now(code, step, programma):
        messages.error(request, refusal)
        return back(person)
    geval = Geval(request, person, programma)
    options = {"initial": _initial(geval, step), **step.opties(geval)}
    form = step.form(sent(request), **options)
    if form.is_valid() and attempt(form, lambda: step.run(geval, form)):
        return done(request, person, step.klaar, step.anker)
    return form_page(request, person, form, titel=step.titel, knop=step.knop, uitleg=step.uitleg)


def _not_now(code: str, step: Stap, programma: Programma | None) -> str:
    """Why the form of this step makes no sense now: an old address, or somebody else was first. "" where it does."""
    if code == "aanbieden" and programma is not None:
        return "De Voorinburgering is al aangeboden."
    if not step.van_programma:
        return ""
    if programma is None:
        return "De Voorinburgering is nog niet aangeboden aan deze persoon."
    if any(PROGRAMMA.allows(programma.status, name) for name in step.van_programma):
        return ""
    return f"Dit kan nu niet. De stand van de Voorinburgering is: {programma.status_label.lower()}."


def _initial(geval: Geval, step: Stap) -> dict[str, Any]:
    """Today, or the day that is known; and the offer that the account chose on another page."""
    day = getattr(geval.programma, step.dag) if step.is_bekend else today()
    found: dict[str, Any] = {step.dag: day}
    if "aanbod" in geval.request.GET:
        found["aanbod"] = geval.request.GET["aanbod"]
    return found


def _decide(request: HttpRequest, person: Vergunninghouder, step: Stap) -> Decision:
    if step.regel == "gesprek":
        return may_talk(request.user, person, "participatie")
    return policy_of(Vergunninghouder).may(request.user, step.regel, person)


@page(PROGRAMME, activity=ACTIVITY, methods=("POST",))
def heropenen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back an end that was recorded by hand."""
    person = opened_person(request, pk)
    programma = visible(Programma, request.user).filter(vergunninghouder=person).first()
    if programma is None:
        raise Http404
    return step_at_once(
        request,
        person,
        lambda: actions.reopen_programma(programma=programma, acting_user=acting(request)),
        "De Voorinburgering gaat toch verder. Kies opnieuw een lesgroep.",
    )
