"""COA's page of the warm handover of one person: where it stands, whose turn it is, the line through time, the talks,
the agreements and the questions. The dossier page shows one card that leads here."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.declare import page
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from coa_portal.web.components import Gegeven
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import register_panel
from overdracht.coa import gesprekken, scenario_panels
from overdracht.coa.panels import move_panel, side_panel, status_panel
from overdracht.coa.standing import active_koppeling
from overdracht.coa.views import contact
from overdracht.coa.views.shared import READ, crumbs, get_person
from overdracht.coa.views.voortgang import panel_facts
from overdracht.termijnen.lijn import beurt

Panel = Callable[[HttpRequest, Vergunninghouder], SafeString | None]
# the order is that of reading: what to do, what was said; beside it where it stands
_TOP: tuple[Panel, ...] = (status_panel, scenario_panels.beurt_panel)
_MAIN: tuple[Panel, ...] = (
    gesprekken.dossier_panel,
    gesprekken.agreements_panel,
    contact.panel,
    scenario_panels.scenario_panel,
    move_panel,
)
_SIDE: tuple[Panel, ...] = (scenario_panels.verloop_panel, side_panel, contact.contacts_panel)


@page(READ, activity="bijhouden-klantprofiel")
def overdracht(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page; 404 while there is no active koppeling."""
    person = get_person(request, pk)
    koppeling = active_koppeling(person)
    if koppeling is None:
        raise Http404
    log_reading(request, what="warme overdracht", subjects=[person.pk], object_id=koppeling.pk)
    context = crumbs(
        person,
        koppeling,
        boven=_shown(_TOP, request, person),
        hoofd=_shown(_MAIN, request, person),
        zij=_shown(_SIDE, request, person),
    )
    return render(request, "overdracht/coa/overdracht.html", context)


def _shown(panels: tuple[Panel, ...], request: HttpRequest, person: Vergunninghouder) -> list[SafeString]:
    made = [panel(request, person) for panel in panels]
    return [html for html in made if html]


def card(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """The one card on the dossier page: how far the handover is, and whose turn it is."""
    read = scenario_panels.read_termijnen(request, person)
    if read is None:
        return None
    feiten, termen = read
    turn = beurt(termen, today())
    scenario = f"Scenario {int(feiten.scenario)}" if feiten.scenario else "Nog niet gekozen"
    facts = [
        Gegeven(
            "Aan zet", f"{turn[0][0].upper()}{turn[0][1:]}" if turn else "Niemand", turn[1] if turn else ""
        )
    ]
    if feiten.is_inburgeraar:
        facts.append(Gegeven("Scenario", scenario))
    known = {fact.label: fact for fact in panel_facts(person, request.user)}
    facts += [known[label] for label in ("Inburgering", "Verhuisdatum") if label in known]
    context = {
        "titel": "Warme overdracht",
        "id": "overdracht",
        "facts": facts,
        "actie": "Open",
        "url": reverse("overdracht_dossier:overdracht", args=[person.pk]),
    }
    return render_to_string("overdracht/voortgang_kaart.html", context, request)


def register_panels() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(5, card, side=True)
