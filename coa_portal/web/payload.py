"""Frozen payloads (R19) as the page shows them; knows their shape only, no domain.

Shape of schema 1: `sections` of `key`, `label`, `note`, `facts` (`key`, `label`, `text`, `own_statement`) and
`tables` (`columns`, `rows` of `cells` with `text`, `own_statement`, and `document` where the row is one). Schema 2 adds
to a fact its `source` and `source_text`. Missing parts count as empty, because a payload of years ago must still be
readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ShownFact:
    """One label with its text."""

    label: str
    text: str
    own_statement: bool
    changed: bool
    bron: str = ""


@dataclass(frozen=True)
class ShownRow:
    """One row of a table, as texts. `url`: where the document of the row is read."""

    cells: list[str]
    own_statement: bool
    changed: bool
    url: str = ""


@dataclass(frozen=True)
class ShownTable:
    """One table; `has_marks` tells whether any row needs the extra column with marks."""

    key: str
    label: str
    columns: list[str]
    rows: list[ShownRow]
    changed: bool

    @property
    def has_marks(self) -> bool:
        """Whether some row is marked as own statement or changed."""
        return any(row.own_statement or row.changed for row in self.rows)


@dataclass(frozen=True)
class Sectieactie:
    """What a reader can do about one section, and a mark beside its heading."""

    label: str = ""
    url: str = ""
    badge: str = ""


@dataclass(frozen=True)
class ShownSection:
    """One card."""

    key: str
    label: str
    note: str
    facts: list[ShownFact]
    tables: list[ShownTable]
    actie: Sectieactie = Sectieactie()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but the heading."""
        return not self.facts and not self.tables


# a talk is where facts come from unless it says otherwise, and what somebody states carries a mark of its own
_ORDINARY = frozenset({"", "gesprek", "eigen_opgave"})


def shown_sources(section: dict[str, Any]) -> dict[str, str]:
    """Fact → the source to name beside it: that of a fact that does not simply come from a talk (R16).

    A day of the same source as the result before it does not repeat it.
    """
    found: dict[str, str] = {}
    former = ""
    for fact in section.get("facts", []):
        source = fact.get("source_text", "") if fact.get("source", "") not in _ORDINARY else ""
        found[fact["key"]] = "" if fact["key"].endswith("_datum") and source == former else source
        former = source
    return found


def shown_sections(
    data: dict[str, Any],
    changed: frozenset[str],
    acties: Mapping[str, Sectieactie] | None = None,
    documenten: Mapping[str, str] | None = None,
) -> list[ShownSection]:
    """The sections of a payload in their order, with what changed marked. `acties`: by key of the section;
    `documenten`: key of a document → where it is read."""
    return [
        ShownSection(
            key=section["key"],
            label=section["label"],
            note=section.get("note", ""),
            facts=_facts(section, changed),
            tables=[
                _table(table, section["key"], changed, documenten or {})
                for table in section.get("tables", [])
            ],
            actie=(acties or {}).get(section["key"], Sectieactie()),
        )
        for section in data.get("sections", [])
    ]


def _facts(section: dict[str, Any], changed: frozenset[str]) -> list[ShownFact]:
    sources = shown_sources(section)
    return [
        ShownFact(
            label=fact["label"],
            text=str(fact.get("text", "")),
            own_statement=bool(fact.get("own_statement")),
            changed=f"{section['key']}.{fact['key']}" in changed,
            bron=sources[fact["key"]],
        )
        for fact in section.get("facts", [])
    ]


def _table(
    table: dict[str, Any], section: str, changed: frozenset[str], documenten: Mapping[str, str]
) -> ShownTable:
    name = f"{section}.{table['key']}"
    rows = [
        ShownRow(
            cells=[str(cell.get("text", "")) for cell in row.get("cells", [])],
            own_statement=bool(row.get("own_statement")),
            changed=f"{name}.{number}" in changed,
            url=documenten.get(str(row.get("document", "")), ""),
        )
        for number, row in enumerate(table.get("rows", []))
    ]
    columns = [str(column["label"]) for column in table.get("columns", [])]
    return ShownTable(f"{section}-{table['key']}", table.get("label", ""), columns, rows, name in changed)


def document_keys(data: dict[str, Any]) -> list[str]:
    """Keys of the documents that a payload lists, in order."""
    return [
        str(row["document"])
        for section in data.get("sections", [])
        for table in section.get("tables", [])
        for row in table.get("rows", [])
        if row.get("document")
    ]
