"""A document of plain data as PDF/UA-1.

The data is that of other people: it reaches Typst as JSON in `sys.inputs`, never as markup, and the templates open no
file and no address.
"""

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from coa_portal.web.pdf.glyphs import FONTS_DIR, REPLACEMENT, is_right_to_left, printable, without_marks

TEMPLATE = Path(__file__).parent / "document.typ"
MISSING_GLYPH_NOTE = (
    f"Het teken {REPLACEMENT} staat voor een letter die dit document niet kan afdrukken. "
    "In het portaal leest u de tekst volledig."
)


def render_document(document: dict[str, Any], timestamp: dt.datetime, template: Path = TEMPLATE) -> bytes:
    """A document of the shape that its template draws as PDF; it has `notes`, to which one on missing letters is added.

    `document.typ` draws title, meta, banner, blocks, notes and footer.
    """
    try:
        return compile_document(template, _printable_document(document, printable), timestamp)
    except typst.TypstError:
        # A letter from one font under an accent from another; rare enough not to look for beforehand.
        cleaned = _printable_document(document, without_marks)
        return compile_document(template, cleaned, timestamp)


def compile_document(template: Path, document: dict[str, Any], timestamp: dt.datetime) -> bytes:
    """Run one of our own templates over `document` as PDF/UA-1, with the bundled fonts alone."""
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=_fonts(),
        sys_inputs={"document": json.dumps(document)},
        pdf_standards="ua-1",
        timestamp=int(timestamp.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """The bundled fonts only, so that every machine makes the same document."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS_DIR)])


def _printable_document(document: dict[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """The document as the fonts can draw it, with a sentence at the end when letters are missing."""
    result = cast(dict[str, Any], _typeset(document, clean))
    if str(result).count(REPLACEMENT) > str(document).count(REPLACEMENT):
        result["notes"].append(MISSING_GLYPH_NOTE)
    return result


def _typeset(value: Any, clean: Callable[[str], str]) -> Any:
    """The document with every text printable; one that runs from right to left becomes {"rtl": text}."""
    if isinstance(value, dict):
        return {key: _typeset(item, clean) for key, item in value.items()}
    if isinstance(value, list):
        return [_typeset(item, clean) for item in value]
    cleaned = clean(value)
    return {"rtl": cleaned} if is_right_to_left(cleaned) else cleaned
