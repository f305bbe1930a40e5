"""The page of one section: one form with its rows, saved whole or not at all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import asks_row, with_extra_row
from klantprofiel.actions import SectionConflict, save_section
from klantprofiel.completeness import measure, next_section
from klantprofiel.forms import SectionEditor
from klantprofiel.forms.sectie import TOKEN
from klantprofiel.herkomst import read_herkomst
from klantprofiel.history import last_change
from klantprofiel.keepers import Keeper, kept_elsewhere
from klantprofiel.merge import MINE, PICK, THEIRS, apply_picks, asked_keys, describe, merge
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import section_notes
from klantprofiel.payload import build_sections
from klantprofiel.policy import WRITE
from klantprofiel.rules import SectionRefused
from klantprofiel.sections import BY_CODE, FACTS, Section
from klantprofiel.selectors import profile_of, read_profile
from klantprofiel.state import anchor_of, read_token, section_state, take_snapshot
from klantprofiel.texts import code_names
from klantprofiel.views.shared import dossier_url, get_person, person_marks, section_bar

VERDER = "verder"  # the button that saves and goes on


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def sectie(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Show the section; on POST save it, or show again what was typed with what is wrong."""
    section = BY_CODE.get(code)
    if section is None:
        raise Http404
    person = get_person(request, pk)
    require(request.user, "edit_profiel", person)
    log_reading(request, what=f"onderdeel {code}", subjects=[person.pk], object_id=person.pk)
    if request.method == "GET":
        return _show(request, person, _editor(person, section))
    data = with_extra_row(request.POST)
    shown, asked = read_token(section, data.get(TOKEN, "")), asked_keys(section, data)
    if shown and asked:
        is_picked = all(data.get(PICK + key) in (MINE, THEIRS) for key in asked)
        if asks_row(data) or not is_picked:
            return _ask_again(request, person, section, data, shown)
        data = apply_picks(asked, shown, data)
    return _take(request, person, section, data)


def _take(request: HttpRequest, person: Vergunninghouder, section: Section, data: QueryDict) -> HttpResponse:
    """Save what was sent, or show it again."""
    editor = _editor(person, section, data)
    if asks_row(data):
        editor.show_as_typed()
        return _show(request, person, editor)
    if not editor.is_valid():
        return _show(request, person, editor)
    return _save(request, person, section, editor, data)


def _editor(person: Vergunninghouder, section: Section, data: QueryDict | None = None) -> SectionEditor:
    """The forms over the section as it is stored, without what an upper app keeps."""
    profiel, own = profile_of(person), {fact.name for fact in section.facts}
    kept = {name: keeper for name, keeper in kept_elsewhere(person).items() if name in own}
    return SectionEditor(section, take_snapshot(profiel), data, herkomst=read_herkomst(profiel), kept=kept)


def _kept_rows(person: Vergunninghouder, editor: SectionEditor) -> list[tuple[str, str, str, Keeper]]:
    """(id, label, value, who keeps it) of the facts that the form does not ask."""
    if not editor.kept:
        return []
    shown = next(part for part in build_sections(person) if part["key"] == editor.section.code)
    return [
        (anchor_of(FACTS[fact["key"]]), fact["label"], fact["text"], editor.kept[fact["key"]])
        for fact in shown["facts"]
        if fact["key"] in editor.kept
    ]


def _save(
    request: HttpRequest, person: Vergunninghouder, section: Section, editor: SectionEditor, data: QueryDict
) -> HttpResponse:
    try:
        changed = save_section(
            vergunninghouder=person,
            section=section.code,
            facts=editor.changed_facts(),
            rows=editor.row_inputs(),
            onbekend=editor.unknown(),
            geen=editor.geen(),
            base_token=data.get(TOKEN, ""),
            acting_user=request.user,
        )
    except SectionConflict:
        return _show_conflict(request, person, section, data)
    except SectionRefused as refused:
        editor.show_errors(refused.errors)
    except DomainError as error:
        editor.show_errors([(error.field or "", error.message)])
        if error.code in {"stale_form", "row_gone"}:
            return _show_conflict(request, person, section, data, error.message)
    else:
        said = f"{section.label} opgeslagen." if changed else "Er is niets gewijzigd."
        messages.success(request, said)
        return redirect(_after(person, section, goes_on=VERDER in data))
    return _show(request, person, editor)


def _after(person: Vergunninghouder, section: Section, *, goes_on: bool) -> str:
    """Back to the dossier; or on to the next section, so that a whole profile costs one page a section."""
    onward = next_section(section, take_snapshot(profile_of(read_profile(person)))) if goes_on else None
    if onward is None:
        return f"{dossier_url(person)}#{section.code}"
    return reverse("klantprofiel:sectie", args=[person.pk, onward.code])


def _show_conflict(
    request: HttpRequest, person: Vergunninghouder, section: Section, data: QueryDict, message: str = ""
) -> HttpResponse:
    """The form again over the section as it is now: what was typed stays, what only the other changed comes in, and
    where both changed the same the person picks (R18). Where both typed the same there is nothing to ask."""
    fresh, names = read_profile(person), code_names()
    sent = _editor(fresh, section, data)
    sent.is_valid()
    shown = read_token(section, data.get(TOKEN, ""))
    merged = merge(sent, shown, data, names)
    if shown and not message and not merged.clashes and not merged.taken:
        return _take(request, fresh, section, merged.data)
    now = section_state(section, sent.snapshot)
    editor = _editor(fresh, section, merged.data)
    editor.show_as_typed()
    extra = {
        "conflict": message or "conflict",
        "taken": merged.taken,
        "clashes": describe(sent, merged.clashes, now, merged.data, names),
        "ander": last_change(fresh),
    }
    return _show(request, fresh, editor, status=409, **extra)


def _ask_again(
    request: HttpRequest, person: Vergunninghouder, section: Section, data: QueryDict, theirs: dict[str, Any]
) -> HttpResponse:
    """The clashes once more: a row was asked for, or something was not picked yet."""
    editor = _editor(person, section, data)
    editor.is_valid()
    is_row = asks_row(data)
    clashes = describe(editor, asked_keys(section, data), theirs, data, code_names(), ask=not is_row)
    editor.show_as_typed()
    if not is_row:
        editor.form.add_error(None, "Kies bij elk gegeven wat er moet staan.")
    extra = {"conflict": "conflict", "clashes": clashes, "ander": last_change(person)}
    return _show(request, person, editor, status=200 if is_row else 409, **extra)


def _show(
    request: HttpRequest, person: Vergunninghouder, editor: SectionEditor, *, status: int = 200, **extra: Any
) -> HttpResponse:
    snapshot = take_snapshot(profile_of(person))
    measured = measure(snapshot)
    code = editor.section.code
    context = {
        "person": person,
        "kenmerken": [person.naam, *person_marks(person)],
        "section": editor.section,
        "editor": editor,
        "form": editor.form,
        "formsets": editor.all_forms,
        "elders": _kept_rows(person, editor),
        "dossier_url": dossier_url(person),
        "verder": "Opslaan en verder" if next_section(editor.section, snapshot) else "",
        "onderdelen": section_bar(person, measured, current=code, edit=True),
        "te_verifieren": _waiting(person, editor.section),
        "vragen": section_notes(request, person).get(code, ""),
        "verifieren_url": reverse("klantprofiel:verifieren", args=[person.pk]),
        **extra,
    }
    return render(request, "klantprofiel/sectie.html", context, status=status)


def _waiting(person: Vergunninghouder, section: Section) -> int:
    """How many facts and rows of the section nobody verified yet."""
    told = read_herkomst(profile_of(person))
    facts = [told[fact.name] for fact in section.facts if fact.name in told]
    rows = [row for row_set in section.rows for row in told[row_set.name]]
    return sum(one.te_verifieren for one in (*facts, *rows))
