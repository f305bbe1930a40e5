"""Requests of gemeenten for a profile, as a task list."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from overdracht.actions import close_opvraging
from overdracht.coa.forms import SluitenForm
from overdracht.coa.views.shared import PUBLISH, READ, attempt, crumbs, sent
from overdracht.lifecycle import OPVRAGING
from overdracht.models import Opvraging
from overdracht.selectors import open_opvragingen

_ACTIVITY = "doorzetten"
PER_PAGE = 25


@page(READ, activity=_ACTIVITY, rate=rates.LIST)
def opvragingen(request: HttpRequest) -> HttpResponse:
    """Open requests about the dossiers that the account sees, the oldest first."""
    rows = Paginator(open_opvragingen(request.user), PER_PAGE).get_page(request.GET.get("pagina"))
    log_reading(request, what="opvragingen", subjects=[row.vergunninghouder_id for row in rows])
    return render(request, "overdracht/coa/opvragingen.html", {"page_obj": rows})


@page(PUBLISH, activity=_ACTIVITY, methods=("GET", "POST"))
def opvraging_sluiten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the gemeente that the profile does not come now, with a coded reason."""
    rows = visible(Opvraging, request.user).select_related(
        "vergunninghouder__plaatsingseenheid", "gemeente", "koppeling"
    )
    row = get_visible_or_404(Opvraging, request.user, rows, pk=pk)
    require(request.user, "doorzetten", row.vergunninghouder)
    OPVRAGING.judge(row.status, "close")
    log_reading(request, what="opvraging", subjects=[row.vergunninghouder_id], object_id=row.pk)
    form = SluitenForm(sent(request))
    if form.is_valid() and attempt(
        form, lambda: close_opvraging(opvraging=row, acting_user=acting(request), **form.cleaned_data)
    ):
        messages.success(request, "De opvraging is gesloten. De gemeente krijgt een melding.")
        return redirect("overdracht:opvragingen")
    context = crumbs(row.vergunninghouder, row.koppeling, opvraging=row, form=form)
    return render(request, "overdracht/coa/opvraging_sluiten.html", context)
