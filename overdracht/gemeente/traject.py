"""Pages of the gemeente for intake, PIP and start, and for extra costs (DESIGN §5.8): dates and outcomes only."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.web.components import Gegeven
from coa_portal.web.forms import PortaalForm, apply_domain_error
from koppeling.models import Koppeling
from overdracht import voortgang
from overdracht.actions import (
    Trajectfeiten,
    agree_kosten,
    drop_kosten,
    retract_start,
    save_traject,
    start_traject,
)
from overdracht.gemeente.doors import koppeling_or_404, log_named, person_or_404
from overdracht.gemeente.dossier import Persoon, personen
from overdracht.gemeente.forms_traject import KostenForm, StartForm, TrajectForm
from overdracht.models import ExtraKosten, Inburgeringstraject

ACTIVITY = "inburgering-gemeente"
MANAGE = {"manage_overdracht"}


def trajecten_of(koppeling: Koppeling, gebruiker: Any) -> dict[UUID, Inburgeringstraject]:
    """Per person the traject, as far as this account sees it."""
    rows = visible(Inburgeringstraject, gebruiker).filter(koppeling=koppeling).order_by("created_at")
    return {row.betrokkene_id: row for row in rows}


def inburgeraars(people: Sequence[Persoon], known: dict[UUID, Inburgeringstraject]) -> list[Persoon]:
    """Who takes part in the inburgering: by age, or because a traject was begun."""
    return [p for p in people if p.betrokkene.may_have_traject or p.betrokkene.pk in known]


def panel(request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]) -> SafeString | None:
    """The card on the page of the koppeling: per person how far it is."""
    known = trajecten_of(koppeling, request.user)
    if people:
        shown = inburgeraars(people, known)
        facts = [Gegeven(p.titel, voortgang.traject_stand(known.get(p.betrokkene.pk))) for p in shown]
    else:
        facts = [Gegeven("Een persoon", voortgang.traject_stand(row)) for row in known.values()]
    if not facts:
        return None
    context = {
        "titel": "Inburgering",
        "id": "inburgering",
        "facts": facts,
        "actie": "Bekijk",
        "url": reverse("overdracht_gemeente:inburgering", args=[koppeling.pk]),
    }
    return render_to_string("overdracht/voortgang_kaart.html", context, request)


@page(TIER_CAPABILITIES[0], activity=ACTIVITY)
def inburgering(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Intake, toets, PIP and start of everybody in the household; also of an ended koppeling, as own work."""
    row = koppeling_or_404(request, pk)
    people = personen(row, request.user)
    known = trajecten_of(row, request.user)
    shown = inburgeraars(people, known)
    log_named(request, row, shown)
    may = bool(policy_of(Koppeling).may(request.user, "manage", row))
    lines: list[dict[str, Any]] = [
        {
            "persoon": person,
            "titel": person.titel,
            "facts": voortgang.traject_facts(known.get(person.betrokkene.pk)),
            "traject": known.get(person.betrokkene.pk),
        }
        for person in shown
    ]
    if not people:
        lines = [
            {"titel": f"Persoon {number}", "facts": voortgang.traject_facts(traject)}
            for number, traject in enumerate(known.values(), 1)
        ]
    costs = list(visible(ExtraKosten, request.user).filter(koppeling=row, vervallen_op=None))
    context = {
        "koppeling": row,
        "lines": lines,
        "may_manage": may,
        "kosten": [(voortgang.costs_text(one), one) for one in costs],
    }
    return render(request, "overdracht/gemeente/inburgering.html", context)


def _opened(request: HttpRequest, pk: UUID, betrokkene: UUID) -> tuple[Koppeling, Persoon]:
    row = koppeling_or_404(request, pk)
    person = person_or_404(request, row, betrokkene)
    require(request.user, "manage", row)
    log_named(request, row, [person])
    return row, person


def _shown(
    request: HttpRequest, row: Koppeling, person: Persoon, form: PortaalForm, **more: Any
) -> HttpResponse:
    context = {
        "koppeling": row,
        "form": form,
        "kenmerken": [row.referentie, person.titel],
        "terug": "Inburgering",
        "terug_url": reverse("overdracht_gemeente:inburgering", args=[row.pk]),
        **more,
    }
    return render(request, "overdracht/gemeente/formulier.html", context)


@page(MANAGE, activity=ACTIVITY, methods=("GET", "POST"))
def traject(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """Dates and outcomes of one person."""
    row, person = _opened(request, pk, betrokkene)
    found = trajecten_of(row, request.user).get(person.betrokkene.pk)
    initial = {name: getattr(found, name, None) for name in TrajectForm.base_fields}
    form = TrajectForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            save_traject(
                koppeling=row,
                betrokkene=person.betrokkene,
                feiten=Trajectfeiten(**form.cleaned_data),
                acting_user=acting(request),
            )
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De gegevens over de inburgering zijn opgeslagen.")
            return redirect("overdracht_gemeente:inburgering", pk=row.pk)
    return _shown(request, row, person, form, titel="Brede intake en PIP", knop="Opslaan")


@page(MANAGE, activity=ACTIVITY, methods=("GET", "POST"))
def start(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """Report the start of the regular programme; the page says what follows at COA."""
    row, person = _opened(request, pk, betrokkene)
    form = StartForm(request.POST if request.method == "POST" else None, initial={"gestart_op": today()})
    if request.method == "POST" and form.is_valid():
        try:
            start_traject(
                koppeling=row,
                betrokkene=person.betrokkene,
                acting_user=acting(request),
                **form.cleaned_data,
            )
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De start is gemeld. Het COA krijgt een melding.")
            return redirect("overdracht_gemeente:inburgering", pk=row.pk)
    uitleg = (
        "De persoon woont nog in de opvang. Met uw melding stoppen de Voorinburgering en de individuele begeleiding "
        "van het COA. De dagelijkse begeleiding gaat door."
        if row.status == "definitief"
        else "Het COA krijgt een melding dat het reguliere traject is gestart."
    )
    return _shown(request, row, person, form, titel="Start melden", knop="Start melden", uitleg=uitleg)


@page(MANAGE, activity=ACTIVITY, methods=("POST",))
def start_terugnemen(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """Take back a start that was reported by mistake."""
    row, person = _opened(request, pk, betrokkene)
    try:
        retract_start(koppeling=row, betrokkene=person.betrokkene, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De melding van de start is teruggenomen.")
    return redirect("overdracht_gemeente:inburgering", pk=row.pk)


@page(MANAGE, activity=ACTIVITY, methods=("GET", "POST"))
def kosten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree who pays extra costs."""
    row = koppeling_or_404(request, pk)
    require(request.user, "manage", row)
    people = personen(row, request.user)
    log_named(request, row, people)
    form = KostenForm(
        request.POST if request.method == "POST" else None,
        mensen=people,
        initial={"afgesproken_op": today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            agree_kosten(koppeling=row, acting_user=acting(request), **form.facts)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            messages.success(request, "De afspraak over kosten is opgeslagen.")
            return redirect("overdracht_gemeente:inburgering", pk=row.pk)
    context = {
        "koppeling": row,
        "form": form,
        "kenmerken": [row.referentie],
        "titel": "Extra kosten",
        "knop": "Opslaan",
        "terug": "Inburgering",
        "terug_url": reverse("overdracht_gemeente:inburgering", args=[row.pk]),
    }
    return render(request, "overdracht/gemeente/formulier.html", context)


@page(MANAGE, activity=ACTIVITY, methods=("POST",))
def kosten_vervallen(request: HttpRequest, pk: UUID, kosten: UUID) -> HttpResponse:
    """An agreement about costs no longer holds."""
    row = koppeling_or_404(request, pk)
    found = get_visible_or_404(ExtraKosten, request.user, pk=kosten, koppeling=row)
    try:
        drop_kosten(kosten=found, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De afspraak is vervallen.")
    return redirect("overdracht_gemeente:inburgering", pk=row.pk)
