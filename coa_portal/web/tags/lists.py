"""Tags for lists: section bar, history, deadlines, work list, people, pages of a list, frozen payload."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest

from coa_portal.web.components import Gebeurtenis, Lijnpunt, Onderdeel, Persoon, Taak, Termijn
from coa_portal.web.payload import Sectieactie, shown_sections

register = template.Library()

_STAND = {"vol": "circle-check", "deels": "circle-half-2", "leeg": "circle-dashed"}
_STAND_TEKST = {"vol": "compleet", "deels": "deels ingevuld", "leeg": "nog leeg"}
_TERMIJN = {"open": "calendar-event", "nabij": "clock", "laat": "alert-circle", "klaar": "circle-check"}


@register.inclusion_tag("components/onderdelen.html")
def onderdelen(items: Sequence[Onderdeel], label: str = "Onderdelen van het profiel") -> dict[str, Any]:
    """The bar with the sections of a dossier and how far each is filled in."""
    shown = [(item, _STAND.get(item.status, ""), _STAND_TEKST.get(item.status, "")) for item in items]
    return {"items": shown, "label": label}


@register.inclusion_tag("components/tijdlijn.html")
def tijdlijn(items: Sequence[Gebeurtenis]) -> dict[str, Any]:
    """A history, newest first as the page gives it."""
    return {"items": items}


_LIJN = {"geweest": "goed", "laat": "fout", "nabij": "letop", "komt": "", "nu": "nu"}


@register.inclusion_tag("components/verloop.html")
def verloop(punten: Sequence[Lijnpunt]) -> dict[str, Any]:
    """The line through time, the oldest first: an ordered list in which words say what the dots show."""
    return {"punten": [(punt, _LIJN[punt.stand]) for punt in punten]}


@register.inclusion_tag("components/termijnen.html")
def termijnen(items: Sequence[Termijn]) -> dict[str, Any]:
    """Deadlines with their stand; colour is never the only sign."""
    return {"items": [(item, _TERMIJN[item.status]) for item in items]}


@register.inclusion_tag("components/takenlijst.html")
def takenlijst(items: Sequence[Taak], leeg_tekst: str = "Er is nu niets te doen.") -> dict[str, Any]:
    """What needs doing now; one link per line, the whole line is clickable."""
    return {"items": items, "leeg_tekst": leeg_tekst}


@register.inclusion_tag("components/mensen.html")
def mensen(items: Sequence[Persoon]) -> dict[str, Any]:
    """Employees who are involved."""
    return {"items": items}


@register.inclusion_tag("components/paginering.html", takes_context=True)
def paginering(context: template.Context, pagina: "Page[Any]", label: str = "Resultaten") -> dict[str, Any]:
    """Links to the other pages of a list (GET parameter `pagina`); keeps the other parameters."""
    request: HttpRequest | None = context.get("request")
    numbers = pagina.paginator.get_elided_page_range(pagina.number, on_each_side=1, on_ends=1)

    def address(number: object) -> str:
        query = request.GET.copy() if request is not None else None
        if query is None:
            return f"?pagina={number}"
        query["pagina"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "pagina": pagina,
        "label": label,
        "nummers": [(n, address(n) if isinstance(n, int) else "") for n in numbers],
        "vorige": address(pagina.previous_page_number()) if pagina.has_previous() else "",
        "volgende": address(pagina.next_page_number()) if pagina.has_next() else "",
    }


@register.inclusion_tag("components/payload.html")
def payload(
    data: dict[str, Any],
    changed: Collection[str] | None = None,
    niveau: int = 2,
    acties: Mapping[str, Sectieactie] | None = None,
    documenten: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A frozen payload (kaart, screening, profielversie) as cards, in its own order.

    `changed` holds keys "section.fact", "section.table" or "section.table.row" (row from 0); what is in it
    gets the badge "Gewijzigd". `acties`: by key of a section, what can be done about it;
    `documenten`: by key of a document, where it is read.
    """
    shown = shown_sections(data, frozenset(changed or ()), acties, documenten)
    return {"secties": shown, "niveau": niveau, "onder": niveau + 1}
