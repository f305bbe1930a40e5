"""The scenario on the gemeente's side: choosing it per person with the three factors of B1 §3.2 laid out as facts,
telling the inburgeraar, and the voorkeursscenario per azc."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.distance import distance_km
from coa_portal.web.components import Gegeven
from coa_portal.web.forms import apply_domain_error
from koppeling.models import Koppeling
from overdracht.actions import (
    choose_scenario,
    end_voorkeursscenario,
    record_informed,
    set_voorkeursscenario,
)
from overdracht.gemeente import dossier
from overdracht.gemeente.doors import koppeling_or_404, log_named, log_shown
from overdracht.gemeente.dossier import Persoon
from overdracht.gemeente.forms_scenario import InformerenForm, ScenarioForm, VoorkeurForm
from overdracht.models import Kaart, Scenariokeuze, Verhuizing, Voorkeursscenario
from overdracht.payload import Payload

SCOPE = "koppelingen van de eigen gemeenten"
ACTIVITY = "raadplegen-doorgezet-profiel"
# B1 §3.2, "Verwachte periode tot huisvesting": what is said when no date is known
USUAL_WAIT = "Zes tot acht maanden"
USUAL_WAIT_SOURCE = (
    "Gemiddelde volgens Divosa (Warme overdracht). Voor dit huishouden is nog geen datum bekend."
)
# facts of the profile that say whether an early start fits (B1 §3.2, "Persoonlijke situatie"); never medical (R9)
_TELLING = {
    "familie": ("gezinshereniging_aangevraagd",),
    "educatief": (
        "spreektaal",
        "tolk_nodig",
        "instemming_voorinburgering",
        "nt2_resultaat",
        "leerbaarheid_resultaat",
        "opleidingsniveau",
    ),
    "toekomst": ("ambities",),
}
_OF_KAART = {"huishouden": ("leeftijden",), "taal": ("tolk",), "huisvesting": ("gezinshereniging",)}


def keuzes_of(koppeling: Koppeling, gebruiker: Any) -> dict[UUID, list[Scenariokeuze]]:
    """Per betrokkene what was and is followed, the present one first."""
    found: dict[UUID, list[Scenariokeuze]] = {}
    rows = visible(Scenariokeuze, gebruiker).filter(koppeling=koppeling).select_related("voorkeur")
    for row in rows.order_by("-gekozen_op"):
        found.setdefault(row.betrokkene_id, []).append(row)
    return found


def inburgeraars(people: list[Persoon]) -> list[Persoon]:
    """Of a household: for whom a scenario is chosen."""
    return [person for person in people if person.betrokkene.may_have_traject]


def factors(koppeling: Koppeling, kaart: Kaart) -> list[Gegeven]:
    """Distance and expected wait as facts, and what tier 0 tells of the household."""
    facts = [_distance(koppeling, kaart), _wait(koppeling)]
    return facts + [Gegeven(label, text) for label, text in _picked(kaart.payload, _OF_KAART)]


def _distance(koppeling: Koppeling, kaart: Kaart) -> Gegeven:
    azc, gemeente = kaart.opvanglocatie, koppeling.gemeente
    if azc is None:
        return Gegeven("Afstand van het azc", "Geen opvanglocatie")
    km = round(distance_km(azc.lat, azc.lon, gemeente.lat, gemeente.lon))
    return Gegeven("Afstand van het azc", f"{km} kilometer", f"Hemelsbreed, van {azc} naar {gemeente.naam}.")


def _wait(koppeling: Koppeling) -> Gegeven:
    label = "Verwachte wachttijd tot huisvesting"
    move = Verhuizing.objects.filter(koppeling=koppeling).first()
    day = (move.definitief_op or move.verwacht_op) if move else None
    if day is None:
        return Gegeven(label, USUAL_WAIT, USUAL_WAIT_SOURCE)
    known = "Definitieve verhuisdatum" if move and move.definitief_op else "Verwachte verhuisdatum"
    return Gegeven(label, _weeks(day), f"{known}: {long_date(day)}.")


def _weeks(day: dt.date) -> str:
    weeks = (day - today()).days // 7
    if weeks < 1:
        return "Minder dan een week"
    return "1 week" if weeks == 1 else f"{weeks} weken"


def _picked(payload: Payload, wanted: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [
        (item["label"], item["text"])
        for part in payload["sections"]
        for item in part["facts"]
        if item["key"] in wanted.get(part["key"], ()) and item["text"]
    ]


def _profiles(request: HttpRequest, people: list[Persoon]) -> list[tuple[Persoon, list[Gegeven]]]:
    """What the latest shared profile of each person says about the choice; reading it is logged."""
    told = []
    for person in people:
        if person.tier < dossier.HIGHEST or not person.versies:
            continue
        shown = dossier.version_shown(person.versies[0], request.user)
        log_shown(request, "profielversie", shown)
        told.append((person, [Gegeven(*pair) for pair in _picked(shown.payload, _TELLING)]))
    return told


def _opened(request: HttpRequest, pk: UUID) -> tuple[Koppeling, list[Persoon]]:
    row = koppeling_or_404(request, pk)
    require(request.user, "manage", row)
    people = dossier.personen(row, request.user)
    log_named(request, row, people)
    return row, inburgeraars(people)


@page({"manage_overdracht"}, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def scenario(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose or change the scenario of one or all adults, with the three factors beside it."""
    row, people = _opened(request, pk)
    keuzes = keuzes_of(row, request.user)
    sent = request.POST if request.method == "POST" else None
    form = ScenarioForm(sent, people=people, keuzes=keuzes)
    if form.is_valid():
        try:
            choose_scenario(koppeling=row, acting_user=acting(request), **form.keuze)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "Het scenario is vastgelegd. Het COA krijgt een melding.")
            return redirect("overdracht_gemeente:scenario_informeren", pk=row.pk)
    kaart = dossier.kaart_of(row, request.user)
    context = {
        "koppeling": row,
        "form": form,
        "titel": "Scenario wijzigen" if keuzes else "Scenario kiezen",
        "standen": [(person, keuzes.get(person.betrokkene.pk, [])) for person in people],
        "factoren": factors(row, kaart) if kaart else [],
        "profielen": _profiles(request, people),
        "kan_informeren": any(person.betrokkene.pk in keuzes for person in people),
    }
    return render(request, "overdracht/gemeente/scenario.html", context)


@page({"manage_overdracht"}, activity=ACTIVITY, methods=("GET", "POST"), scope=SCOPE)
def scenario_informeren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record when and how the inburgeraar was told."""
    row, people = _opened(request, pk)
    keuzes = keuzes_of(row, request.user)
    chosen = [person for person in people if person.betrokkene.pk in keuzes]
    sent = request.POST if request.method == "POST" else None
    form = InformerenForm(sent, initial={"op": today()}, people=chosen)
    if form.is_valid():
        try:
            record_informed(koppeling=row, acting_user=acting(request), **form.informatie)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "Vastgelegd dat de inburgeraar is geïnformeerd.")
            return redirect("overdracht_gemeente:koppeling", pk=row.pk)
    context = {"koppeling": row, "form": form, "heeft_scenario": bool(chosen)}
    return render(request, "overdracht/gemeente/scenario_informeren.html", context)


@page(
    {"manage_overdracht"},
    activity=ACTIVITY,
    methods=("GET", "POST"),
    scope="voorkeuren van de eigen gemeenten",
)
def voorkeuren(request: HttpRequest) -> HttpResponse:
    """The voorkeursscenario per azc: what holds, what was, and a form to agree on one."""
    form = VoorkeurForm(
        request.POST if request.method == "POST" else None,
        gebruiker=request.user,
        initial={"geldig_van": today()},
    )
    if form.is_valid():
        try:
            set_voorkeursscenario(acting_user=acting(request), **form.voorkeur)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De voorkeur is opgeslagen.")
            return redirect("overdracht_gemeente:voorkeuren")
    rows: QuerySet[Voorkeursscenario] = visible(Voorkeursscenario, request.user)
    found = list(
        rows.select_related("gemeente", "opvanglocatie").order_by("opvanglocatie__naam", "-geldig_van")
    )
    day = today()
    context = {
        "form": form,
        "lopend": [row for row in found if row.geldig_tot is None or row.geldig_tot >= day],
        "eerder": [row for row in found if row.geldig_tot is not None and row.geldig_tot < day],
    }
    return render(request, "overdracht/gemeente/voorkeuren.html", context)


@page({"manage_overdracht"}, activity=ACTIVITY, methods=("POST",), scope="voorkeuren van de eigen gemeenten")
def voorkeur_beeindigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a voorkeursscenario: from today on every koppeling waits for a choice again."""
    row = get_visible_or_404(Voorkeursscenario, request.user, pk=pk)
    try:
        end_voorkeursscenario(voorkeur=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De voorkeur is beëindigd.")
    return redirect("overdracht_gemeente:voorkeuren")
