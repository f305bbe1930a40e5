"""Two versions of one person beside each other, as this account may read them now (DESIGN §4: "earlier ones with
differences")."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access.declare import page
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.audit.reading import log_refusal_later
from overdracht.gemeente.doors import koppeling_or_404, log_frozen, person_or_404
from overdracht.readers import payloads_for_reader
from overdracht.vergelijk_form import VergelijkForm
from overdracht.vergelijken import count, differences


@page(TIER_CAPABILITIES[2], activity="raadplegen-doorgezet-profiel")
def vergelijken(request: HttpRequest, pk: UUID, betrokkene: UUID) -> HttpResponse:
    """Any two open versions, field by field; both are in the reading log. 404 while none is open."""
    row = koppeling_or_404(request, pk)
    person = person_or_404(request, row, betrokkene)
    if not person.versies:
        log_refusal_later(request, what="versies vergelijken", object_id=betrokkene)
        raise Http404
    form = VergelijkForm(request.GET, versies=person.versies) if len(person.versies) > 1 else None
    pair = form.pair if form else None
    context = {
        "koppeling": row,
        "persoon": person,
        "form": form,
        "paar": pair,
        "kenmerken": [row.referentie, person.omschrijving],
    }
    if pair is not None:
        shown = payloads_for_reader(pair, request.user)
        for version, data in zip(pair, shown, strict=True):
            log_frozen(request, "profielversie", version, data)
        found = differences(*shown)
        context |= {"verschillen": found, "aantal": count(found)}
    return render(request, "overdracht/gemeente/vergelijken.html", context)
