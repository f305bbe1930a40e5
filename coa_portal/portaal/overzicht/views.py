"""Making an inzage-overzicht: by COA on the person's request, and by the privacy officer."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, require
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.dates import short_date
from coa_portal.portaal.overzicht.facts import overview_of
from coa_portal.portaal.overzicht.forms import VerzoekForm
from coa_portal.portaal.overzicht.pdf import overview_pdf
from coa_portal.portaal.toezicht.zoeken import remembered
from klantprofiel.models import Vergunninghouder

ACTIVITY = "inzage-overzicht"
MAKERS = frozenset({"record_toestemming", "view_all_dossiers"})


@page(
    MAKERS, activity=ACTIVITY, methods=("GET", "POST"), scope="dossiers van de eigen locaties", rate=rates.PDF
)
def for_dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask on whose request, then the PDF."""
    person: Vergunninghouder = get_visible_or_404(Vergunninghouder, request.user, pk=pk)
    require(request.user, "make_overview", person)
    form = VerzoekForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _answer(request, person.pk, _request_text(form.cleaned_data), by_officer=False)
    log_reading(request, what="inzage-overzicht (aanvraag)", subjects=[person.pk], object_id=person.pk)
    dossier = reverse("klantprofiel:dossier", args=[person.pk])
    context = {"person": person, "form": form, "dossier_url": dossier}
    return render(request, "portaal/inzage_overzicht.html", context)


@page(
    {"view_reading_log"},
    activity=ACTIVITY,
    methods=("POST",),
    scope="de persoon van de zoekvraag",
    rate=rates.PDF,
)
def for_officer(request: HttpRequest) -> HttpResponse:
    """The PDF of the one person that the question to the log is about."""
    asked = remembered(request, "persoon")
    if asked is None or len(asked.keys) != 1:
        raise Http404
    try:
        return _answer(request, asked.keys[0], "inzage-overzicht (door toezicht)", by_officer=True)
    except Vergunninghouder.DoesNotExist:
        raise Http404 from None


def _request_text(asked: dict[str, Any]) -> str:
    return f"inzage-overzicht (gevraagd door {asked['door']} op {short_date(asked['gevraagd_op'])})"


def _answer(request: HttpRequest, key: UUID, what: str, *, by_officer: bool) -> HttpResponse:
    """The download; its making is logged first, and without that there is none (R10)."""
    log_reading(request, what=what, subjects=[key], object_id=key, channel=Channel.PDF)
    moment = timezone.now()
    pdf = overview_pdf(overview_of(key, by_officer=by_officer), moment)
    response = HttpResponse(pdf, content_type="application/pdf")
    day = timezone.localdate(moment).isoformat()
    response["Content-Disposition"] = f'attachment; filename="inzage-overzicht-{day}.pdf"'
    return response
