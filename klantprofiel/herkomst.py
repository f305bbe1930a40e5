"""Where facts and rows come from, in words, and which of them somebody still has to verify (R16).

A Profielversie holds what is verified, and the person's own statements marked as such. What identifies the person is
their registration at COA and is always sent; so is who at COA to ask. A fact without a source was entered before
sources were kept, or by the system itself: that is told, and nobody is asked to verify it (besluit 0034).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coa_portal.common.dates import short_date
from klantprofiel.choices import Bron
from klantprofiel.models import Feitherkomst, Klantprofiel
from klantprofiel.models.profiel import ProfielRow
from klantprofiel.sections import SECTIONS, Fact, RowSet, Section
from klantprofiel.state import columns_of, model_of, plain, row_text, stored
from klantprofiel.texts import UNKNOWN, Names, text_of

NO_SOURCE = "Bron niet vastgelegd"


@dataclass(frozen=True)
class Herkomst:
    """Where one fact or row comes from, with who verified it and when; `te_verifieren`: somebody still has to."""

    tekst: str
    te_verifieren: bool = False


@dataclass(frozen=True)
class Open:
    """One fact or row that waits to be verified. `key`: the fact, or "rowset:key of the row". `state`: its value as
    JSON, so that nobody verifies a value that they did not see."""

    key: str
    section: Section
    label: str
    tekst: str
    bron: str
    state: Any


def waits(fact: Fact, source: Feitherkomst | None) -> bool:
    """Whether an answered fact still has to be verified."""
    if source is None or fact.is_registered:
        return False
    return source.bron != Bron.EIGEN_OPGAVE and source.geverifieerd_op is None


def fact_herkomst(fact: Fact, source: Feitherkomst | None) -> Herkomst | None:
    """Of an answered fact; None where there is nothing to tell."""
    if source is None:
        return None if fact.is_registered or fact.own_statement else Herkomst(NO_SOURCE)
    return Herkomst(_words(source), waits(fact, source))


def row_herkomst(row: ProfielRow) -> Herkomst:
    """Of a row."""
    return Herkomst(_words(row), row.waits)


def _words(source: Feitherkomst | ProfielRow) -> str:
    who = source.geverifieerd_door.naam if source.geverifieerd_door else ""
    parts = (source.get_bron_display(), who, short_date(source.geverifieerd_op))
    return ", ".join(part for part in parts if part)


def sources_of(profiel: Klantprofiel) -> dict[str, Feitherkomst]:
    """The source of each fact that has one."""
    return {row.veld: row for row in profiel.herkomsten.all()}


def has_answer(profiel: Klantprofiel, fact: Fact) -> bool:
    """Whether a fact of a profile (with its person) is filled, or known to be unknown (R15)."""
    if fact.is_bsn:
        return False  # kept in a table of its own, without a source
    value = stored(profiel.vergunninghouder if fact.on_person else profiel, fact.name)
    return fact.name in profiel.onbekend or value not in (None, "")


def read_herkomst(profiel: Klantprofiel) -> dict[str, Any]:
    """Of each answered fact, by name; of each row set, the rows in order. `profiel`: with its person."""
    sources = sources_of(profiel)
    found: dict[str, Any] = {}
    for section in SECTIONS:
        for fact in section.facts:
            if has_answer(profiel, fact) and (told := fact_herkomst(fact, sources.get(fact.name))):
                found[fact.name] = told
        for row_set in section.rows:
            found[row_set.name] = [row_herkomst(row) for row in _rows(profiel, row_set)]
    return found


def count_open(profiel: Klantprofiel) -> int:
    """How many facts and rows wait to be verified."""
    sources = sources_of(profiel)
    facts = sum(
        1
        for section in SECTIONS
        for fact in section.facts
        if has_answer(profiel, fact) and waits(fact, sources.get(fact.name))
    )
    rows = sum(row.waits for part in SECTIONS for rows in part.rows for row in _rows(profiel, rows))
    return facts + rows


def open_items(profiel: Klantprofiel, names: Names) -> Iterator[Open]:
    """What waits to be verified, in the order of the form. `profiel`: with its person."""
    sources = sources_of(profiel)
    for section in SECTIONS:
        for fact in section.facts:
            if has_answer(profiel, fact) and waits(fact, sources.get(fact.name)):
                yield _open_fact(section, fact, profiel, sources.get(fact.name), names)
        for row_set in section.rows:
            for row in _rows(profiel, row_set):
                if row.waits:
                    yield _open_row(section, row_set, row, names)


def _open_fact(
    section: Section, fact: Fact, profiel: Klantprofiel, source: Feitherkomst | None, names: Names
) -> Open:
    value = stored(profiel.vergunninghouder if fact.on_person else profiel, fact.name)
    is_unknown = fact.name in profiel.onbekend
    text = UNKNOWN if is_unknown else text_of(model_of(fact), fact.name, value, names)
    herkomst = _words(source) if source else NO_SOURCE
    return Open(fact.name, section, fact.label, text, herkomst, [plain(value), is_unknown])


def _open_row(section: Section, row_set: RowSet, row: ProfielRow, names: Names) -> Open:
    state: Mapping[str, Any] = {name: plain(stored(row, name)) for name in columns_of(row_set)}
    text = row_text(row_set, state, names)
    return Open(f"{row_set.name}:{row.pk}", section, row_set.row_label, text, _words(row), state)


def _rows(profiel: Klantprofiel, row_set: RowSet) -> list[ProfielRow]:
    return list(getattr(profiel, row_set.name).all())
