"""The steps on a consent that exists: asked, given, refused, withdrawn. Each has a page that says what follows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from coa_portal.web.forms import PortaalForm
from overdracht.actions import ask_toestemming, give_toestemming, refuse_toestemming, withdraw_toestemming
from overdracht.coa.forms import HandtekeningForm, IntrekkenForm, VragenForm, WeigerenForm
from overdracht.coa.views.shared import RECORD, WITHDRAW, attempt, crumbs, get_toestemming, sent
from overdracht.lifecycle import TOESTEMMING
from overdracht.models import Toestemming

_ACTIVITY = "vastleggen-toestemming"


def _opened(request: HttpRequest, pk: UUID, step: str, rule: str) -> Toestemming:
    """The consent, when this account may take this step on it now."""
    row = get_toestemming(request, pk)
    require(request.user, rule, row.vergunninghouder)
    TOESTEMMING.judge(row.status, step)
    log_reading(request, what="toestemming", subjects=[row.vergunninghouder_id], object_id=row.pk)
    return row


def _done(request: HttpRequest, row: Toestemming, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect("overdracht:toestemming", pk=row.vergunninghouder_id)


def _shown(request: HttpRequest, row: Toestemming, form: PortaalForm, **more: Any) -> HttpResponse:
    context = crumbs(row.vergunninghouder, consent=row, form=form, **more)
    context["kenmerken"].append(f"Voor gemeente {row.gemeente}")
    return render(request, "overdracht/coa/stap.html", context)


@page(RECORD, activity=_ACTIVITY, methods=("GET", "POST"))
def vragen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signature was asked; the person thinks about it."""
    row = _opened(request, pk, "ask", "record_toestemming")
    form = VragenForm(sent(request), initial={"gevraagd_op": today()})
    if form.is_valid() and attempt(
        form, lambda: ask_toestemming(toestemming=row, acting_user=acting(request), **form.cleaned_data)
    ):
        return _done(request, row, "Vastgelegd dat de toestemming is gevraagd.")
    return _shown(request, row, form, titel="Toestemming gevraagd", knop="Vastleggen", stap="vragen")


@page(RECORD, activity=_ACTIVITY, methods=("GET", "POST"), rate=rates.UPLOAD)
def geven(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signature, with its document."""
    row = _opened(request, pk, "give", "record_toestemming")
    person = row.vergunninghouder
    if request.method == "POST":
        form = HandtekeningForm(request.POST, request.FILES, person=person)
    else:
        form = HandtekeningForm(initial={"ondertekend_op": today()}, person=person)
    if form.is_valid() and attempt(
        form, lambda: give_toestemming(toestemming=row, acting_user=acting(request), **form.handtekening)
    ):
        return _done(request, row, f"De toestemming van {person.naam} is vastgelegd.")
    return _shown(
        request, row, form, titel="Handtekening vastleggen", knop="Toestemming vastleggen", stap="geven"
    )


@page(RECORD, activity=_ACTIVITY, methods=("GET", "POST"))
def weigeren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The person says no."""
    row = _opened(request, pk, "refuse", "record_toestemming")
    if request.method == "POST":
        refuse_toestemming(toestemming=row, acting_user=acting(request))
        return _done(request, row, "Vastgelegd dat er geen toestemming is.")
    return _shown(
        request,
        row,
        WeigerenForm(),
        titel="Weigering vastleggen",
        knop="Weigering vastleggen",
        stap="weigeren",
    )


@page(WITHDRAW, activity=_ACTIVITY, methods=("GET", "POST"))
def intrekken(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Withdrawal: asks for a day and nothing else (R6)."""
    row = _opened(request, pk, "withdraw", "record_withdrawal")
    form = IntrekkenForm(sent(request), initial={"ingetrokken_op": today()})
    if form.is_valid() and attempt(
        form, lambda: withdraw_toestemming(toestemming=row, acting_user=acting(request), **form.cleaned_data)
    ):
        return _done(
            request,
            row,
            f"De toestemming is ingetrokken. Gemeente {row.gemeente} ziet dit profiel niet meer.",
        )
    return _shown(
        request,
        row,
        form,
        titel="Toestemming intrekken",
        knop="Toestemming intrekken",
        stap="intrekken",
        stijl="gevaar",
    )
