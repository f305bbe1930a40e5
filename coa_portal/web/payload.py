"""Frozen payloads (R19) as the page shows them; knows their shape only, no domain.

Shape of schema 1: `sections` of `key`, `label`, `note`, `facts` (`key`, `label`, `text`, `own_statement`) and
`tables` (`columns`, `rows` of `cells` with `text`, `own_statement`). Missing parts count as empty, because a
payload of years ago must still be readable.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ShownFact:
    """One label with its text."""

    label: str
    text: str
    own_statement: bool
    changed: bool


@dataclass(frozen=True)
class ShownRow:
    """One row of a table, as texts."""

    cells: list[str]
    own_statement: bool
    changed: bool


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
class ShownSection:
    """One card."""

    key: str
    label: str
    note: str
    facts: list[ShownFact]
    tables: list[ShownTable]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing but the heading."""
        return not self.facts and not self.tables


def shown_sections(data: dict[str, Any], changed: frozenset[str]) -> list[ShownSection]:
    """The sections of a payload in their order, with what changed marked."""
    return [
        ShownSection(
            key=section["key"],
            label=section["label"],
            note=section.get("note", ""),
            facts=[_fact(fact, section["key"], changed) for fact in section.get("facts", [])],
            tables=[_table(table, section["key"], changed) for table in section.get("tables", [])],
        )
        for section in data.get("sections", [])
    ]


def _fact(fact: dict[str, Any], section: str, changed: frozenset[str]) -> ShownFact:
    return ShownFact(
        label=fact["label"],
        text=str(fact.get("text", "")),
        own_statement=bool(fact.get("own_statement")),
        changed=f"{section}.{fact['key']}" in changed,
    )


def _table(table: dict[str, Any], section: str, changed: frozenset[str]) -> ShownTable:
    name = f"{section}.{table['key']}"
    rows = [
        ShownRow(
            cells=[str(cell.get("text", "")) for cell in row.get("cells", [])],
            own_statement=bool(row.get("own_statement")),
            changed=f"{name}.{number}" in changed,
        )
        for number, row in enumerate(table.get("rows", []))
    ]
    columns = [str(column["label"]) for column in table.get("columns", [])]
    return ShownTable(f"{section}-{table['key']}", table.get("label", ""), columns, rows, name in changed)
