"""Building and comparing frozen payloads (the format stands in `docs/payload.md`)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coa_portal.web.payload import shown_sources

SCHEMA = 1  # of a Kaart and a screening; that of a Profielversie stands in klantprofiel.payload
WITH_SOURCES = 2  # from this schema on a fact says where it comes from

Payload = dict[str, Any]

# What a grant must hold to read a part of a payload: the key of a section, or one of these. With every limit is read
# what names the matter itself; only without a limit the words behind the ground, and whatever nobody placed.
EVERY_READER, NO_LIMIT = "altijd", "geheel"
DOCUMENTEN = "documenten"  # key of the table of documents in a section
_ONDERDEEL_OF_SCREENING = {
    "naam": EVERY_READER,
    "grond": EVERY_READER,
    "gesprek": EVERY_READER,
    "werk": "arbeid",
    "onderwijs": "educatief",
    "ambities": "toekomst",
    "netwerk": "familie",
}


def fact(key: str, label: str, text: str, value: Any = None) -> dict[str, Any]:
    """One fact; `value` defaults to the text."""
    return {
        "key": key,
        "label": label,
        "value": text if value is None else value,
        "text": text,
        "own_statement": False,
    }


def section(key: str, label: str, facts: list[dict[str, Any]], note: str = "") -> dict[str, Any]:
    """One section without tables."""
    return {"key": key, "label": label, "note": note, "facts": facts, "tables": []}


def payload(kind: str, sections: list[dict[str, Any]]) -> Payload:
    """A whole payload of the current schema."""
    return {"schema": SCHEMA, "kind": kind, "sections": sections}


def _flat(data: Payload, *, with_sources: bool = False) -> dict[str, str]:
    """Every shown text under its key: "section.fact" and "section.table.row"."""
    texts: dict[str, str] = {}
    for part in data["sections"]:
        sources = shown_sources(part) if with_sources else {}
        for item in part["facts"]:
            source = sources.get(item["key"], "")
            texts[f"{part['key']}.{item['key']}"] = f"{item['text']}\x1f{source}" if source else item["text"]
        for table in part["tables"]:
            for number, row in enumerate(table["rows"]):
                # a newer document may read as the older one
                words = [*(cell["text"] for cell in row["cells"]), row.get("document", "")]
                texts[f"{part['key']}.{table['key']}.{number}"] = "\x1f".join(words)
    return texts


def _flat_pair(old: Payload, new: Payload) -> tuple[dict[str, str], dict[str, str]]:
    """Both in the words that both schemas know: a source that the older one could not tell is no difference."""
    both = min(old["schema"], new["schema"]) >= WITH_SOURCES
    return _flat(old, with_sources=both), _flat(new, with_sources=both)


def changed_keys(old: Payload, new: Payload) -> set[str]:
    """Keys of `new` that are new or read differently than in `old`, and tables that lost rows.

    Rows are compared by what they say, not by where they stand: an inserted row does not mark the rest. An empty fact
    that an older schema did not have is no difference.
    """
    before, after = _flat_pair(old, new)
    known_rows: dict[str, set[str]] = {}
    for key, text in before.items():
        if key.count(".") == 2:
            known_rows.setdefault(key.rsplit(".", 1)[0], set()).add(text)
    changed = set()
    for key, text in after.items():
        if key.count(".") == 2:
            if text not in known_rows.get(key.rsplit(".", 1)[0], set()):
                changed.add(key)
        elif before.get(key, "") != text:
            changed.add(key)
    for table, texts in known_rows.items():
        if texts - {text for key, text in after.items() if key.startswith(f"{table}.")}:
            changed.add(table)
    return changed


def differs(old: Payload | None, new: Payload) -> bool:
    """Whether a gemeente would read something else."""
    if old is None or changed_keys(old, new):
        return True
    before, after = _flat_pair(old, new)
    # a fact that is no longer told, or a row that stood there twice
    return any(text and key not in after for key, text in before.items())


@dataclass(frozen=True)
class MemberCells:
    """What one row of a payload says of another member of the household. `place`: "section.table.number"."""

    person: str
    place: str
    cells: list[dict[str, Any]]


def split_members(data: Payload) -> tuple[Payload, list[MemberCells]]:
    """The payload as it is stored, and apart from it what it says of other members of the household (R5).

    In their place stands what a reader gets while a member is not open.
    """
    taken: list[MemberCells] = []

    def without(place: str, row: dict[str, Any]) -> dict[str, Any]:
        taken.append(MemberCells(row["person"], place, row["cells"]))
        return _hidden(row)

    return _with_member_rows(data, without), taken


def with_members(data: Payload, cells: dict[str, list[dict[str, Any]]]) -> Payload:
    """A payload as a reader gets it: `cells` by place for the members who may be named, the others hidden.

    Judged at reading, because a member may withdraw long after this version was published.
    """

    def filled(place: str, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "cells": cells[place]} if place in cells else _hidden(row)

    return _with_member_rows(data, filled)


def _with_member_rows(data: Payload, change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Payload:
    """A copy in which every row about another member went through `change`."""
    sections = []
    for part in data["sections"]:
        tables = [
            {
                **table,
                "rows": [
                    change(f"{part['key']}.{table['key']}.{number}", row) if row.get("person") else row
                    for number, row in enumerate(table["rows"])
                ],
            }
            for table in part["tables"]
        ]
        sections.append({**part, "tables": tables})
    return {**data, "sections": sections}


def _hidden(row: dict[str, Any]) -> dict[str, Any]:
    cells = [
        {"value": None, "text": "Gezinslid, geen toestemming" if number == 0 else ""}
        for number in range(len(row["cells"]))
    ]
    return {**row, "cells": cells}


def with_tables(sections: list[dict[str, Any]], tables: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The sections, each with one more table where `tables` has one for it."""
    return [
        {**part, "tables": [*part["tables"], tables[part["key"]]]} if part["key"] in tables else part
        for part in sections
    ]


def split_documents(data: Payload) -> tuple[Payload, list[str]]:
    """The payload without its tables of documents, and the keys of those documents in order."""
    keys = [
        row["document"]
        for part in data["sections"]
        for table in part["tables"]
        if table["key"] == DOCUMENTEN
        for row in table["rows"]
    ]
    sections = [
        {**part, "tables": [table for table in part["tables"] if table["key"] != DOCUMENTEN]}
        for part in data["sections"]
    ]
    return {**data, "sections": sections}, keys


@dataclass(frozen=True)
class Part:
    """A piece of a payload: a section, or a fact of one. `onderdeel`: what a grant must hold to read it."""

    onderdeel: str
    section: dict[str, Any]


def split_sections(data: Payload) -> tuple[Payload, list[Part]]:
    """The head of a payload, without sections, and its parts in order: each opens to its own readers (DESIGN §3)."""
    split = _by_fact if data["kind"] == "screening" else _by_section
    return {**data, "sections": []}, [part for section in data["sections"] for part in split(section)]


def with_sections(head: Payload, sections: Iterable[dict[str, Any]]) -> Payload:
    """A payload again, of those of its parts that a reader may see; parts of one section come together."""
    found: list[dict[str, Any]] = []
    for part in sections:
        if found and found[-1]["key"] == part["key"]:
            last = found[-1]
            found[-1] = {name: [*last[name], *part[name]] if name in _LISTS else last[name] for name in last}
        else:
            found.append(part)
    return {**head, "sections": found}


def only_section(data: Payload, key: str) -> Payload:
    """The payload with this section alone; with none where it has no such section."""
    return {**data, "sections": [part for part in data["sections"] if part["key"] == key]}


_LISTS = ("facts", "tables")


def _by_section(section: dict[str, Any]) -> list[Part]:
    return [Part(section["key"], section)]


def _by_fact(section: dict[str, Any]) -> list[Part]:
    """The screening has one section for everything: each fact goes with the section of the klantprofiel that it
    belongs to."""
    parts = [
        Part(_ONDERDEEL_OF_SCREENING.get(item["key"], NO_LIMIT), {**section, "facts": [item], "tables": []})
        for item in section["facts"]
    ]
    if section["tables"] or not parts:
        parts.append(Part(NO_LIMIT, {**section, "facts": []}))
    return parts
