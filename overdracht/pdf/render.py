"""Frozen payload in, PDF bytes out (R20). Same payload and header give the same bytes."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from coa_portal.web.payload import shown_sources
from coa_portal.web.pdf.document import render_document
from overdracht.pdf.layout import FORM, SectionLayout, arrange

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
