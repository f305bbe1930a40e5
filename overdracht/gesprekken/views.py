"""Talks and agreements: the list, the household's page, one talk and its steps. The same pages for both sides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from coa_portal.access.policy import require
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from overdracht import actions
from overdracht.gesprekken import forms, hints, selectors
from overdracht.gesprekken.doors import (
    ACTIVITY,
    PLAN,
    READ,
    WORK,
    afspraak_or_404,
    attempt,
    crumbs,
    gesprek_or_404,
    koppeling_or_404,
    people_shown,
    sent,
)
from overdracht.gesprekken.ics import calendar_file, place_of
from overdracht.gesprekken.steps import STEPS, buttons
from overdracht.gesprekken_policy import may_plan, require_plan
from overdracht.lifecycle import AFSPRAAK, GESPREK
from overdracht.models import Gesprek
from overdracht.policy import gemeenten_reading, is_coa

PER_PAGE = 25


@page(READ, activity=ACTIVITY, rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """Talks of the koppelingen that the account sees, without names."""
    form = forms.GesprekFilter(request.GET)
    filters = form.filters
    rows = _narrowed(request, filters).order_by(F("moment").asc(nulls_first=True), "pk")
    if filters["weergave"] in {"gehouden", "niet_gehouden", "afgezegd"}:
        rows = rows.order_by("-moment", "pk")
    page_obj = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page_obj": page_obj,
        "rijen": [(row, selectors.turn_text(row, request.user), place_of(row)) for row in page_obj],
        "is_gefilterd": any(filters.values()),
        "may_plan": grants_of(request.user).has("manage_overdracht"),
        "toon_gemeente": is_coa(request.user) or len(gemeenten_reading(request.user, 0)) > 1,
    }
    return render(request, "overdracht/gesprekken/lijst.html", context)


def _narrowed(request: HttpRequest, filters: dict[str, str]) -> "QuerySet[Gesprek]":
    rows = selectors.talks(request.user)
    if filters["soort"]:
        rows = rows.filter(soort=filters["soort"])
    shown = filters["weergave"]
    if shown == forms.MINE:
        return rows.filter(pk__in=selectors.waiting_for(request.user).order_by().values("pk"))
    if shown == forms.PAST:
        return rows.filter(pk__in=selectors.untold(request.user).order_by().values("pk"))
    return rows.filter(status=shown) if shown else rows.filter(status__in=("voorgesteld", "gepland"))


@page(READ, activity=ACTIVITY)
def koppeling(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The talks and agreements of one household."""
    row = koppeling_or_404(request, pk)
    people = people_shown(request, row)
    talks = list(selectors.talks(request.user).filter(koppeling=row).order_by("-moment"))
    may_work = bool(may_plan(request.user, row))
    context = crumbs(
        request,
        row,
        gesprekken=[(talk, selectors.turn_text(talk, request.user), place_of(talk)) for talk in talks],
        afspraken=_agreements(request, row, people),
        people=people,
        roosters=selectors.weeks(row, people, request.user),
        may_work=may_work,
        may_plan=may_work and grants_of(request.user).has("manage_overdracht", row.gemeente_id),
    )
    return render(request, "overdracht/gesprekken/koppeling.html", context)


def _agreements(
    request: HttpRequest, row: Any, people: list[selectors.Lid], gesprek: Gesprek | None = None
) -> list[tuple[Any, str, list[Any]]]:
    """(agreement, about whom, the steps that are possible)."""
    titles = {person.betrokkene.pk: person.titel for person in people}
    rows = selectors.agreements(request.user, row)
    if gesprek is not None:
        rows = rows.filter(gesprek=gesprek)
    may_work = bool(may_plan(request.user, row))
    return [
        (
            one,
            titles.get(one.betrokkene_id, "Eén persoon") if one.betrokkene_id else "Huishouden",
            AFSPRAAK.possible(one.status) if may_work else [],
        )
        for one in rows
    ]


@page(PLAN, activity=ACTIVITY, methods=("GET", "POST"))
def nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The gemeente proposes a talk."""
    row = koppeling_or_404(request, pk)
    require(request.user, "manage", row)
    people = people_shown(request, row)
    weeks = selectors.weeks(row, people, request.user)
    soort = request.GET.get("soort", "")
    soort = soort if soort in Gesprek.Soort.values else Gesprek.Soort.DRIEGESPREK
    moment = selectors.moment_for(row, soort, weeks)
    initial = {
        "soort": soort,
        "dag": moment.dag,
        "tijd": moment.tijd,
        "vorm": "azc",
        "tolk": selectors.interpreter_needed(row, request.user),
        "betrokkenen": [str(one.betrokkene.pk) for one in people if one.betrokkene.is_hoofdpersoon],
    }
    form = forms.PlanForm(sent(request), people=people, initial=initial)
    if form.is_valid() and attempt(
        form,
        lambda: actions.plan_gesprek(
            koppeling=row,
            soort=form.cleaned_data["soort"],
            voorstel=form.voorstel(),
            betrokkenen=form.chosen(),
            acting_user=acting(request),
        ),
    ):
        messages.success(request, "Het voorstel is naar het COA gestuurd.")
        return redirect("gesprekken:koppeling", pk=row.pk)
    context = crumbs(request, row, form=form, uitleg=moment.uitleg, roosters=weeks)
    return render(request, "overdracht/gesprekken/nieuw.html", context)


@page(READ, activity=ACTIVITY)
def gesprek(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One talk: when, where, with whom, whose turn it is, and what was agreed."""
    row = gesprek_or_404(request, pk)
    people = people_shown(request, row.koppeling)
    expected = selectors.expected_at(row)
    may_work = bool(may_plan(request.user, row.koppeling))
    context = crumbs(
        request,
        row.koppeling,
        gesprek=row,
        plaats=place_of(row),
        beurt=selectors.turn_text(row, request.user),
        deelnemers=[person for person in people if person.betrokkene.pk in expected],
        knoppen=buttons(row, request.user) if may_work else [],
        afspraken=_agreements(request, row.koppeling, people, row),
        may_work=may_work,
        hints=hints.of_gesprek(request.user, row, expected),
        roosters=selectors.weeks(row.koppeling, people, request.user) if row.is_open else [],
        zitting_url=_sitting_url(row),
        eerdere=selectors.earlier_moments(row),
    )
    return render(request, "overdracht/gesprekken/gesprek.html", context)


def _sitting_url(row: Gesprek) -> str:
    if row.bezoekdag_id:
        return reverse("gesprekken:bezoekdag", args=[row.bezoekdag_id])
    return reverse("gesprekken:sessie", args=[row.sessie_id]) if row.sessie_id else ""


@page(WORK, activity=ACTIVITY, methods=("GET", "POST"))
def stap(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """One step of a talk, each with its own small form."""
    step = STEPS.get(code)
    if step is None:
        raise Http404
    row = gesprek_or_404(request, pk)
    require(request.user, "work_on", row)
    GESPREK.judge(row.status, step.action_of(row))
    form = step.form(sent(request), initial=step.initial(row))
    if form.is_valid() and attempt(form, lambda: step.take(row, form, acting(request))):
        messages.success(request, step.done)
        return redirect("gesprekken:gesprek", pk=row.pk)
    people = people_shown(request, row.koppeling) if step.needs_weeks else []
    context = crumbs(
        request,
        row.koppeling,
        gesprek=row,
        form=form,
        titel=step.title_of(row),
        stap=step,
        plaats=place_of(row),
        roosters=selectors.weeks(row.koppeling, people, request.user) if people else [],
    )
    return render(request, "overdracht/gesprekken/stap.html", context)


@page(READ, activity=ACTIVITY, rate=rates.LIST)
def ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The calendar file of a talk with a moment."""
    row = gesprek_or_404(request, pk)
    if row.moment is None:
        raise Http404
    response = HttpResponse(calendar_file(row), content_type="text/calendar; charset=utf-8")
    name = f"{row.soort}-{row.koppeling.referentie}-{timezone.localdate(row.moment):%Y%m%d}.ics"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@page(WORK, activity=ACTIVITY, methods=("GET", "POST"))
def afspraak_nieuw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write an agreement down; `?gesprek=`: one that was made in that talk."""
    row = koppeling_or_404(request, pk)
    require_plan(request.user, row)
    people = people_shown(request, row)
    talk = _talk_of(request, row)
    form = forms.AfspraakForm(sent(request), people=people)
    if form.is_valid() and attempt(
        form,
        lambda: actions.make_afspraak(
            koppeling=row, gesprek=talk, acting_user=acting(request), **form.facts()
        ),
    ):
        messages.success(request, "De afspraak is vastgelegd. De andere kant krijgt een melding.")
        if talk is not None:
            return redirect("gesprekken:gesprek", pk=talk.pk)
        return redirect("gesprekken:koppeling", pk=row.pk)
    return render(
        request, "overdracht/gesprekken/afspraak.html", crumbs(request, row, form=form, gesprek=talk)
    )


def _talk_of(request: HttpRequest, row: Any) -> Gesprek | None:
    """The talk that the address names, if the account sees it; of this household."""
    try:
        key = UUID(request.GET.get("gesprek", ""))
    except ValueError:
        return None
    return selectors.talks(request.user).filter(koppeling=row, pk=key).first()


@page(WORK, activity=ACTIVITY, methods=("POST",))
def afspraak_stap(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Done, lapsed, or not done after all."""
    row = afspraak_or_404(request, pk)
    if code not in AFSPRAAK.steps:
        raise Http404
    if row.betrokkene_id:
        person = row.betrokkene.vergunninghouder_id if row.betrokkene else None
        log_reading(request, what="afspraak", subjects=[person], object_id=row.pk)
    actions.step_afspraak(afspraak=row, step=code, acting_user=acting(request))
    messages.success(
        request, f"De afspraak staat nu op ‘{AFSPRAAK.states[AFSPRAAK.steps[code].target].lower()}’."
    )
    return redirect("gesprekken:koppeling", pk=row.koppeling_id)
