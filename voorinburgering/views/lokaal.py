"""Rooms and free days of the own locaties."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from voorinburgering import actions
from voorinburgering.forms_lessen import LesvrijForm, RuimteForm
from voorinburgering.models import Lesvrij, Ruimte
from voorinburgering.policy import KEEP, kept_locaties
from voorinburgering.views.shared import ACTIVITY, attempt, sent

_OWN = "lokalen en vrije dagen van opvanglocaties van de toekenning"
_SHOWN = 200


@page({KEEP}, activity=ACTIVITY, rate=rates.LIST, scope=_OWN)
def lokalen(request: HttpRequest) -> HttpResponse:
    """The rooms in use, and the free days that are not over."""
    rooms = visible(Ruimte, request.user).filter(gesloten_op=None).select_related("opvanglocatie")
    free = visible(Lesvrij, request.user).filter(tot__gte=today()).select_related("opvanglocatie")
    context = {
        "lokalen": rooms.order_by("opvanglocatie__naam", "naam")[:_SHOWN],
        "vrij": free.order_by("van", "opvanglocatie__naam")[:_SHOWN],
    }
    return render(request, "voorinburgering/lokalen.html", context)


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=_OWN)
def lokaal_nieuw(request: HttpRequest) -> HttpResponse:
    """Add a room."""
    form = RuimteForm(sent(request), locaties=kept_locaties(request.user), initial=_only(request))
    if form.is_valid() and attempt(
        form, lambda: actions.add_ruimte(acting_user=acting(request), **form.cleaned_data)
    ):
        messages.success(request, "Het lokaal is toegevoegd.")
        return redirect("voorinburgering:lokalen")
    return render(request, "voorinburgering/lokaal_nieuw.html", {"form": form, "titel": "Nieuw lokaal"})


@page({KEEP}, activity=ACTIVITY, methods=("POST",), scope=_OWN)
def lokaal_sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A room goes out of use."""
    row = get_visible_or_404(Ruimte, request.user, pk=pk)
    try:
        actions.close_ruimte(ruimte=row, acting_user=acting(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Het lokaal is niet meer in gebruik.")
    return redirect("voorinburgering:lokalen")


@page({KEEP}, activity=ACTIVITY, methods=("GET", "POST"), scope=_OWN)
def vrij_nieuw(request: HttpRequest) -> HttpResponse:
    """Add free days."""
    form = LesvrijForm(sent(request), locaties=kept_locaties(request.user), initial=_only(request))
    fallen: list[int] = []
    if form.is_valid() and attempt(
        form,
        lambda: fallen.append(actions.add_lesvrij(acting_user=acting(request), **form.cleaned_data)[1]),
    ):
        said = f" {fallen[0]} geplande lessen gaan niet door." if fallen[0] else ""
        messages.success(request, f"De vrije dagen zijn opgeslagen.{said}")
        return redirect("voorinburgering:lokalen")
    return render(request, "voorinburgering/lokaal_nieuw.html", {"form": form, "titel": "Vrije dagen"})


@page({KEEP}, activity=ACTIVITY, methods=("POST",), scope=_OWN)
def vrij_verwijderen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Those days have lessons after all."""
    row = get_visible_or_404(Lesvrij, request.user, pk=pk)
    actions.remove_lesvrij(lesvrij=row, acting_user=acting(request))
    messages.success(request, "De vrije dagen zijn weg. Zet lessen die niet doorgingen zelf weer open.")
    return redirect("voorinburgering:lokalen")


def _only(request: HttpRequest) -> dict[str, object]:
    """The locatie, where the account keeps one."""
    own = list(kept_locaties(request.user)[:2])
    return {"opvanglocatie": own[0]} if len(own) == 1 else {}
