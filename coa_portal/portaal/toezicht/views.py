"""The pages of the functionaris gegevensbescherming. Every look in the log is itself in the log (R10)."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.audit.hints import DAYS, unusual
from coa_portal.audit.models import Inzageregel
from coa_portal.audit.reading import log_reading
from coa_portal.audit.register import activity_name
from coa_portal.audit.selectors import LogFilter, log_lines, people_per_line, processing_lines, seals_of
from coa_portal.common.errors import DomainError
from coa_portal.portaal.toezicht.forms import PeriodeForm, ZoekForm
from coa_portal.portaal.toezicht.keten import stand
from coa_portal.portaal.toezicht.personen import find_accounts, find_people
from coa_portal.portaal.toezicht.zoeken import question, remember
from coa_portal.web.forms import apply_domain_error

WHO = frozenset({"view_reading_log"})
ACTIVITY = "toezicht-leeslog"
PER_PAGE = 25
_PEOPLE_SHOWN = 50


@page(WHO, activity=ACTIVITY, scope="de keten, geen dossiers")
def overzicht(request: HttpRequest) -> HttpResponse:
    """How the chain stands, and the ways from here."""
    return render(request, "portaal/toezicht/overzicht.html", {"stand": stand(), "periode": PeriodeForm()})


@page(WHO, activity=ACTIVITY, methods=("GET", "POST"), scope="het hele leeslog", rate=rates.LIST)
def leeslog(request: HttpRequest) -> HttpResponse:
    """The audit lines: filtered by address, about a person or account by what was typed."""
    zoekform = ZoekForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _search(request, zoekform):
        return redirect(request.get_full_path())
    asked = question(request, request.GET)
    pagina = Paginator(log_lines(asked.wanted), PER_PAGE).get_page(request.GET.get("pagina"))
    lines = list(pagina.object_list)
    log_reading(request, what="leeslog", subjects=asked.wanted.subjects)
    people = people_per_line(lines)
    context = {
        "zoekform": zoekform,
        "vraag": asked,
        "pagina": pagina,
        "regels": [(line, activity_name(line.activity), people[line.pk]) for line in lines],
    }
    return render(request, "portaal/toezicht/leeslog.html", context)


def _search(request: HttpRequest, form: ZoekForm) -> bool:
    """Keep what was typed in the session; False puts the reason at the field. Empty fields forget it."""
    if not form.is_valid():
        return False
    for name, find in (("persoon", find_people), ("medewerker", find_accounts)):
        typed = form.cleaned_data[name].strip()
        try:
            remember(request, name, find(typed) if typed else None)
        except DomainError as error:
            apply_domain_error(form, error)
    return not form.errors


@page(WHO, activity=ACTIVITY, scope="het hele leeslog")
def regel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One line with both halves of its trace, what else that request read, and the seals."""
    line = log_lines(LogFilter()).filter(pk=pk).first()
    if line is None:
        raise Http404
    log_reading(request, what="leeslog: één regel", subjects=[], object_id=line.pk)
    lines = processing_lines(line)
    shown = list(lines[:_PEOPLE_SHOWN])
    seals = seals_of(line, shown)
    context = {
        "regel": line,
        "activiteit": activity_name(line.activity),
        "zegel": seals.get(line.pk),
        "personen": [(row, seals.get(row.pk)) for row in shown],
        "aantal": lines.count(),
        "anders": _others(line),
    }
    return render(request, "portaal/toezicht/regel.html", context)


def _others(line: Inzageregel) -> list[Inzageregel]:
    """What else the same request read or was refused."""
    return list(log_lines(LogFilter(trace_id=line.trace_id)).exclude(pk=line.pk)[:_PEOPLE_SHOWN])


@page(WHO, activity=ACTIVITY, scope="het hele leeslog", rate=rates.LIST)
def opvallend(request: HttpRequest) -> HttpResponse:
    """Readings that are worth a question, with the rule that found them."""
    log_reading(request, what="leeslog: opvallende lezingen", subjects=[])
    return render(request, "portaal/toezicht/opvallend.html", {"soorten": unusual(), "dagen": DAYS})
