"""Tags for the small parts of a page: icon, badge, button, card, banner, figures, title, crumbs."""

import itertools
from collections.abc import Sequence
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coa_portal.web.components import Gegeven
from coa_portal.web.icons import ICONS

register = template.Library()

_STIJLEN = {
    "primair": "nl-button--primary",
    "secundair": "nl-button--secondary",
    "subtiel": "nl-button--subtle",
    "gevaar": "nl-button--primary knop--gevaar",
}
_BANNERS = {
    "info": ("info", "info-circle"),
    "goed": ("ok", "circle-check"),
    "letop": ("warning", "alert-triangle"),
    "fout": ("error", "alert-circle"),
}
_BADGES = frozenset({"", "neutraal", "goed", "letop", "fout", "info"})


def _known(value: str, allowed: object, what: str) -> str:
    """A mistyped name must fail at once: a template would show nothing and nobody would notice."""
    if value not in allowed:  # type: ignore[operator]
        raise template.TemplateSyntaxError(f"onbekende waarde {value!r} voor {what}")
    return value


@register.simple_tag
def icoon(naam: str, maat: str = "", label: str = "", klasse: str = "") -> SafeString:
    """An icon of the sprite. `maat`: "", "klein", "groot". Decorative unless it has a `label`."""
    _known(naam, ICONS, "icoon")
    classes = " ".join(part for part in ("icoon", f"icoon--{maat}" if maat else "", klasse) if part)
    picture = format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        classes,
        static("portaal/iconen.svg"),
        naam,
    )
    return picture + format_html('<span class="onzichtbaar">{}</span>', label) if label else picture


@register.inclusion_tag("components/badge.html")
def badge(tekst: object, soort: str = "neutraal", icoon: str = "") -> dict[str, Any]:
    """A short status word. `soort`: neutraal, goed, letop, fout, info."""
    return {"tekst": tekst, "soort": _known(soort, _BADGES, "badge"), "icoon": icoon}


@register.inclusion_tag("components/knop.html")
def knop(
    label: str,
    *,
    url: str = "",
    stijl: str = "primair",
    icoon: str = "",
    naam: str = "",
    waarde: str = "",
    context: str = "",
) -> dict[str, Any]:
    """A button: a link with `url`, otherwise it submits its form (with `naam`=`waarde`).

    `context` is hidden text behind the label, so that ten times "Wijzig" are ten different names.
    """
    return {
        "label": label,
        "url": url,
        "klasse": _STIJLEN[_known(stijl, _STIJLEN, "stijl")],
        "icoon": icoon,
        "naam": naam,
        "waarde": waarde,
        "context": context,
    }


def _post(page: template.Context, link: bool, label: str, url: str, **rest: str) -> dict[str, Any]:
    return {**knop(label, **rest), "url": url, "csrf_token": page.get("csrf_token"), "is_link": link}


@register.inclusion_tag("components/postknop.html", takes_context=True)
def postknop(
    context: template.Context,
    label: str,
    url: str,
    *,
    stijl: str = "secundair",
    icoon: str = "",
    naam: str = "",
    waarde: str = "",
    extra: str = "",
) -> dict[str, Any]:
    """A button with a POST form of its own, for one step without further input. `extra`: hidden text."""
    return _post(
        context, False, label, url, stijl=stijl, icoon=icoon, naam=naam, waarde=waarde, context=extra
    )


@register.inclusion_tag("components/postknop.html", takes_context=True)
def linkknop(
    context: template.Context,
    label: str,
    url: str,
    *,
    icoon: str = "",
    naam: str = "",
    waarde: str = "",
    extra: str = "",
) -> dict[str, Any]:
    """As `postknop`, looking like a link ("Toon BSN")."""
    return _post(context, True, label, url, icoon=icoon, naam=naam, waarde=waarde, context=extra)


@register.simple_block_tag
def knoppen(content: str) -> SafeString:
    """A row of buttons."""
    return format_html('<div class="knoppen">{}</div>', content)


@register.simple_block_tag
def kaart(
    content: str,
    titel: str,
    *,
    id: str = "",
    niveau: int = 2,
    badge: str = "",
    badge_soort: str = "letop",
    actie: str = "",
    actie_url: str = "",
    actie_context: str = "",
) -> SafeString:
    """A white card with a heading of level `niveau` and, at the right, a link `actie` (+ hidden context)."""
    return render_to_string("components/kaart.html", {**locals()})


def _banner(soort: str, titel: str, niveau: int, **rest: object) -> SafeString:
    kit, naam = _BANNERS[_known(soort, _BANNERS, "banner")]
    return render_to_string(
        "components/banner.html", {"kit": kit, "icoon": naam, "titel": titel, "niveau": niveau, **rest}
    )


@register.simple_tag
def banner(
    soort: str,
    titel: str,
    tekst: str = "",
    *,
    actie: str = "",
    actie_url: str = "",
    niveau: int = 2,
    rol: str = "",
) -> SafeString:
    """A status banner. `soort`: info, goed, letop, fout. `rol`: "status" or "alert" for news after a step."""
    return _banner(soort, titel, niveau, tekst=tekst, actie=actie, actie_url=actie_url, rol=rol)


@register.simple_block_tag
def bannerblok(content: str, soort: str, titel: str, niveau: int = 2, rol: str = "") -> SafeString:
    """A status banner with its own body (paragraphs, buttons)."""
    return _banner(soort, titel, niveau, inhoud=content, rol=rol)


@register.simple_block_tag
def kengetallen(content: str) -> SafeString:
    """The row in which `kengetal` stands."""
    return format_html('<div class="kengetallen">{}</div>', content)


@register.inclusion_tag("components/kengetal.html")
def kengetal(
    kop: str,
    waarde: object,
    uitleg: str = "",
    *,
    alarm: bool = False,
    url: str = "",
    url_label: str = "",
    meter: int | None = None,
) -> dict[str, Any]:
    """A key figure; `meter` (0–100) draws a bar under it, `alarm` a red edge."""
    return {**locals()}


@register.inclusion_tag("components/meter.html")
def meter(waarde: int, label: str, max: int = 100) -> dict[str, Any]:
    """A native progress bar with an accessible name."""
    return {"waarde": waarde, "label": label, "max": max}


@register.inclusion_tag("components/gegevens.html")
def gegevens(rijen: Sequence[Gegeven | tuple[str, object]]) -> dict[str, Any]:
    """A list of label and value; an empty value shows "Niet ingevuld"."""
    return {"rijen": [rij if isinstance(rij, Gegeven) else Gegeven(*rij) for rij in rijen]}


@register.simple_block_tag
def gegevensblok(content: str) -> SafeString:
    """The list in which `gegeven` stands."""
    return format_html('<dl class="gegevens">{}</dl>', content)


@register.inclusion_tag("components/gegeven.html")
def gegeven(label: str, waarde: object, hint: str = "", ontbreekt: bool = False) -> dict[str, Any]:
    """One label with its value, inside `gegevensblok`."""
    return {"rij": Gegeven(label, waarde, hint, ontbreekt)}


@register.inclusion_tag("components/leeg.html")
def leeg(tekst: str, actie: str = "", actie_url: str = "", icoon: str = "") -> dict[str, Any]:
    """What stands where nothing is yet: why it is empty, and the next step."""
    return {"tekst": tekst, "actie": actie, "actie_url": actie_url, "icoon": icoon}


@register.simple_block_tag
def uitklap(content: str, titel: str, open: bool = False) -> SafeString:
    """Content that opens on demand (`details`)."""
    return render_to_string("components/uitklap.html", {"content": content, "titel": titel, "open": open})


@register.simple_block_tag
def titelblok(content: str, titel: str, kenmerken: Sequence[object] = ()) -> SafeString:
    """The heading of a page (`h1`), its marks (status, number, place) and, as body, its buttons."""
    buttons = content if content.strip() else ""
    return render_to_string(
        "components/titelblok.html", {"titel": titel, "kenmerken": kenmerken, "knoppen": buttons}
    )


@register.inclusion_tag("components/kruimelpad.html")
def kruimelpad(*delen: object) -> dict[str, Any]:
    """The way to this page: label, url, label, url, …, and last the label of the page itself."""
    *pairs, here = delen
    links = list(zip(itertools.islice(pairs, 0, None, 2), itertools.islice(pairs, 1, None, 2), strict=True))
    return {"links": links, "hier": here}


@register.simple_block_tag
def tabel(content: str, titel: str, titel_verborgen: bool = False) -> SafeString:
    """A table with caption in a region that scrolls sideways; the body holds `thead` and `tbody`."""
    return render_to_string(
        "components/tabel.html",
        {"content": content, "titel": titel, "verborgen": titel_verborgen},
    )
