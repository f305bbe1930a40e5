"""The log in the terms of others: CSV for a spreadsheet, and JSON lines after Logboek Dataverwerkingen (Logius).

The fields of a JSON line are those of the standard (component Logboek, "Interface"). Who looked is not in there: the
standard keeps users out of processing lines. It is in the CSV, which stays with the privacy officer.
"""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.audit.register import activity_name

CSV_HEAD = (
    "tijdstip",
    "medewerker",
    "e-mailadres",
    "rol",
    "organisatie",
    "activiteit",
    "wat",
    "object",
    "versie",
    "kanaal",
    "resultaat",
    "aantal personen",
    "trace",
)


def as_csv(lines: Iterable[Inzageregel], people: Mapping[UUID, int]) -> str:
    """Semicolons, as spreadsheets in Dutch expect; a text that a spreadsheet would run as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    for line in lines:
        row = (
            timezone.localtime(line.created_at).strftime("%d-%m-%Y %H:%M:%S"),
            line.gebruiker.naam,
            line.gebruiker.email,
            line.rol,
            line.organisatie,
            activity_name(line.activity),
            line.what,
            line.object_id or "",
            line.version,
            line.channel,
            line.result,
            people.get(line.pk, 0),
            line.trace_id,
        )
        writer.writerow([harmless(value) for value in row])
    return out.getvalue()


def harmless(value: object) -> str:
    """Text that a spreadsheet shows and does not calculate."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def as_json_lines(lines: Iterable[Verwerkingsregel]) -> Iterator[str]:
    """One object per line, each ending in a newline."""
    for line in lines:
        yield json.dumps(processing_record(line), ensure_ascii=False) + "\n"


def processing_record(line: Verwerkingsregel) -> dict[str, Any]:
    """One processing line with the names of the standard."""
    application, _, version = line.resource.rpartition(" ")
    return {
        "trace_id": line.trace_id,
        "span_id": line.span_id,
        "parent_span_id": line.parent_span_id,
        "status": line.status,
        "name": line.name or line.activity,
        "start_time": _moment(line.started_at),
        "end_time": _moment(line.ended_at),
        "resource": {
            "attributes": {"service.name": application or "COA-portaal", "service.version": version}
        },
        "attributes": {
            "dpl.core.processing_activity_id": f"{settings.PORTAL_BASE_URL}/toezicht/register/#{line.activity}",
            "dpl.core.data_subject_id": line.subject,
            "dpl.core.data_subject_id_type": f"urn:coa-portaal:pseudoniem:{line.subject_key or 'onbekend'}",
        },
    }


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
