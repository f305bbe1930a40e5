"""Frozen payload in, PDF bytes out (R20). Same payload and header give the same bytes.

The payload is data of other people: it reaches Typst as JSON in `sys.inputs`, never as markup, and the
template opens no file and no address.
"""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import typst

from coa_portal.web.payload import shown_sources
from overdracht.pdf.glyphs import FONTS_DIR, REPLACEMENT, is_right_to_left, printable, without_marks
from overdracht.pdf.layout import FORM, SectionLayout, arrange

TEMPLATE = Path(__file__).parent / "klantprofiel.typ"
SUPPORTED_SCHEMAS = {1, 2}
OWN_STATEMENT = "Eigen opgave"
OWN_STATEMENT_NOTE = (
    "Eigen opgave: dit heeft de vergunninghouder zelf verteld. Het is niet met een document aangetoond."
)
SOURCE_NOTE = "Achter sommige gegevens staat wie of wat ze heeft vastgesteld, en op welke dag."
UNVERIFIED_NOTE = (
    "Niet geverifieerd. Deze gegevens komen uit het screening- en matchingsgesprek. "
    "COA heeft ze nog niet gecontroleerd."
)
MISSING_GLYPH_NOTE = (
    f"Het teken {REPLACEMENT} staat voor een letter die dit document niet kan afdrukken. "
    "In het portaal leest u de tekst volledig."
)
NO_DATA = "Geen gegevens ingevuld."
TITLES = {
    "profielversie": "Klantprofiel vergunninghouder",
    "screening": "Screening en matching",
    "kaart": "Informatieprofiel",
}
_AMSTERDAM = ZoneInfo("Europe/Amsterdam")
_NINE_DIGITS = re.compile(r"(?<!\d)\d{6}(\d{3})(?!\d)")

Payload = dict[str, Any]


@dataclass(frozen=True)
class PdfHeader:
    """What the document says about itself.

    `referentie` is the reference number of the koppeling (no V-nummer, R11), `published_at` an aware moment,
    `versie` None where a kind of payload has no versions.
    """

    referentie: str
    gemeente: str
    published_at: dt.datetime
    versie: int | None = None


def render_profielversie(payload: Payload, *, header: PdfHeader) -> bytes:
    """The PDF of a Profielversie; ValueError for another kind or an unknown schema."""
    return _render(payload, header, expected_kind="profielversie")


def render_screening(payload: Payload, *, header: PdfHeader) -> bytes:
    """The PDF of frozen screening data, marked as not verified (tier 1)."""
    return _render(payload, header, expected_kind="screening")


def render_kaart(payload: Payload, *, header: PdfHeader) -> bytes:
    """The PDF of the informatieprofiel (tier 0)."""
    return _render(payload, header, expected_kind="kaart")


def _render(payload: Payload, header: PdfHeader, *, expected_kind: str) -> bytes:
    if payload.get("schema") not in SUPPORTED_SCHEMAS:
        raise ValueError(f"unknown payload schema {payload.get('schema')!r}")
    if payload.get("kind") != expected_kind:
        raise ValueError(f"payload kind {payload.get('kind')!r}, expected {expected_kind!r}")
    return render_document(_document(payload, header), header.published_at)


def render_document(document: dict[str, Any], timestamp: dt.datetime) -> bytes:
    """A document of the shape that klantprofiel.typ draws (title, meta, banner, blocks, notes, footer) as PDF."""
    try:
        return compile_document(TEMPLATE, _printable_document(document, printable), timestamp)
    except typst.TypstError:
        # A letter from one font under an accent from another; rare enough not to look for beforehand.
        cleaned = _printable_document(document, without_marks)
        return compile_document(TEMPLATE, cleaned, timestamp)


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


def _document(payload: Payload, header: PdfHeader) -> dict[str, Any]:
    kind = payload["kind"]
    title = TITLES[kind]
    day = header.published_at.astimezone(_AMSTERDAM)
    meta = [("Datum", f"{day:%d-%m-%Y}"), ("Gemeente", header.gemeente), ("Kenmerk", header.referentie)]
    version = f"versie {header.versie}" if header.versie is not None else ""
    if version:
        meta.insert(1, ("Versie", str(header.versie)))
    footer = [title, header.referentie, version, f"gemeente {header.gemeente}"]
    blocks: list[dict[str, Any]] = []
    for section in payload["sections"]:
        # A sub-heading needs a bar above it: PDF/UA forbids skipping a level.
        is_sub = bool(blocks) and FORM.get(section["key"], SectionLayout()).is_sub
        blocks += _section_blocks(section, is_sub=is_sub)
    return {
        "title": title,
        "meta": [{"label": label, "text": text} for label, text in meta],
        "banner": UNVERIFIED_NOTE if kind == "screening" else "",
        "blocks": blocks,
        "notes": _notes(payload),
        "footer": " · ".join(part for part in footer if part),
    }


def _notes(payload: Payload) -> list[str]:
    notes = [OWN_STATEMENT_NOTE] if _has_own_statements(payload) else []
    if any(source for section in payload["sections"] for source in shown_sources(section).values()):
        notes.append(SOURCE_NOTE)
    return notes


def _has_own_statements(payload: Payload) -> bool:
    sections = payload["sections"]
    facts = [fact for section in sections for fact in section.get("facts", [])]
    rows = [row for section in sections for table in section.get("tables", []) for row in table["rows"]]
    return any(item.get("own_statement") for item in [*facts, *rows])


def _section_blocks(section: dict[str, Any], *, is_sub: bool) -> list[dict[str, Any]]:
    label = section["label"]
    heading = {"kind": "subsection", "text": label} if is_sub else {"kind": "section", "text": label.upper()}
    blocks: list[dict[str, Any]] = [heading]
    if section.get("note"):
        blocks.append({"kind": "note", "text": section["note"]})
    body = arrange(section)
    sources = shown_sources(section)
    if not body:
        blocks.append({"kind": "note", "text": NO_DATA})
    for block in body:
        if block["kind"] == "table":
            blocks += _table_blocks(block["table"])
        else:
            lines = [[_fact(fact, sources.get(fact["key"], "")) for fact in line] for line in block["lines"]]
            blocks.append({"kind": "lines", "lines": lines})
    return blocks


def _fact(fact: dict[str, Any], source: str) -> dict[str, Any]:
    text = fact["text"]
    if fact["key"] == "bsn":
        # The payload holds it masked already; a document that leaves the portal does not rely on that.
        text = _NINE_DIGITS.sub(r"******\1", text)
    mark = (OWN_STATEMENT if fact.get("own_statement") else source) if text else ""
    return {"label": fact["label"], "text": text, "mark": mark}


def _table_blocks(table: dict[str, Any]) -> list[dict[str, Any]]:
    """Heading and rows. The heading says eigen opgave; a column does where it holds for some rows only."""
    rows = table["rows"]
    own = [bool(row.get("own_statement")) for row in rows]
    columns = [column["label"] for column in table["columns"]]
    cells = [[cell["text"] for cell in row["cells"]] for row in rows]
    is_mixed = any(own) and not all(own)
    if is_mixed:
        columns.append("Herkomst")
        for row_cells, is_own in zip(cells, own, strict=True):
            row_cells.append(OWN_STATEMENT if is_own else "")
    mark = OWN_STATEMENT if own and all(own) else ""
    blocks: list[dict[str, Any]] = [{"kind": "heading", "text": table["label"], "mark": mark}]
    if not rows or not columns:
        return [*blocks, {"kind": "note", "text": NO_DATA}]
    return [*blocks, {"kind": "table", "columns": columns, "rows": cells}]
