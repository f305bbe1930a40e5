"""Two people, one section (R18): keep what this person typed, take over what only the other one changed, and ask where
both changed the same.

Three states are compared: the section as it was shown to this person, as they sent it, and as it is now. Where both
changed a fact (or a cell of a row) to something else, that is a clash: the person picks one of the two. The token of
the form holds the section as it is now, so what the other typed is known again when the picks come in.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from coa_portal.common.dates import short_date
from klantprofiel.forms.sectie import REMOVE_BSN, TOKEN, UNKNOWN, SectionEditor
from klantprofiel.sections import FACTS, ROW_SETS, Fact, RowSet, Section
from klantprofiel.state import (
    SOURCE,
    Change,
    columns_of,
    fact_text,
    make_token,
    plain,
    row_text,
    section_state,
    stored_code,
)
from klantprofiel.texts import Names, masked_bsn

State = dict[str, Any]
PICK, PICKS = "keuze__", "keuzes"
MINE, THEIRS = "mijn", "ander"
REMOVED = "Verwijderd"


@dataclass(frozen=True)
class Clash:
    """Something that both changed. `key`: the field ("ambities"), the row ("talen-0") or the cell ("talen-0-taal")."""

    key: str
    label: str
    mine: str
    theirs: str
    picked: str = ""
    is_missing: bool = False


@dataclass
class Merge:
    """`data`: what was sent, as it should be shown again. `taken`: what only the other changed and is in it now."""

    data: QueryDict
    clashes: list[str] = field(default_factory=list)
    taken: list[Change] = field(default_factory=list)


def merge(editor: SectionEditor, shown: State | None, data: QueryDict, names: Names) -> Merge:
    """Put the two together. `editor`: bound to what was sent, valid, over the section as it is now. `shown`: the
    section when this person opened it; None (a token that cannot be read) leaves everything as typed."""
    merged = Merge(data.copy())
    merged.data[TOKEN] = make_token(editor.section, editor.snapshot)
    if shown is None:
        return merged
    now = section_state(editor.section, editor.snapshot)
    for fact in editor.asked_facts:
        _merge_fact(editor, fact, shown, now, merged, names)
    for row_set in editor.section.rows:
        _merge_rows(editor, row_set, shown, now, merged, names)
        _merge_none(row_set, shown, now, merged)
    return merged


def _answer(state: State, name: str) -> tuple[Any, bool]:
    return state["facts"].get(name), name in state["unknown"]


def _merge_fact(
    editor: SectionEditor, fact: Fact, shown: State, now: State, merged: Merge, names: Names
) -> None:
    values, name = editor.form.cleaned_data, fact.name
    was, there = _answer(shown, name), _answer(now, name)
    if was == there:
        return
    is_unknown = bool(values.get(name + UNKNOWN))
    typed: tuple[Any, bool] = (plain(stored_code(values.get(name))), is_unknown)
    is_typed = typed != was
    if fact.is_bsn:  # an empty field keeps the number there is, and only its last digits are known here
        given = bool(values.get(name) or values.get(REMOVE_BSN))
        typed = ((values.get(name) or "")[-3:] if given else was[0], is_unknown)
        is_typed = given or is_unknown != was[1]
    if not is_typed:
        _put_fact(merged.data, name, there)
        texts = (fact_text(fact, state, names) for state in (shown, now))
        merged.taken.append(Change(fact.label, *texts))
    elif typed != there:
        merged.clashes.append(name)


def _merge_rows(
    editor: SectionEditor, row_set: RowSet, shown: State, now: State, merged: Merge, names: Names
) -> None:
    before, after = shown["rows"].get(row_set.name, {}), now["rows"].get(row_set.name, {})
    for form in editor.rows[row_set.name].forms:
        key = str(form.cleaned_data.get("id") or "")
        if key in before and before[key] != after.get(key):
            _merge_row(form, row_set, before[key], after.get(key), merged, names)
    for key, row in after.items():
        if key not in before:
            merged.taken.append(Change(row_set.row_label, "", row_text(row_set, row, names)))


def _merge_row(
    form: Any, row_set: RowSet, was: State, there: State | None, merged: Merge, names: Names
) -> None:
    """A row that the other changed or (`there` None) removed."""
    typed = {name: plain(stored_code(form.cleaned_data.get(name))) for name in columns_of(row_set)}
    is_removed = bool(form.cleaned_data.get("DELETE"))
    if there is None:
        if is_removed or typed == was:
            _put_row(merged.data, form.prefix, row_set, None)
            merged.taken.append(Change(row_set.row_label, row_text(row_set, was, names), ""))
        else:
            merged.data[form.add_prefix("id")] = ""  # kept, it is a new row
            merged.clashes.append(form.prefix)
        return
    if is_removed:
        merged.clashes.append(form.prefix)
        return
    for name in columns_of(row_set):
        if there[name] == was[name]:
            continue
        if typed[name] == was[name]:
            merged.data[form.add_prefix(name)] = _typed(there[name])
            texts = (_cell_text(row_set, name, row, names) for row in (was, there))
            label = (
                f"{row_set.row_label} {_first_text(row_set, there, names)}: {_column_label(row_set, name)}"
            )
            merged.taken.append(Change(label, *texts))
        elif typed[name] != there[name]:
            merged.clashes.append(form.add_prefix(name))


def _merge_none(row_set: RowSet, shown: State, now: State, merged: Merge) -> None:
    """The tick "there is none" of a row set has two values only: whoever changed it, changed it to the same."""
    was, there = (row_set.name in state["none"] for state in (shown, now))
    if was != there:
        _put_tick(merged.data, f"geen-{row_set.name}", is_on=there)
        merged.taken.append(Change(row_set.label, *((row_set.geen if tick else "") for tick in (was, there))))


def describe(
    editor: SectionEditor, keys: list[str], theirs: State, data: QueryDict, names: Names, *, ask: bool = False
) -> list[Clash]:
    """The clashes of `keys` in words. `editor`: bound to `data` and read. `ask`: mark those without a pick."""
    found = []
    for key in keys:
        picked = str(data.get(PICK + key, ""))
        label, mine, other = _words(editor, key, theirs, names)
        found.append(Clash(key, label, mine, other, picked, ask and picked not in (MINE, THEIRS)))
    return found


def _words(editor: SectionEditor, key: str, theirs: State, names: Names) -> tuple[str, str, str]:
    if key in FACTS:
        return _fact_words(editor, FACTS[key], theirs, names)
    name, number, column = _parts(key)
    row_set, form = ROW_SETS[name], editor.rows[name].forms[number]
    typed = {col: plain(stored_code(form.cleaned_data.get(col))) for col in columns_of(row_set)}
    row = theirs["rows"].get(name, {}).get(str(form.cleaned_data.get("id") or ""))
    if column:
        label = f"{row_set.row_label} {_first_text(row_set, typed, names)}: {_column_label(row_set, column)}"
        mine = _cell_text(row_set, column, typed, names)
        return label, mine, _cell_text(row_set, column, row, names) if row else REMOVED
    mine = "Verwijderen" if form.cleaned_data.get("DELETE") else row_text(row_set, typed, names)
    return row_set.row_label, mine, row_text(row_set, row, names) if row else REMOVED


def _fact_words(editor: SectionEditor, fact: Fact, theirs: State, names: Names) -> tuple[str, str, str]:
    values, name = editor.form.cleaned_data, fact.name
    unknown = [name] if values.get(name + UNKNOWN) else []
    if fact.is_bsn and not unknown:
        mine = "Verwijderen" if values.get(REMOVE_BSN) else masked_bsn((values.get(name) or "")[-3:])
    else:
        typed = {"facts": {name: plain(stored_code(values.get(name)))}, "unknown": unknown}
        mine = fact_text(fact, typed, names)
    return fact.label, mine, fact_text(fact, theirs, names)


def asked_keys(section: Section, data: QueryDict) -> list[str]:
    """What the person was asked to pick, as the form sends it back; what is no field of the section is left out."""
    return [key for key in str(data.get(PICKS, "")).split() if _is_of(section, key, data)]


def _is_of(section: Section, key: str, data: QueryDict) -> bool:
    if key in {fact.name for fact in section.facts}:
        return True
    name, number, column = _parts(key)
    row_set = next((rows for rows in section.rows if rows.name == name), None)
    if row_set is None or f"{name}-{number}-id" not in data:
        return False
    return not column or column in columns_of(row_set)


def _parts(key: str) -> tuple[str, int, str]:
    name, _, rest = key.partition("-")
    number, _, column = rest.partition("-")
    return name, int(number) if number.isdecimal() else -1, column


def apply_picks(keys: list[str], theirs: State, data: QueryDict) -> QueryDict:
    """What was sent, with the other's value where the person picked that."""
    made = data.copy()
    for key in keys:
        if made.get(PICK + key) == THEIRS:
            if key in FACTS:
                _put_fact(made, key, _answer(theirs, key))
                continue
            name, number, column = _parts(key)
            prefix = f"{name}-{number}"
            row = theirs["rows"].get(name, {}).get(str(made.get(f"{prefix}-id", "")))
            if column and row:
                made[f"{prefix}-{column}"] = _typed(row.get(column))
            elif not column:
                _put_row(made, prefix, ROW_SETS[name], row)
        made.pop(PICK + key, None)
    made.pop(PICKS, None)
    return made


def _put_fact(data: QueryDict, name: str, answer: tuple[Any, bool]) -> None:
    value, is_unknown = answer
    if FACTS[name].is_bsn:
        data[name] = ""  # the number that is there stays
        data.pop(REMOVE_BSN, None)
    elif value is False:
        data.pop(name, None)
    else:
        data[name] = _typed(value)
    _put_tick(data, name + UNKNOWN, is_on=is_unknown)


def _put_row(data: QueryDict, prefix: str, row_set: RowSet, row: State | None) -> None:
    """The row as it is; None: as if it were never typed."""
    if row is None:
        data[f"{prefix}-id"] = ""
    data.pop(f"{prefix}-DELETE", None)
    for name in columns_of(row_set):
        data[f"{prefix}-{name}"] = _typed(row.get(name)) if row else ""


def _put_tick(data: QueryDict, name: str, *, is_on: bool) -> None:
    if is_on:
        data[name] = "on"
    else:
        data.pop(name, None)


def _cell_text(row_set: RowSet, column: str, row: State, names: Names) -> str:
    return row_text(row_set, {column: row.get(column)}, names, [column])


def _first_text(row_set: RowSet, row: State, names: Names) -> str:
    return f"“{_cell_text(row_set, row_set.columns[0][0], row, names)}”"


def _column_label(row_set: RowSet, column: str) -> str:
    return "Bron" if column == SOURCE else dict(row_set.columns)[column]


def _typed(value: Any) -> str:
    """A JSON value as a person types it."""
    if value is None:
        return ""
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        return short_date(dt.date.fromisoformat(value))
    return "on" if value is True else str(value)
