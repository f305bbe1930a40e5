"""Bringing in files of IBIS: the page with the form and the former imports, the progress, and the report."""

import csv
import io
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error
from klantprofiel.actions import start_import
from klantprofiel.forms import IbisForm, RapportForm
from klantprofiel.ibis.rapport import REPORT_HEAD, field_label, lines_of, remark_text, report_lines
from klantprofiel.models import Ibisimport, Ibisregel
from klantprofiel.policy import FEED
from klantprofiel.selectors import imports_with_account
from klantprofiel.tasks import hint_after_commit

PER_PAGE = 50
_ACTIVITY = "inlezen-ibis"
_SOORT = {"gemaakt": "goed", "gewijzigd": "info", "ongewijzigd": "neutraal", "geweigerd": "fout"}


@page(FEED, activity=_ACTIVITY, methods=("GET", "POST"), rate=rates.UPLOAD)
def ibis(request: HttpRequest) -> HttpResponse:
    """The form, and what came in before."""
    form = IbisForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = start_import(content=form.content, formaat=form.formaat, acting_user=request.user)
        except DomainError as error:
            apply_domain_error(form, error)
        else:
            hint_after_commit()
            return redirect("klantprofiel:ibis_import", pk=row.pk)
    rows = imports_with_account(visible(Ibisimport, request.user))
    pagina = Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "klantprofiel/ibis.html", {"form": form, "pagina": pagina})


@page(FEED, activity=_ACTIVITY, rate=rates.LIST)
def ibis_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an import is, and the report of what is done."""
    row = _get(request, pk)
    filters = RapportForm(request.GET)
    uitkomst = filters.cleaned_data["uitkomst"] if filters.is_valid() else ""
    pagina = Paginator(lines_of(row, uitkomst), PER_PAGE).get_page(request.GET.get("pagina"))
    people = [line.vergunninghouder_id for line in pagina.object_list if line.vergunninghouder_id]
    log_reading(request, what="rapport IBIS", subjects=people, object_id=row.pk)
    shown = [_shown(line) for line in pagina.object_list]
    context = {"row": row, "filterform": filters, "pagina": pagina, "regels": shown}
    return render(request, "klantprofiel/ibis_import.html", context)


def _shown(line: Ibisregel) -> dict[str, Any]:
    return {
        "line": line,
        "soort": _SOORT[line.uitkomst],
        "velden": ", ".join(field_label(name) for name in line.velden),
        "opmerkingen": [remark_text(*remark) for remark in line.opmerkingen],
    }


@page(FEED, activity=_ACTIVITY)
def ibis_stand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an import is, for the progress bar. Nothing about a person."""
    row = _get(request, pk)
    return JsonResponse({"verwerkt": row.verwerkt, "regels": row.regels, "klaar": row.klaar_op is not None})


@page(FEED, activity=_ACTIVITY, rate=rates.EXPORT)
def ibis_rapport(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole report as CSV: numbers, fields and reasons, without a person."""
    row = _get(request, pk)
    log_reading(request, what="rapport IBIS", subjects=[], object_id=row.pk, channel=Channel.FILE)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(REPORT_HEAD)
    writer.writerows(report_lines(row))
    # the mark makes a spreadsheet read it as UTF-8
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ibis-{row.created_at:%Y%m%d-%H%M}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _get(request: HttpRequest, pk: UUID) -> Ibisimport:
    rows = imports_with_account(visible(Ibisimport, request.user))
    return get_visible_or_404(Ibisimport, request.user, rows, pk=pk)
