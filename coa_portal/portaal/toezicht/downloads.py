"""Downloads of the privacy officer. The log of the export is written first: without it there is no export (R10)."""

import csv
import io
from dataclasses import astuple, fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.audit.export import as_csv, as_json_lines, harmless
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.audit.register import LABELS, REGISTER, VERANTWOORDELIJKE, Verwerkingsactiviteit
from coa_portal.audit.selectors import log_lines, people_per_line, processing_between
from coa_portal.portaal.toezicht.forms import PeriodeForm
from coa_portal.portaal.toezicht.keten import stand
from coa_portal.portaal.toezicht.views import ACTIVITY, WHO
from coa_portal.portaal.toezicht.zoeken import question

MOST = 20_000


@page(WHO, activity=ACTIVITY, methods=("POST",), scope="het hele leeslog", rate=rates.EXPORT)
def leeslog_csv(request: HttpRequest) -> HttpResponse:
    """The lines of the present question, for a spreadsheet."""
    asked = question(request, request.GET)
    log_reading(request, what="leeslog: download CSV", subjects=asked.wanted.subjects, channel=Channel.FILE)
    lines = list(log_lines(asked.wanted)[: MOST + 1])
    if len(lines) > MOST:
        messages.error(request, f"Dit zijn meer dan {MOST} regels. Kies een kortere periode.")
        query = request.GET.urlencode()
        return redirect(f"/toezicht/leeslog/?{query}" if query else "portaal:leeslog")
    return _download(as_csv(lines, people_per_line(lines)), "leeslog", "csv")


@page(WHO, activity=ACTIVITY, methods=("POST",), scope="het hele leeslog", rate=rates.EXPORT)
def leeslog_ldv(request: HttpRequest) -> HttpResponse:
    """Processing lines of a period after Logboek Dataverwerkingen; longer periods by `manage.py export_ldv`."""
    form = PeriodeForm(request.POST)
    if not form.is_valid():
        return render(request, "portaal/toezicht/overzicht.html", {"stand": stand(), "periode": form})
    log_reading(request, what="leeslog: download Logboek Dataverwerkingen", subjects=[], channel=Channel.FILE)
    lines = list(processing_between(form.cleaned_data["van"], form.cleaned_data["tot"])[: MOST + 1])
    if len(lines) > MOST:
        form.add_error("tot", f"Dit zijn meer dan {MOST} regels. Kies een kortere periode.")
        return render(request, "portaal/toezicht/overzicht.html", {"stand": stand(), "periode": form})
    return _download("".join(as_json_lines(lines)), "logboek-dataverwerkingen", "jsonl")


@page(WHO, activity=ACTIVITY, scope="het verwerkingsregister")
def register(request: HttpRequest) -> HttpResponse:
    """The verwerkingsregister (AVG art. 30)."""
    items = [
        (item, [(label, getattr(item, name)) for name, label in LABELS.items()]) for item in REGISTER.values()
    ]
    context = {"items": items, "verantwoordelijke": VERANTWOORDELIJKE}
    return render(request, "portaal/toezicht/register.html", context)


@page(WHO, activity=ACTIVITY, scope="het verwerkingsregister")
def register_csv(request: HttpRequest) -> HttpResponse:
    """The verwerkingsregister for a spreadsheet; no personal data, so nothing is logged."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([field.name for field in fields(Verwerkingsactiviteit)])
    writer.writerows([harmless(value) for value in astuple(item)] for item in REGISTER.values())
    return _download(out.getvalue(), "verwerkingsregister", "csv")


_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}


def _download(text: str, name: str, ending: str) -> HttpResponse:
    # the mark in front tells a spreadsheet that this is UTF-8
    body = ("\ufeff" if ending == "csv" else "") + text
    response = HttpResponse(body.encode(), content_type=_TYPES[ending])
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.{ending}"'
    return response
