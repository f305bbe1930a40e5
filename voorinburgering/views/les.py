"""One lesson: who was there, and whether it takes place. For who keeps the group, and for the docent."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from voorinburgering import actions
from voorinburgering.corrections import corrections_of
from voorinburgering.forms_lessen import AanwezigheidForm, LesForm, VervaltForm
from voorinburgering.members import members_of
from voorinburgering.models import Aanwezigheid, Les
from voorinburgering.policy import KEEP, TEACH
from voorinburgering.rooster import DOCENT_SEES, monday_of, shown, teaches
from voorinburgering.views.shared import ACTIVITY, KEPT, attempt, log_lesgroep, sent

_NOBODY = "Er zat op deze dag niemand in de lesgroep."
_FORMER = "De namen van een les ziet u vier weken lang. Vraag de programmabegeleider om iets te verbeteren."
_BOTH = "lessen van lesgroepen van de eigen opvanglocaties, of van de eigen lesgroepen"


@page({KEEP, TEACH}, activity=ACTIVITY, methods=("GET", "POST"), scope=_BOTH)
def les(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The attendance of the whole group on one page."""
    row = get_les(request, pk)
    people = members_of(request.user, row)
    known = {one.deelname_id: one for one in Aanwezigheid.objects.filter(les=row)}
    form = AanwezigheidForm(sent(request), les=row, leerlingen=people, bekend=known)
    log_lesgroep(request, row.lesgroep, [one.persoon for one in people])
    if form.is_valid() and attempt(form, lambda: _record(request, row, form)):
        away = sum(not one.was_there for one in form.opgaven().values())
        messages.success(
            request, f"De aanwezigheid is opgeslagen: {len(people) - away} aanwezig, {away} afwezig."
        )
        return redirect(week_url(row))
    context = crumbs(
        request,
        row,
        form=form,
        mag_invullen=row.status != "vervallen"
        and row.is_begun
        and bool(people)
        and _may(request, "record", row),
        mag_plannen=_may(request, "change", row),
        mag_vervallen=row.status == "gepland" and _may(request, "record", row),
        mag_open=(row.status == "vervallen" and _may(request, "record", row))
        or (row.status == "gegeven" and _may(request, "change", row)),
        leeg_tekst=_FORMER if teaches(request.user) and row.dag < today() - DOCENT_SEES else _NOBODY,
        anderen=len(set(known) - {one.deelname for one in people}),
        wijzigingen=[] if teaches(request.user) else corrections_of(row, people),
    )
    return render(request, "voorinburgering/les.html", context)


def _record(request: HttpRequest, row: Les, form: AanwezigheidForm) -> None:
    actions.record_aanwezigheid(
        les=row, opgaven=form.opgaven(), onderwerp=form.onderwerp_gekozen(), acting_user=acting(request)
    )


@page({KEEP, TEACH}, activity=ACTIVITY, methods=("GET", "POST"), scope=_BOTH)
def vervalt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A lesson does not take place."""
    row = get_les(request, pk)
    require(request.user, "record", row)
    form = VervaltForm(sent(request))
    if form.is_valid() and attempt(
        form,
        lambda: actions.cancel_les(les=row, reden=form.cleaned_data["reden"], acting_user=acting(request)),
    ):
        messages.success(request, "De les gaat niet door.")
        return redirect(week_url(row))
    context = crumbs(request, row, form=form, titel="De les gaat niet door", knop="Opslaan")
    return render(request, "voorinburgering/les_stap.html", context)


@page({KEEP, TEACH}, activity=ACTIVITY, methods=("POST",), scope=_BOTH)
def openzetten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A lesson takes place after all, or was not given."""
    row = get_les(request, pk)
    try:
        actions.reopen_les(les=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "De les staat weer open.")
    return redirect("voorinburgering:les", pk=row.pk)


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def verzetten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another day, time, room, docent or subject."""
    row = get_les(request, pk)
    require(request.user, "change", row)
    form = LesForm.of(row, sent(request))
    if form.is_valid() and attempt(
        form,
        lambda: actions.move_les(
            les=row,
            dag=form.cleaned_data["dag"],
            plan=form.plan(),
            onderwerp=form.cleaned_data.get("onderwerp", ""),
            acting_user=acting(request),
        ),
    ):
        messages.success(request, "De les is gewijzigd.")
        return redirect("voorinburgering:les", pk=row.pk)
    context = crumbs(request, row, form=form, titel="Les wijzigen", knop="Opslaan")
    return render(request, "voorinburgering/les_stap.html", context)


def get_les(request: HttpRequest, pk: UUID) -> Les:
    """A lesson of the own locaties or groups; 404 for any other."""
    return get_visible_or_404(Les, request.user, shown(visible(Les, request.user)), pk=pk)


def week_url(row: Les) -> str:
    """The week in which the lesson is."""
    return f"{reverse('voorinburgering:week')}?van={monday_of(row.dag).isoformat()}"


def crumbs(request: HttpRequest, row: Les, **more: Any) -> dict[str, Any]:
    """What every page of one lesson needs."""
    group = "mijn_lesgroep" if teaches(request.user) else "lesgroep"
    return {
        "les": row,
        "groep_url": reverse(f"voorinburgering:{group}", args=[row.lesgroep_id]),
        "les_url": reverse("voorinburgering:les", args=[row.pk]),
        "week_url": week_url(row),
        **more,
    }


def _may(request: HttpRequest, step: str, row: Les) -> bool:
    return bool(policy_of(Les).may(request.user, step, row))
