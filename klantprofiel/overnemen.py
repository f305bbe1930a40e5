"""What another form offers the profile, beside what stands there already (R16): the same, new, or different.

Whoever offers (the screening, in an upper app) names facts and rows; nothing here knows where they come from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from klantprofiel.herkomst import Herkomst, fact_herkomst, has_answer, row_herkomst, sources_of
from klantprofiel.models import Klantprofiel
from klantprofiel.models.profiel import ProfielRow
from klantprofiel.sections import FACTS, ROW_SETS, RowSet
from klantprofiel.state import model_of, plain, row_model, row_text, stored, stored_code
from klantprofiel.texts import UNKNOWN, Names, text_of

NONE = "geen"  # state of a row set that was asked for and holds nothing


@dataclass(frozen=True)
class Aanbod:
    """`facts`: field → value. `rows`: row set → values by column; empty values offer nothing."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stuk:
    """One offered fact or row: `key` is the fact, or "rowset:number". `hier`: what the profile says now ("" nothing),
    `daar` what is offered, `state` the profile's value as JSON. `row`: the row it would replace."""

    key: str
    label: str
    hier: str
    daar: str
    state: Any
    herkomst: Herkomst | None = None
    row: ProfielRow | None = None
    is_verified: bool = False  # somebody verified what stands there: the other would have to be verified anew

    @property
    def is_new(self) -> bool:
        """Whether the profile says nothing about it yet."""
        return not self.hier


def compare(profiel: Klantprofiel, offer: Aanbod, names: Names) -> Iterator[Stuk]:
    """What of the offer is new or different, in the order offered. `profiel`: with its person."""
    sources = sources_of(profiel)
    for name, value in offer.facts.items():
        fact, code = FACTS[name], stored_code(value)
        if code in (None, ""):
            continue
        model = model_of(fact)
        now = stored(profiel.vergunninghouder if fact.on_person else profiel, name)
        is_unknown = name in profiel.onbekend
        if has_answer(profiel, fact) and now == code:
            continue
        source = sources.get(name)
        here = UNKNOWN if is_unknown else text_of(model, name, now, names)
        yield Stuk(
            name,
            fact.label,
            here,
            text_of(model, name, code, names),
            [plain(now), is_unknown],
            fact_herkomst(fact, source),
            is_verified=bool(source and source.geverifieerd_op),
        )
    for name, rows in offer.rows.items():
        yield from _compare_rows(profiel, ROW_SETS[name], rows, names)


def _compare_rows(
    profiel: Klantprofiel, row_set: RowSet, rows: Sequence[Mapping[str, Any]], names: Names
) -> Iterator[Stuk]:
    first = row_set.columns[0][0]
    known = list(getattr(profiel, row_set.name).all())
    for number, offered in enumerate(rows):
        key, values = f"{row_set.name}:{number}", _filled(row_set, offered)
        there = row_text(row_set, {name: plain(value) for name, value in values.items()}, names)
        same = next((row for row in known if _alike(stored(row, first), values.get(first))), None)
        if same is not None:
            if all(stored(same, name) == value for name, value in values.items() if name != first):
                continue
            state = {name: plain(stored(same, name)) for name, _ in row_set.columns}
            here = row_text(row_set, state, names)
            told = row_herkomst(same)
            yield Stuk(key, row_set.row_label, here, there, state, told, same, bool(same.geverifieerd_op))
        elif row_set.name in profiel.geen:
            yield Stuk(key, row_set.row_label, row_set.geen, there, NONE)
        else:
            yield Stuk(key, row_set.row_label, "", there, None)


def _filled(row_set: RowSet, offered: Mapping[str, Any]) -> dict[str, Any]:
    model = row_model(row_set)
    values = {name: stored_code(offered.get(name)) for name, _ in row_set.columns}
    return {name: value for name, value in values.items() if value not in (None, "") and hasattr(model, name)}


def _alike(one: Any, other: Any) -> bool:
    return str(one or "").strip().casefold() == str(other or "").strip().casefold()
