"""Reading a profile into plain values: a Snapshot of the whole, and the state of one section as it was shown."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import models

from klantprofiel.choices import JaNeeOnbekend
from klantprofiel.models import Klantprofiel, Vergunninghouder
from klantprofiel.models.profiel import ProfielRow
from klantprofiel.sections import SECTIONS, Fact, RowSet, Section
from klantprofiel.snapshot import Snapshot
from klantprofiel.texts import UNKNOWN, Names, masked_bsn, text_of

_SALT = "klantprofiel.section"
SOURCE = "bron"


def model_of(fact: Fact) -> type[models.Model]:
    """The model a single fact is a field of."""
    return Vergunninghouder if fact.on_person else Klantprofiel


def anchor_of(item: Fact | RowSet) -> str:
    """Id of the place on the section's form where a fact or row set is filled in."""
    if isinstance(item, RowSet):
        return f"{item.name}-rijen"
    if item.is_bsn:
        return f"id_{item.name}"
    choices = getattr(model_of(item)._meta.get_field(item.name), "choices", None)
    # yes, no and unknown are radios: the group itself cannot be jumped to
    return f"id_{item.name}_0" if choices and list(choices) == JaNeeOnbekend.choices else f"id_{item.name}"


def row_model(rows: RowSet) -> type[ProfielRow]:
    """The model of a row set."""
    related: type[ProfielRow] = Klantprofiel._meta.get_field(rows.name).related_model  # type: ignore[assignment]
    return related


def columns_of(rows: RowSet) -> tuple[str, ...]:
    """The fields of a row that are kept: the columns of the form and the source (R16)."""
    return (*(name for name, _ in rows.columns), SOURCE)


def stored(instance: models.Model, name: str) -> Any:
    """The stored value of a field; of a foreign key the code."""
    return getattr(instance, instance._meta.get_field(name).attname)  # type: ignore[union-attr]


def stored_code(value: Any) -> Any:
    """The value as it is stored: the key of an object, text without spaces around it."""
    if isinstance(value, models.Model):
        return value.pk
    return value.strip() if isinstance(value, str) else value


def last_digits(person: Vergunninghouder) -> str:
    """The last three digits of the BSN, "" without one."""
    bsn = getattr(person, "bsn", None)
    return bsn.last_digits if bsn else ""


def take_snapshot(profiel: Klantprofiel) -> Snapshot:
    """The whole profile as plain values; reads no more than `selectors.with_profile` fetched."""
    person = profiel.vergunninghouder
    values: dict[str, Any] = {}
    rows: dict[str, list[dict[str, Any]]] = {}
    for section in SECTIONS:
        for fact in section.facts:
            if fact.is_bsn:
                values[fact.name] = last_digits(person)
            else:
                values[fact.name] = stored(person if fact.on_person else profiel, fact.name)
        for row_set in section.rows:
            rows[row_set.name] = [
                {"id": row.pk, **{name: stored(row, name) for name in columns_of(row_set)}}
                for row in getattr(profiel, row_set.name).all()
            ]
    return Snapshot(values, rows, frozenset(profiel.onbekend), frozenset(profiel.geen))


@dataclass(frozen=True)
class Change:
    """One difference between two states of a section, in words."""

    label: str
    was: str
    now: str


def section_state(section: Section, snapshot: Snapshot) -> dict[str, Any]:
    """The section as JSON values: what is compared to notice that somebody else was first (R18)."""
    return {
        "facts": {fact.name: plain(snapshot.values.get(fact.name)) for fact in section.facts},
        "unknown": sorted(name for name in snapshot.unknown if name in {f.name for f in section.facts}),
        "none": sorted(name for name in snapshot.none if name in {r.name for r in section.rows}),
        "rows": {
            row_set.name: {
                str(row["id"]): {name: plain(row.get(name)) for name in columns_of(row_set)}
                for row in snapshot.rows.get(row_set.name, ())
            }
            for row_set in section.rows
        },
    }


def plain(value: Any) -> Any:
    """A stored value as JSON."""
    return value.isoformat() if isinstance(value, dt.date) else value


def make_token(section: Section, snapshot: Snapshot) -> str:
    """The state as shown, signed: the form sends it back, and a conflict can be told field by field."""
    return signing.dumps([section.code, section_state(section, snapshot)], salt=_SALT, compress=True)


def read_token(section: Section, token: str) -> dict[str, Any] | None:
    """The state in a token; None when it is not one of ours for this section."""
    try:
        code, state = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return state if code == section.code and isinstance(state, dict) else None


def differences(
    section: Section, before: dict[str, Any], after: dict[str, Any], names: Names
) -> list[Change]:
    """What differs between two states, in the order of the form."""
    changes = []
    for fact in section.facts:
        was, now = (fact_text(fact, state, names) for state in (before, after))
        if was != now:
            changes.append(Change(fact.label, was, now))
    for row_set in section.rows:
        old, new = before["rows"].get(row_set.name, {}), after["rows"].get(row_set.name, {})
        for key in [*old, *(key for key in new if key not in old)]:
            if old.get(key) != new.get(key):
                texts = [row_text(row_set, state.get(key), names) for state in (old, new)]
                changes.append(Change(row_set.row_label, *texts))
        if (row_set.name in before["none"]) != (row_set.name in after["none"]):
            ticked = [row_set.geen if row_set.name in state["none"] else "" for state in (before, after)]
            changes.append(Change(row_set.label, *ticked))
    return changes


def fact_text(fact: Fact, state: Mapping[str, Any], names: Names) -> str:
    """A fact of `section_state` in words."""
    if fact.name in state["unknown"]:
        return UNKNOWN
    value = state["facts"].get(fact.name)
    if fact.is_bsn:
        return masked_bsn(value or "")
    return text_of(model_of(fact), fact.name, _revived(model_of(fact), fact.name, value), names)


def row_text(
    row_set: RowSet, row: Mapping[str, Any] | None, names: Names, columns: Sequence[str] = ()
) -> str:
    """A row of `section_state` in words, or only `columns` of it; "" where it is not there."""
    if row is None:
        return ""
    model = row_model(row_set)
    texts = [
        text_of(model, name, _revived(model, name, row.get(name)), names)
        for name in columns or [n for n, _ in row_set.columns]
    ]
    return ", ".join(text for text in texts if text)


def _revived(model: type[models.Model], name: str, value: Any) -> Any:
    """A date out of its JSON text."""
    if value and isinstance(model._meta.get_field(name), models.DateField):
        return dt.date.fromisoformat(value)
    return value
