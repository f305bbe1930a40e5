"""What is printed of the Voorinburgering of one person; each download is a line in the reading log (R10)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import ENTER
from voorinburgering.pdf.bewijs import certificate_pdf
from voorinburgering.pdf.resultaten import results_pdf
from voorinburgering.samenvatting import samenvatting_of
from voorinburgering.views.toets import ACTIVITY, SCOPE


@page(ENTER, activity=ACTIVITY, scope=SCOPE, rate=rates.PDF)
def resultatenblad(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Results of tests and what was followed, for the PID of the person."""
    person = _person(request, pk)
    document = results_pdf(person, samenvatting_of(person), moment=timezone.now())
    return _download(request, person, "resultatenblad", document)


@page(ENTER, activity=ACTIVITY, scope=SCOPE, rate=rates.PDF)
def bewijs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The certificate of participation, once the Voorinburgering ended."""
    person = _person(request, pk)
    signer = acting(request).naam
    try:
        document = certificate_pdf(person, samenvatting_of(person), signer=signer, moment=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("toetsen:persoon", pk=person.pk)
    return _download(request, person, "bewijs van deelname", document)


def _person(request: HttpRequest, pk: UUID) -> Vergunninghouder:
    rows = visible(Vergunninghouder, request.user).select_related("dossier_locatie")
    return get_visible_or_404(Vergunninghouder, request.user, rows, pk=pk)


def _download(request: HttpRequest, person: Vergunninghouder, what: str, document: bytes) -> HttpResponse:
    log_reading(request, what=what, subjects=[person.pk], object_id=person.pk, channel=Channel.PDF)
    response = HttpResponse(document, content_type="application/pdf")
    # a name that says nothing of the person (R11)
    response["Content-Disposition"] = f'attachment; filename="{what.replace(" ", "-")}.pdf"'
    return response
