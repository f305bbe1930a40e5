"""All that a version says of a person: the klantprofiel, and what the Voorinburgering came to (DESIGN §8, R19)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from coa_portal.common.dates import short_date
from klantprofiel.lifecycle import DOCUMENT
from klantprofiel.models import Document, Vergunninghouder, Zichtbaar
from klantprofiel.payload import build_profiel_payload, build_sections, fact_json
from klantprofiel.selectors import read_profile
from overdracht.documentregels import Regel, tables_of
from overdracht.payload import Payload, with_tables
from voorinburgering.samenvatting import Samenvatting, samenvatting_of
from voorinburgering.uren import Deel

Json = dict[str, Any]

VOORINBURGERING = "voorinburgering"
_AFTER = "educatief"  # where the section stands: behind what the klantprofiel itself says of learning Dutch


def build_version_payload(person: Vergunninghouder) -> Payload:
    """The payload of a Profielversie as it would be published now, in a constant number of queries."""
    data = build_profiel_payload(person)
    sections = _with_voorinburgering(data["sections"], person)
    return {**data, "sections": with_tables(sections, _documents(person))}


def _documents(person: Vergunninghouder) -> dict[str, Json]:
    """Per section the documents that a casemanager chose for the gemeente, in one query (besluit 0036)."""
    chosen = Document.objects.filter(
        vergunninghouder=person, status=DOCUMENT.initial, zichtbaar=Zichtbaar.GEMEENTE
    )
    return tables_of((row.kind.onderdeel, _document(row)) for row in chosen.order_by("datum", "created_at"))


def _document(row: Document) -> Regel:
    return Regel(str(row.pk), row.soort, row.kind.label, row.omschrijving, row.datum, row.bestand_tekst)


def own_sections(person: Vergunninghouder) -> list[Json]:
    """All that is written down of a person, verified or not: for the person (PID), never for others."""
    return _with_voorinburgering(build_sections(read_profile(person)), person)


def _with_voorinburgering(parts: list[Json], person: Vergunninghouder) -> list[Json]:
    found = samenvatting_of(person)
    if found.is_empty and not person.is_adult:
        return parts  # a child has no Voorinburgering
    sections = []
    for part in parts:
        sections.append(part)
        if part["key"] == _AFTER:
            sections.append(_section(found))
    return sections


def _section(found: Samenvatting) -> Json:
    return {
        "key": VOORINBURGERING,
        "label": "Voorinburgering",
        "note": "",
        "facts": [*_standing(found), *_followed(found)],
        "tables": [_results(found), _activities(found), _voorwerk(found)],
    }


def _standing(found: Samenvatting) -> Iterator[Json]:
    """Offered, agreed, started and ended: facts of their own, each with its day."""
    programma, end = found.programma, found.einde
    yield _day("aangeboden_op", "Aangeboden op", programma.aangeboden_op if programma else None)
    answer = programma.get_instemming_display() if programma and programma.instemming else ""
    yield fact_json("instemming", "Instemming", answer, value=programma.instemming if programma else "")
    yield _day("instemming_op", "Antwoord gegeven op", programma.instemming_op if programma else None)
    yield _day("gestart_op", "Gestart op", programma.gestart_op if programma else None)
    yield _day("einde_op", "Geëindigd op", end.op if end else None)
    yield fact_json(
        "einde_reden",
        "Reden van het einde",
        end.get_reden_display() if end else "",
        value=end.reden if end else "",
    )


def _followed(found: Samenvatting) -> Iterator[Json]:
    """What was followed, in hours and meetings; values are minutes."""
    yield _hours("nt2_uren", "NT2-lessen gevolgd", found.uren.nt2)
    for code, label, meetings, minutes in found.modules():
        text = f"{meetings} {'bijeenkomst' if meetings == 1 else 'bijeenkomsten'}, {Deel(minutes).uren} uur"
        yield fact_json(f"{code}_gevolgd", f"{label} gevolgd", text if meetings else "", value=minutes)
    yield _hours("begeleiding_uren", "Individuele begeleiding", found.uren.begeleiding)
    yield _day("noa_op", "NOA-assessment afgenomen op", found.noa.afgenomen_op if found.noa else None)


def _day(key: str, label: str, day: dt.date | None) -> Json:
    return fact_json(key, label, short_date(day), value=day.isoformat() if day else "")


def _hours(key: str, label: str, deel: Deel) -> Json:
    limit = f" van de {deel.norm}" if deel.norm else ""
    text = f"{deel.uren}{limit} uur" if deel.minuten else ""
    return fact_json(key, label, text, value=deel.minuten)


def _results(found: Samenvatting) -> Json:
    rows = (
        (
            (row.soort, row.get_soort_display()),
            (row.resultaat, row.get_resultaat_display()),
            _date_cell(row.afgenomen_op),
        )
        for row in found.toetsen
    )
    return _table("toetsen", "Toetsen", ("Toets", "Uitslag", "Afgenomen op"), rows)


def _activities(found: Samenvatting) -> Json:
    rows = (
        (
            (row.soort, row.get_soort_display()),
            (row.organisatie, row.organisatie),
            (row.uren_per_week, str(row.uren_per_week)),
            _date_cell(row.van),
            _date_cell(row.tot),
        )
        for row in found.participaties
    )
    columns = ("Activiteit", "Organisatie", "Uren per week", "Van", "Tot")
    return _table("participatie", "Participatie", columns, rows)


def _voorwerk(found: Samenvatting) -> Json:
    rows = (
        (
            (row.aanbieder, row.get_aanbieder_display()),
            _date_cell(row.aangemeld_op),
            _date_cell(row.gestart_op),
            _date_cell(row.afgerond_op),
            _date_cell(row.gestopt_op),
        )
        for row in found.voorwerk
    )
    columns = ("Aanbieder", "Aangemeld", "Gestart", "Afgerond", "Gestopt")
    return _table("voorwerk", "VOORwerk", columns, rows)


def _date_cell(day: dt.date | None) -> tuple[str | None, str]:
    return day.isoformat() if day else None, short_date(day)


def _table(
    key: str, label: str, columns: tuple[str, ...], rows: Iterable[tuple[tuple[Any, str], ...]]
) -> Json:
    return {
        "key": key,
        "label": label,
        "columns": [{"key": name.lower().replace(" ", "_"), "label": name} for name in columns],
        "rows": [
            {
                "cells": [{"value": value, "text": text} for value, text in cells],
                "own_statement": False,
                "person": None,
            }
            for cells in rows
        ],
    }
