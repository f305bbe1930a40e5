"""Planning lessons of a group: a series, its end, and a single lesson."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Lesgroep
from voorinburgering import actions
from voorinburgering.forms_lessen import LesForm, LesreeksForm, StopForm, default_end
from voorinburgering.models import Lesreeks
from voorinburgering.policy import KEEP
from voorinburgering.views.shared import ACTIVITY, KEPT, attempt, kept_lesgroep, sent


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def reeks(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a series."""
    group = kept_lesgroep(request, pk)
    require(request.user, "change", group)
    initial = {"van": today(), "tot": default_end(today()), "docent": _self(request, group)}
    form = LesreeksForm(sent(request), lesgroep=group, initial=initial)
    if form.is_valid() and attempt(
        form,
        lambda: actions.plan_lesreeks(
            lesgroep=group,
            van=form.cleaned_data["van"],
            tot=form.cleaned_data["tot"],
            weekdagen=form.cleaned_data["weekdagen"],
            plan=form.plan(),
            acting_user=acting(request),
        ),
    ):
        messages.success(request, "De lesreeks is gepland. Feestdagen en vrije dagen zijn overgeslagen.")
        return redirect("voorinburgering:lesgroep", pk=group.pk)
    uitleg = "Op nationale feestdagen en op vrije dagen van de opvanglocatie komt geen les."
    context = {
        "lesgroep": group,
        "form": form,
        "titel": "Lesreeks plannen",
        "knop": "Plannen",
        "uitleg": uitleg,
    }
    return render(request, "voorinburgering/stap.html", context)


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def losse_les(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan one lesson beside the series."""
    group = kept_lesgroep(request, pk)
    require(request.user, "change", group)
    initial = {"dag": today(), "docent": _self(request, group)}
    form = LesForm(sent(request), lesgroep=group, initial=initial)
    if form.is_valid() and attempt(
        form,
        lambda: actions.add_les(
            lesgroep=group,
            dag=form.cleaned_data["dag"],
            plan=form.plan(),
            onderwerp=form.cleaned_data.get("onderwerp", ""),
            acting_user=acting(request),
        ),
    ):
        messages.success(request, "De les is gepland.")
        return redirect("voorinburgering:lesgroep", pk=group.pk)
    context = {"lesgroep": group, "form": form, "titel": "Losse les plannen", "knop": "Plannen"}
    return render(request, "voorinburgering/stap.html", context)


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=KEPT)
def stoppen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a series earlier."""
    rows = visible(Lesreeks, request.user).select_related("lesgroep__opvanglocatie")
    row = get_visible_or_404(Lesreeks, request.user, rows, pk=pk)
    require(request.user, "change", row)
    form = StopForm(sent(request), initial={"vanaf": today()})
    if form.is_valid() and attempt(
        form,
        lambda: actions.stop_lesreeks(
            lesreeks=row, vanaf=form.cleaned_data["vanaf"], acting_user=acting(request)
        ),
    ):
        messages.success(request, "De lesreeks stopt. Wat daarna gepland was, is weg.")
        return redirect("voorinburgering:lesgroep", pk=row.lesgroep_id)
    context = {
        "lesgroep": row.lesgroep,
        "form": form,
        "titel": f"Lesreeks stoppen: {row}",
        "knop": "Lesreeks stoppen",
    }
    return render(request, "voorinburgering/stap.html", context)


def _self(request: HttpRequest, group: Lesgroep) -> Gebruiker | None:
    """The account that plans, where it mostly gives these lessons itself: anything but NT2."""
    return None if group.soort == Lesgroep.Soort.NT2 else acting(request)
