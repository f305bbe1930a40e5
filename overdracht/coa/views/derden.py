"""Third parties in a consent that was given: one more, or one taken back (DESIGN §3, R6)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from coa_portal.web.forms import PortaalForm
from overdracht.actions import add_derde, withdraw_derde
from overdracht.coa.forms import DerdeForm, IntrekkenForm
from overdracht.coa.views.shared import RECORD, WITHDRAW, attempt, crumbs, get_toestemming, sent
from overdracht.models import Toestemming, ToestemmingDerde

_ACTIVITY = "vastleggen-toestemming"


@page(
    RECORD,
    activity=_ACTIVITY,
    methods=("GET", "POST"),
    scope="toestemmingen van dossiers van de eigen opvanglocaties",
    rate=rates.UPLOAD,
)
def derde_toevoegen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A further declaration: one more organisation may read along."""
    row = get_toestemming(request, pk)
    require(request.user, "record_toestemming", row.vergunninghouder)
    log_reading(request, what="toestemming", subjects=[row.vergunninghouder_id], object_id=row.pk)
    if request.method == "POST":
        form = DerdeForm(request.POST, request.FILES, consent=row)
    else:
        form = DerdeForm(initial={"ondertekend_op": today()}, consent=row)
    if form.is_valid() and attempt(
        form, lambda: add_derde(toestemming=row, acting_user=acting(request), **form.cleaned_data)
    ):
        messages.success(request, f"{form.cleaned_data['derde_partij']} mag meelezen.")
        return redirect("overdracht:toestemming", pk=row.vergunninghouder_id)
    return _shown(
        request, row, form, titel="Organisatie laten meelezen", knop="Vastleggen", stap="derde_toevoegen"
    )


@page(
    WITHDRAW,
    activity=_ACTIVITY,
    methods=("GET", "POST"),
    scope="toestemmingen van dossiers van de eigen opvanglocaties",
)
def derde_intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One organisation may read no more; the consent for the gemeente stays."""
    naming = _naming_or_404(request, pk)
    row = get_toestemming(request, naming.toestemming_id)
    require(request.user, "record_withdrawal", row.vergunninghouder)
    log_reading(request, what="toestemming", subjects=[row.vergunninghouder_id], object_id=row.pk)
    form = IntrekkenForm(sent(request), initial={"ingetrokken_op": today()})
    if form.is_valid() and attempt(
        form, lambda: withdraw_derde(naming=naming, acting_user=acting(request), **form.cleaned_data)
    ):
        messages.success(request, f"{naming.derde_partij} leest niet meer mee.")
        return redirect("overdracht:toestemming", pk=row.vergunninghouder_id)
    return _shown(
        request,
        row,
        form,
        titel=f"{naming.derde_partij} niet meer laten meelezen",
        knop="Niet meer laten meelezen",
        stap="derde_intrekken",
        stijl="gevaar",
    )


def _naming_or_404(request: HttpRequest, pk: UUID) -> ToestemmingDerde:
    rows = ToestemmingDerde.objects.filter(toestemming__in=visible(Toestemming, request.user).order_by())
    found: ToestemmingDerde | None = rows.select_related("derde_partij").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, row: Toestemming, form: PortaalForm, **more: Any) -> HttpResponse:
    context = crumbs(row.vergunninghouder, consent=row, form=form, **more)
    context["kenmerken"].append(f"Voor gemeente {row.gemeente}")
    return render(request, "overdracht/coa/stap.html", context)
