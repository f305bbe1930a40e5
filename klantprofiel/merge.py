"""Two people, one section (R18): keep what this person typed, take over what only the other one changed."""

import datetime as dt
from typing import Any

from django.http import QueryDict

from coa_portal.common.dates import short_date
from klantprofiel.forms.sectie import TOKEN, UNKNOWN, SectionEditor
from klantprofiel.state import columns_of, make_token, section_state, stored_code

State = dict[str, Any]


def merged_data(editor: SectionEditor, shown: State | None, data: QueryDict) -> QueryDict:
    """The sent data as it should be shown again after a conflict, with the token of the section as it is now.

    `editor`: bound to what was sent, valid, over the section as it is now. `shown`: the section when this person
    opened it. A field that the person left as shown takes the other's value; one that was typed in keeps it. A
    row that the other removed comes back as a new row where it was typed in, and goes where it was not.
    """
    merged = data.copy()
    merged[TOKEN] = make_token(editor.section, editor.snapshot)
    if shown is None:  # a token that cannot be read: everything stays as typed
        return merged
    now = section_state(editor.section, editor.snapshot)
    _merge_facts(editor, shown, now, merged)
    for row_set in editor.section.rows:
        before, after = shown["rows"].get(row_set.name, {}), now["rows"].get(row_set.name, {})
        for form in editor.rows[row_set.name].forms:
            key = str(form.cleaned_data.get("id") or "")
            if not key or key not in before:
                continue
            typed = {name: _plain(form.cleaned_data.get(name)) for name in columns_of(row_set)}
            untouched = typed == before[key] and not form.cleaned_data.get("DELETE")
            if key not in after:
                merged[form.add_prefix("id")] = ""
                if untouched:
                    for name in columns_of(row_set):
                        merged[form.add_prefix(name)] = ""
            elif untouched:
                for name, value in after[key].items():
                    merged[form.add_prefix(name)] = _typed(value)
    return merged


def _merge_facts(editor: SectionEditor, shown: State, now: State, merged: QueryDict) -> None:
    values = editor.form.cleaned_data
    for fact in editor.asked_facts:
        if fact.is_bsn:
            continue
        name = fact.name
        typed = (_plain(values.get(name)), bool(values.get(name + UNKNOWN)))
        if typed != (shown["facts"].get(name), name in shown["unknown"]):
            continue
        value = now["facts"].get(name)
        merged[name] = _typed(value)
        if value is False:
            merged.pop(name, None)
        merged.pop(name + UNKNOWN, None)
        if name in now["unknown"]:
            merged[name + UNKNOWN] = "on"


def _plain(value: Any) -> Any:
    code = stored_code(value)
    return code.isoformat() if isinstance(code, dt.date) else code


def _typed(value: Any) -> str:
    """A JSON value as a person types it."""
    if value is None:
        return ""
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-" and value[7:8] == "-":
        return short_date(dt.date.fromisoformat(value))
    return "on" if value is True else str(value)
