"""What is printed for the inburgeraar in a language that they read: the PID and the declaration to sign."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import visible
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.dates import today
from coa_portal.web.vertaling import TALEN
from overdracht.actions.derden import party_names
from overdracht.coa.standing import active_koppeling
from overdracht.coa.views.shared import READ, crumbs, get_person
from overdracht.pdf.pid import pid_pdf
from overdracht.pdf.verklaring import verklaring_pdf
from overdracht.teksten import TEKSTEN, current_text
from voorinburgering.models import PidOverhandiging


@page(READ, activity="bijhouden-klantprofiel")
def pid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the blue folder holds, and the papers for it in each language."""
    person = get_person(request, pk)
    log_reading(request, what="persoonlijk informatiedossier", subjects=[person.pk], object_id=person.pk)
    koppeling = active_koppeling(person)
    context = crumbs(
        person,
        koppeling,
        overhandigd=_folder(request, person.pk),
        talen=TALEN.values(),
        tekst=current_text(today()) if koppeling else None,
    )
    return render(request, "overdracht/coa/pid.html", context)


@page(READ, activity="bijhouden-klantprofiel", rate=rates.PDF)
def pid_document(request: HttpRequest, pk: UUID, taal: str) -> HttpResponse:
    """The PID in Dutch beside one language."""
    person = get_person(request, pk)
    if taal not in TALEN:
        raise Http404
    log_reading(
        request,
        what=f"persoonlijk informatiedossier ({taal})",
        subjects=[person.pk],
        object_id=person.pk,
        channel=Channel.PDF,
    )
    made = pid_pdf(person, _folder(request, person.pk), TALEN[taal], timezone.now())
    return _download(made, f"pid-{taal}.pdf")


@page(READ, activity="vastleggen-toestemming", rate=rates.PDF)
def verklaring(request: HttpRequest, pk: UUID, versie: str, taal: str) -> HttpResponse:
    """The declaration to sign, in Dutch beside one language."""
    person = get_person(request, pk)
    koppeling = active_koppeling(person)
    if versie not in TEKSTEN or taal not in TALEN or koppeling is None:
        raise Http404
    log_reading(
        request,
        what=f"toestemmingsverklaring ({taal})",
        subjects=[person.pk],
        object_id=person.pk,
        channel=Channel.PDF,
    )
    made = verklaring_pdf(
        person,
        koppeling,
        TEKSTEN[versie],
        derden=party_names(koppeling.gemeente_id),
        taal=TALEN[taal],
        moment=timezone.now(),
    )
    return _download(made, f"toestemmingsverklaring-{taal}.pdf")


def _folder(request: HttpRequest, person: UUID) -> list[PidOverhandiging]:
    rows = visible(PidOverhandiging, request.user)
    return list(rows.filter(vergunninghouder=person).order_by("-op", "-created_at"))


def _download(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type="application/pdf")
    # a name that says nothing of the person (R11)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
