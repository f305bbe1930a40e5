"""The page and the CSV of the figures: the same table, nothing more (DESIGN §3)."""

import csv
import datetime as dt
import io
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import get_visible_or_404
from coa_portal.audit.export import harmless
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.organisaties.models import Arbeidsmarktregio
from coa_portal.portaal.figures.forms import KeuzeForm, half_year_words
from coa_portal.portaal.figures.selectors import (
    Cijfertabel,
    Regel,
    closed_half_years,
    figures_of,
    regions_of,
)
from coa_portal.portaal.figures.suppress import PART_OF
from koppeling.taakstelling import half_year_bounds

WHO = frozenset({"view_figures", "koppel"})
ACTIVITY = "cijfers"
SCOPE = "cijfers van de eigen arbeidsmarktregio's; een regievoerder COA: van alle"
LABELS = {
    "personen": "Gekoppeld",
    "gehuisvest": "Gehuisvest",
    "toestemming": "Toestemming",
    "doorgezet": "Profiel doorgezet",
    "inburgeraars": "Inburgeraars",
    "gekozen": "Scenario bekend",
    "op_tijd": "Binnen de termijn",
}
LEFT_OUT = "weggelaten"


@dataclass(frozen=True)
class Cel:
    """One number of the table; `procent` of the group that it is a part of, None where it is none."""

    label: str
    getal: int | None
    procent: int | None


@page(WHO, activity=ACTIVITY, scope=SCOPE, rate=rates.LIST)
def cijfers(request: HttpRequest) -> HttpResponse:
    """One region in one closed half year."""
    tabel = _asked(request)
    keuze = {"regio": tabel.regio.pk, "periode": tabel.halfjaar}
    wholes = _shown_wholes(tabel)
    rows = [(regel, _cells(regel, regel.getallen)) for regel in tabel.regels]
    context = {
        "form": KeuzeForm(initial=keuze, regions=regions_of(request.user)),
        "tabel": tabel,
        "titel": f"{tabel.regio.naam}, {half_year_words(tabel.halfjaar)}",
        "peildatum": half_year_bounds(tabel.halfjaar)[1] - dt.timedelta(days=1),
        "koppen": list(LABELS.values()),
        "rijen": rows,
        "samen": _cells(tabel.totaal, wholes),
        "csv_url": f"{reverse('portaal:cijfers_csv')}?{urlencode(keuze)}",
    }
    return render(request, "portaal/figures/cijfers.html", context)


@page(WHO, activity=ACTIVITY, scope=SCOPE, rate=rates.EXPORT)
def cijfers_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the page for a spreadsheet."""
    tabel = _asked(request)
    log_reading(request, what="cijfers: download CSV", subjects=[], channel=Channel.FILE)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Arbeidsmarktregio", "Half jaar", "Gemeente", "Taakstelling", *LABELS.values()])
    for regel in [*tabel.regels, tabel.totaal]:
        numbers = [regel.getallen[measure] for measure in LABELS]
        target = "" if regel.taakstelling is None else regel.taakstelling
        cells = [LEFT_OUT if number is None else number for number in numbers]
        row = [tabel.regio.naam, tabel.halfjaar, regel.naam, target, *cells]
        writer.writerow([harmless(value) for value in row])
    # the mark in front tells a spreadsheet that this is UTF-8
    response = HttpResponse(f"\ufeff{out.getvalue()}".encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="cijfers-{tabel.regio.pk}-{tabel.halfjaar}.csv"'.lower()
    )
    return response


def _asked(request: HttpRequest) -> Cijfertabel:
    """The table of the address; 404 for a region that is not the account's and for another period (R2)."""
    regions = regions_of(request.user)
    code = request.GET.get("regio")
    regio = (
        get_visible_or_404(Arbeidsmarktregio, request.user, queryset=regions, pk=code)
        if code
        else regions.first()
    )
    halfjaar = request.GET.get("periode") or closed_half_years()[0]
    if regio is None or halfjaar not in closed_half_years():
        raise Http404
    return figures_of(regio, halfjaar)


def _shown_wholes(tabel: Cijfertabel) -> dict[str, int | None]:
    """What the totals of the parts are parts of: the sum of the numbers that are shown."""
    return {
        measure: sum(regel.getallen[measure] or 0 for regel in tabel.regels)
        for measure in sorted(set(PART_OF.values()) - {""})
    }


def _cells(regel: Regel, wholes: dict[str, int | None]) -> list[Cel]:
    cells = []
    for measure, label in LABELS.items():
        number, whole = regel.getallen[measure], wholes.get(PART_OF[measure])
        cells.append(Cel(label, number, round(100 * number / whole) if number and whole else None))
    return cells
