"""Documents in a payload: a table at the end of the section they belong to, kept in rows of their own (besluit 0036).

The table is put in when a version is made and when one is read, and taken out before it is frozen: so each document
opens and ends by itself, and page, API, PDF, comparison and preview know it like any other row of a payload.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from coa_portal.common.dates import short_date
from overdracht.models import GedeeldDocument
from overdracht.payload import DOCUMENTEN, Payload, with_tables

_COLUMNS = ("Document", "Soort", "Datum", "Bestand")


def with_sent(data: Payload, rows: Iterable[GedeeldDocument]) -> Payload:
    """A frozen payload with those of its documents that a reader may see now."""
    found = tables_of((row.onderdeel, _from_row(row)) for row in rows)
    return {**data, "sections": with_tables(data["sections"], found)}


def sent_with(versies: Collection[UUID], shown: Q) -> dict[UUID, list[GedeeldDocument]]:
    """Of each version the documents that were not taken back, in one query. What was, is no difference to publish: it
    is gone for everybody already."""
    found: dict[UUID, list[GedeeldDocument]] = {}
    rows = GedeeldDocument.objects.filter(shown, versie__in=versies, teruggenomen_op=None)
    for row in rows.order_by("volgorde"):
        found.setdefault(row.versie_id, []).append(row)
    return found


@dataclass(frozen=True)
class Regel:
    """One document as a row of a payload. `document`: its key at COA."""

    document: str
    soort: str
    soort_naam: str
    omschrijving: str
    datum: dt.date
    bestand: str


def _from_row(row: GedeeldDocument) -> Regel:
    return Regel(str(row.document), row.soort, row.soort_naam, row.omschrijving, row.datum, row.bestand_tekst)


def tables_of(lines: Iterable[tuple[str, Regel]]) -> dict[str, dict[str, Any]]:
    """Per section its table."""
    tables: dict[str, dict[str, Any]] = {}
    for onderdeel, line in lines:
        table = tables.setdefault(
            onderdeel,
            {
                "key": DOCUMENTEN,
                "label": "Documenten",
                "columns": [{"key": name.lower(), "label": name} for name in _COLUMNS],
                "rows": [],
            },
        )
        cells = (
            (line.omschrijving, line.omschrijving),
            (line.soort, line.soort_naam),
            (line.datum.isoformat(), short_date(line.datum)),
            (line.bestand, line.bestand),
        )
        table["rows"].append(
            {
                "cells": [{"value": value, "text": text} for value, text in cells],
                "own_statement": False,
                "person": None,
                "document": line.document,
            }
        )
    return tables
