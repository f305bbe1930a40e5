"""The sections of a dossier as cards for the page: what is filled, what is missing, what is the own statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from coa_portal.web.components import Gegeven
from klantprofiel.completeness import Completeness, SectionScore
from klantprofiel.herkomst import read_herkomst
from klantprofiel.models import Vergunninghouder
from klantprofiel.payload import build_sections
from klantprofiel.sections import BY_CODE, FACTS, ROW_SETS
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import take_snapshot

_STATUS = {"vol": ("Compleet", "goed"), "deels": ("Deels ingevuld", "letop"), "leeg": ("Nog leeg", "fout")}


@dataclass(frozen=True)
class Card:
    """One section as the page shows it."""

    code: str
    label: str
    note: str
    badge: str
    badge_soort: str
    facts: list[Gegeven]
    tables: list[dict[str, Any]]


def section_cards(person: Vergunninghouder, measured: Completeness) -> list[Card]:
    """The cards, from the same data that would be sent, with the facts that are still open."""
    profiel = person.klantprofiel
    snapshot = take_snapshot(profiel)
    missing = {gap.item.name for gap in measured.missing} if measured.counts else set()
    herkomst = read_herkomst(profiel)
    return [
        _card(section, measured.score_of(section["key"]), snapshot, missing, herkomst)
        for section in build_sections(person)
    ]


def _card(
    section: dict[str, Any],
    score: SectionScore,
    snapshot: Snapshot,
    missing: set[str],
    herkomst: Mapping[str, Any],
) -> Card:
    badge, soort = _STATUS.get(score.status, ("", ""))
    facts = [
        _gegeven(fact, missing, herkomst.get(fact["key"]))
        for fact in section["facts"]
        if fact["key"] != "bsn" and _is_shown(fact, snapshot)
    ]
    tables = [
        table
        | {
            "missing": table["key"] in missing,
            "lines": list(zip_longest(table["rows"], herkomst.get(table["key"], ()))),
        }
        for table in section["tables"]
        if table["rows"] or _rows_are_asked(table["key"], snapshot)
    ]
    label = BY_CODE[section["key"]].label
    return Card(section["key"], label, section["note"], badge, soort, facts, tables)


def _gegeven(fact: dict[str, Any], missing: set[str], herkomst: Any) -> Gegeven:
    told = herkomst if fact["text"] and not fact["own_statement"] else None
    waits = bool(fact["text"]) and herkomst is not None and herkomst.te_verifieren
    return Gegeven(
        fact["label"],
        fact["text"],
        hint="(eigen opgave)" if fact["own_statement"] and not waits else "",
        ontbreekt=fact["key"] in missing,
        bron=herkomst.tekst if told or waits else "",
        te_verifieren=waits,
    )


def _is_shown(fact: dict[str, Any], snapshot: Snapshot) -> bool:
    """A filled fact always; an empty one only where it is asked of this person."""
    known = FACTS.get(fact["key"])
    return bool(fact["text"]) or known is None or (known.applies(snapshot) and known.is_asked(snapshot))


def _rows_are_asked(name: str, snapshot: Snapshot) -> bool:
    row_set = ROW_SETS.get(name)
    return row_set is None or row_set.applies(snapshot)
