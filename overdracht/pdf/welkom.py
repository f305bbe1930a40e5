"""The welcome page of a gemeente on paper, for the inburgeraar (tagged, PDF/UA-1)."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

from coa_portal.common.dates import short_date
from coa_portal.web.pdf.document import MISSING_GLYPH_NOTE, compile_document
from coa_portal.web.pdf.glyphs import REPLACEMENT, printable, without_marks
from overdracht.models import Introductiedag
from overdracht.welkom import Stuk, Welkom

TEMPLATE = Path(__file__).parent / "welkom.typ"


def welkom_pdf(welkom: Welkom, moment: dt.datetime) -> bytes:
    """The document as it reads at `moment`."""
    try:
        return compile_document(TEMPLATE, _document(welkom, moment, printable), moment)
    except typst.TypstError:
        # a letter from one font under an accent from another, as in `pdf.render`
        return compile_document(TEMPLATE, _document(welkom, moment, without_marks), moment)


def _document(welkom: Welkom, moment: dt.datetime, clean: Callable[[str], str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "title": clean(welkom.titel) or welkom.gemeente,
        "gemeente": clean(f"Gemeente {welkom.gemeente}"),
        "lang": welkom.lang,
        "direction": welkom.richting,
        "footer": f"Gemeente {welkom.gemeente} · {short_date(moment.date())}",
        "blocks": [_block(stuk, clean) for stuk in welkom.stukken],
        "days_heading": clean(welkom.kop_dagen),
        "days": [clean(day_line(day)) for day in welkom.dagen],
        "links_heading": clean(welkom.kop_links),
        "links": [
            {"name": clean(link["naam"]), "address": link["adres"], "shown": clean(link["adres"])}
            for link in welkom.links
        ],
        "note": "",
    }
    if REPLACEMENT in str(made):
        made["note"] = MISSING_GLYPH_NOTE
    return made


def _block(stuk: Stuk, clean: Callable[[str], str]) -> dict[str, Any]:
    if stuk.soort == "kop":
        # PDF/UA forbids a heading without text
        return {"kind": "heading", "text": clean(stuk.tekst) or REPLACEMENT}
    if stuk.soort == "lijst":
        return {"kind": "list", "items": [clean(line) for line in stuk.regels]}
    return {"kind": "paragraph", "text": clean(stuk.tekst)}


def day_line(day: Introductiedag) -> str:
    """Date, hours and place in figures that need no translation."""
    return f"{short_date(day.datum)}, {day.van:%H:%M} – {day.tot:%H:%M}, {day.plaats}"
