"""Which texts of the profile the AVG guard reads (R9), for the forms and for the action that other doors use too."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from coa_portal.avg.confirm import guard_texts
from coa_portal.web.forms import Unguarded
from klantprofiel.sections import FACTS, ROW_SETS, Section
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import model_of, row_model

NOT_GUARDED: Mapping[str, Unguarded] = {
    "voornaam": Unguarded.NAME,
    "achternaam": Unguarded.NAME,
    "v_nummer": Unguarded.NUMBER,
    "bsn": Unguarded.NUMBER,
    "telefoonnummer": Unguarded.NUMBER,
    "contactpersoon_naam": Unguarded.EMPLOYEE,
}


def _holds_words(field: Any) -> bool:
    is_text = isinstance(field, (models.CharField, models.TextField))
    return is_text and not field.choices and not isinstance(field, models.EmailField)


def guarded_facts() -> frozenset[str]:
    """The single facts in which somebody writes words."""
    return frozenset(
        name
        for name, fact in FACTS.items()
        if name not in NOT_GUARDED and not fact.is_bsn and _holds_words(model_of(fact)._meta.get_field(name))
    )


def guarded_columns() -> frozenset[tuple[str, str]]:
    """(row set, column) in which somebody writes words."""
    return frozenset(
        (name, column)
        for name, rows in ROW_SETS.items()
        for column, _label in rows.columns
        if _holds_words(row_model(rows)._meta.get_field(column))
    )


def guard_change(
    section: Section,
    before: Snapshot,
    facts: Mapping[str, Any],
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
) -> None:
    """Judge what is new in a section: raises MarkedWords with the path of the field ("werkervaring.0.beroep").

    `facts`, `rows`: as they will be; a row has its place in the input as `index`. What stood there before, in the same
    fact or anywhere in the same row set, is not judged again.
    """
    own = guarded_facts() & facts.keys()
    texts = {name: str(facts[name]) for name in sorted(own) if facts[name]}
    known = {str(before.values.get(name) or "") for name in own}
    for row_set in section.rows:
        columns = [column for name, column in guarded_columns() if name == row_set.name]
        known |= {str(row.get(c) or "") for row in before.rows.get(row_set.name, ()) for c in columns}
        for row in rows.get(row_set.name, ()):
            texts |= {f"{row_set.name}.{row['index']}.{c}": str(row[c]) for c in columns if row.get(c)}
    guard_texts(texts, known=tuple(known))
