"""Cutting a file into blocks of lines, before anything of it is judged: JSON lines, or CSV with a row of headings."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from coa_portal.common.errors import DomainError
from klantprofiel.ibis.formaat import HUISHOUDEN, ROW_COLUMNS

BLOCK = 2000  # lines in one transaction
MOST_LINES = 500_000
LONGEST = 64 * 1024  # characters of one line

# number of the line, and what it says or the field and reason why it cannot be read
Gelezen = tuple[int, dict[str, Any] | None, list[str]]
FIELD_LIMIT = 32 * 1024


def read_blocks(content: bytes, formaat: str) -> list[list[Gelezen]]:
    """The lines in blocks, those of one household together; DomainError when the file is no such file at all."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DomainError("Dit bestand is geen tekst in UTF-8.", field="bestand", code="encoding") from None
    lines = _csv_lines(text) if formaat == "csv" else _json_lines(text)
    return list(_blocks(_without_doubles(lines)))


def _json_lines(text: str) -> Iterator[Gelezen]:
    # not splitlines(): a line separator inside a text of JSON is no end of a line
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        if len(line) > LONGEST:
            yield number, None, ["", "Deze regel is te lang."]
            continue
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError):
            yield number, None, ["", "Deze regel is geen geldige JSON."]
            continue
        if isinstance(raw, dict):
            yield number, raw, []
        else:
            yield number, None, ["", "Deze regel is geen JSON-object."]


def _csv_lines(text: str) -> Iterator[Gelezen]:
    """Columns of rows are called "talen.1.taal"; what divides columns is what the headings use."""
    head = text.split("\n", 1)[0]
    divider = max(";,\t", key=head.count)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=divider, strict=True)
    try:
        names = [name.strip() for name in next(rows, [])]
    except csv.Error:
        names = []
    if "v_nummer" not in names:
        raise DomainError(
            "In de eerste regel van een CSV-bestand staan de namen van de velden. v_nummer ontbreekt daar.",
            field="bestand",
            code="headings",
        )
    while True:
        try:
            cells = next(rows, None)
        except csv.Error:
            yield rows.line_num, None, ["", "Deze regel is geen geldige CSV."]
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            yield rows.line_num, None, ["", "Deze regel heeft niet evenveel kolommen als de eerste regel."]
            continue
        yield rows.line_num, _nested(zip(names, cells, strict=True)), []


def _nested(cells: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Flat columns as a line of JSON has them; empty cells say nothing."""
    raw: dict[str, Any] = {}
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for name, cell in cells:
        parts = name.split(".")
        if not cell.strip():
            continue
        if len(parts) == 3 and parts[0] in ROW_COLUMNS and parts[1].isdigit():
            rows.setdefault(parts[0], {}).setdefault(int(parts[1]), {})[parts[2]] = cell
        else:
            raw[name] = cell
    for name, numbered in rows.items():
        raw[name] = [numbered[number] for number in sorted(numbered)]
    return raw


def _without_doubles(lines: Iterable[Gelezen]) -> list[Gelezen]:
    """The second line of one person is refused: which of the two is right, the portal cannot know."""
    first: dict[str, int] = {}
    kept: list[Gelezen] = []
    for number, raw, fault in lines:
        key = str(raw.get("v_nummer", "")).replace(" ", "").replace(".", "") if raw else ""
        if key and key in first:
            kept.append((number, None, ["v_nummer", f"Dit V-nummer staat al op regel {first[key]}."]))
            continue
        if key:
            first[key] = number
        kept.append((number, raw, fault))
        if len(kept) > MOST_LINES:
            raise DomainError(
                f"Dit bestand heeft meer dan {MOST_LINES} regels. Splits het.",
                field="bestand",
                code="too_long",
            )
    return kept


def _blocks(lines: list[Gelezen]) -> Iterator[list[Gelezen]]:
    """Blocks of about BLOCK lines; a household is never cut in two, wherever its lines stand."""
    together: dict[str, list[Gelezen]] = {}
    for line in lines:
        number, raw, _ = line
        household = str(raw.get(HUISHOUDEN) or "").strip() if raw else ""
        together.setdefault(f"h{household}" if household else f"n{number}", []).append(line)
    block: list[Gelezen] = []
    for group in together.values():
        block += group
        if len(block) >= BLOCK:
            yield block
            block = []
    if block:
        yield block
