"""The page of the figures of the Voorinburgering, and the same numbers as a file."""

from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.audit.reading import Channel, log_reading
from coa_portal.portaal.figures.forms import half_year_words
from coa_portal.portaal.figures.voorinburgering import PARTS, Cijfers, Regel, figures_of, periods
from coa_portal.portaal.figures.voorinburgering_bestand import (
    KOPPEN,
    UITLEG,
    as_csv,
    as_spreadsheet,
    values_of,
)
from coa_portal.web.forms import PortaalForm
from voorinburgering.policy import KEEP

WHO = frozenset({"koppel", KEEP})
ACTIVITY = "cijfers-voorinburgering"
SCOPE = "aantallen van opvanglocaties van de toekenning; een regievoerder COA: van alle"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what the bars show: how far people came
_BARS = ("aangeboden", "ingestemd", "gestart", "afgerond")


class PeriodeForm(PortaalForm):
    """Which half year."""

    mark_optional = False
    periode = forms.ChoiceField(label="Aangeboden in")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["periode"])
        field.choices = [(code, half_year_words(code).capitalize()) for code in periods()]


@dataclass(frozen=True)
class Cel:
    """One number. `procent` of the group that it is a part of, None where that is not known; `tekst`: as it is read."""

    code: str
    label: str
    getal: float | None
    procent: int | None

    @property
    def tekst(self) -> str:
        """With a comma where it has decimals."""
        return "weggelaten" if self.getal is None else str(self.getal).replace(".", ",")


@page(WHO, activity=ACTIVITY, scope=SCOPE, rate=rates.LIST)
def cijfers(request: HttpRequest) -> HttpResponse:
    """One half year of the own locaties."""
    found = _asked(request)
    chosen = urlencode({"periode": found.halfjaar})
    rows = [(regel, _cells(regel, regel.getallen)) for regel in found.regels]
    together = (found.samen, _cells(found.samen, found.gehelen))
    context = {
        "form": PeriodeForm(initial={"periode": found.halfjaar}),
        "titel": half_year_words(found.halfjaar).capitalize(),
        "koppen": list(KOPPEN.values()),
        "rijen": rows,
        "samen": together,
        "balken": [
            (regel.naam, _bars(regel, cells))
            for regel, cells in ([*rows, together] if len(rows) > 1 else rows)
        ],
        "uitleg": [(KOPPEN[code], text) for code, text in UITLEG.items()],
        "csv_url": f"{reverse('portaal:cijfers_voorinburgering_csv')}?{chosen}",
        "xlsx_url": f"{reverse('portaal:cijfers_voorinburgering_xlsx')}?{chosen}",
    }
    return render(request, "portaal/figures/voorinburgering.html", context)


@page(WHO, activity=ACTIVITY, scope=SCOPE, rate=rates.EXPORT)
def cijfers_csv(request: HttpRequest) -> HttpResponse:
    """The numbers of the page as CSV."""
    found = _asked(request)
    return _download(request, found, "csv", "text/csv; charset=utf-8", as_csv(found))


@page(WHO, activity=ACTIVITY, scope=SCOPE, rate=rates.EXPORT)
def cijfers_xlsx(request: HttpRequest) -> HttpResponse:
    """The numbers of the page as a spreadsheet, with a chart."""
    found = _asked(request)
    return _download(request, found, "xlsx", _XLSX, as_spreadsheet(found))


def _asked(request: HttpRequest) -> Cijfers:
    """The table of the address; 404 for a half year that is not there."""
    halfjaar = request.GET.get("periode") or periods()[0]
    if halfjaar not in periods():
        raise Http404
    return figures_of(request.user, halfjaar)


def _download(
    request: HttpRequest, found: Cijfers, kind: str, content_type: str, data: bytes
) -> HttpResponse:
    what = f"cijfers Voorinburgering: download {kind.upper()}"
    log_reading(request, what=what, subjects=[], channel=Channel.FILE)
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="voorinburgering-{found.halfjaar}.{kind}"'
    return response


def _cells(regel: Regel, wholes: Any) -> list[Cel]:
    cells = []
    for code, value in values_of(regel).items():
        whole = wholes.get(PARTS.get(code, "")) if code in PARTS else None
        cells.append(Cel(code, KOPPEN[code], value, round(100 * value / whole) if value and whole else None))
    return cells


def _bars(regel: Regel, cells: list[Cel]) -> list[tuple[Cel, int]]:
    """How far people came, each as a share of those to whom it was offered; what is left out has no bar."""
    offered = regel.getallen["aangeboden"]
    if not offered:
        return []
    return [
        (cel, round(100 * cel.getal / offered))
        for cel in cells
        if cel.code in _BARS and cel.getal is not None
    ]
