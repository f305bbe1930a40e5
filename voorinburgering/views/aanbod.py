"""What an azc has on offer for participation, with the places that are left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from coa_portal.access.policy import get_visible_or_404, policy_of, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from voorinburgering import actions
from voorinburgering.models import Participatie, Participatieaanbod
from voorinburgering.programma_forms import AanbodFilterForm, AanbodForm
from voorinburgering.programma_policy import OFFERS, READ, offering_locaties
from voorinburgering.programma_selectors import Aanbodfilter, list_aanbod
from voorinburgering.views.overzicht import shown_locaties
from voorinburgering.views.person import ACTIVITY, attempt, sent

PER_PAGE = 25
_SCOPE = "aanbod van opvanglocaties van de toekenning"
_FACTS = ("soort", "organisatie", "omschrijving", "gemeente", "uren_per_week", "plaatsen", "van", "tot")


@page(READ, activity=ACTIVITY, rate=rates.LIST, scope=_SCOPE)
def lijst(request: HttpRequest) -> HttpResponse:
    """What is on offer. No names, so nothing for the reading log."""
    form = AanbodFilterForm(request.GET, locaties=shown_locaties(request))
    form.is_valid()
    values = {name: value for name, value in form.cleaned_data.items() if value}
    alleen_vrij = values.pop("vrij", "") == "ja"
    rows = list_aanbod(request.user, Aanbodfilter(alleen_vrij=alleen_vrij, **values))
    pagina = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "pagina": pagina,
        "form": form,
        "may_add": grants_of(request.user).has_any(OFFERS),
        "is_filtered": bool(values or alleen_vrij),
    }
    return render(request, "voorinburgering/programma/aanbod_lijst.html", context)


@page(READ, activity=ACTIVITY, scope=_SCOPE)
def aanbod(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One offer, and who takes part."""
    row = _offer(request, pk)
    rows = visible(Participatie, request.user).filter(aanbod=row).select_related("vergunninghouder")
    people = list(rows.order_by("tot", "van"))
    log_reading(
        request,
        what="aanbod van participatie",
        subjects=[one.vergunninghouder_id for one in people],
        object_id=row.pk,
    )
    context = {
        "aanbod": row,
        "nu": [one for one in people if one.tot is None or one.tot > today()],
        "eerder": [one for one in people if one.tot is not None and one.tot <= today()],
        "may_change": bool(policy_of(Participatieaanbod).may(request.user, "change", row)),
    }
    return render(request, "voorinburgering/programma/aanbod.html", context)


@page(OFFERS, activity=ACTIVITY, methods=("GET", "POST"), scope=_SCOPE)
def nieuw(request: HttpRequest) -> HttpResponse:
    """Put an activity on offer."""
    locaties = offering_locaties(request.user)
    own = list(locaties[:2])
    initial = {"van": today(), "opvanglocatie": own[0] if len(own) == 1 else None}
    form = AanbodForm(sent(request), initial=initial, locaties=locaties)
    if form.is_valid() and attempt(
        form,
        lambda: actions.add_aanbod(
            opvanglocatie=form.cleaned_data["opvanglocatie"],
            feiten=_facts(form),
            acting_user=acting(request),
        ),
    ):
        messages.success(request, "De activiteit staat nu in het aanbod.")
        return redirect("programma:aanbod_lijst")
    return _form(request, form, "Activiteit aanbieden", reverse("programma:aanbod_lijst"))


@page(OFFERS, activity=ACTIVITY, methods=("GET", "POST"), scope=_SCOPE)
def wijzigen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change an offer; a last day ends it."""
    row = _offer(request, pk)
    require(request.user, "change", row)
    form = AanbodForm(sent(request), initial={name: getattr(row, name) for name in _FACTS}, locaties=None)
    if form.is_valid() and attempt(
        form, lambda: actions.change_aanbod(aanbod=row, feiten=_facts(form), acting_user=acting(request))
    ):
        messages.success(request, "Het aanbod is gewijzigd.")
        return redirect("programma:aanbod", pk=row.pk)
    return _form(request, form, "Aanbod wijzigen", reverse("programma:aanbod", args=[row.pk]))


def _facts(form: AanbodForm) -> actions.Aanbodfeiten:
    return actions.Aanbodfeiten(**{name: form.cleaned_data[name] for name in _FACTS})


def _form(request: HttpRequest, form: AanbodForm, titel: str, back: str) -> HttpResponse:
    context = {"form": form, "titel": titel, "terug_url": back}
    return render(request, "voorinburgering/programma/aanbod_formulier.html", context)


def _offer(request: HttpRequest, pk: UUID) -> Any:
    rows: Any = visible(Participatieaanbod, request.user)
    shown = rows.with_places().select_related("opvanglocatie", "gemeente")
    return get_visible_or_404(Participatieaanbod, request.user, shown, pk=pk)
