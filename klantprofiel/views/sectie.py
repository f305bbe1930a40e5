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
from klantprofiel.completeness import measure
from klantprofiel.forms import SectionEditor
from klantprofiel.forms.sectie import TOKEN
from klantprofiel.herkomst import read_herkomst
from klantprofiel.keepers import Keeper, kept_elsewhere
from klantprofiel.merge import merged_data
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import section_notes
from klantprofiel.payload import build_sections
from klantprofiel.policy import WRITE
from klantprofiel.rules import SectionRefused
from klantprofiel.sections import BY_CODE, Section
from klantprofiel.selectors import profile_of, read_profile
from klantprofiel.state import Change, read_token, take_snapshot
from klantprofiel.views.shared import dossier_url, get_person, person_marks, section_bar


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
    editor = _editor(person, section, data)
    if asks_row(data):
        editor.show_as_typed()
        return _show(request, person, editor)
    if not editor.is_valid():
        return _show(request, person, editor)
    return _save(request, person, section, editor)


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
        (f"id_{fact['key']}", fact["label"], fact["text"], editor.kept[fact["key"]])
        for fact in shown["facts"]
        if fact["key"] in editor.kept
    ]


def _save(
    request: HttpRequest, person: Vergunninghouder, section: Section, editor: SectionEditor
) -> HttpResponse:
    try:
        changed = save_section(
            vergunninghouder=person,
            section=section.code,
            facts=editor.changed_facts(),
            rows=editor.row_inputs(),
            onbekend=editor.unknown(),
            geen=editor.geen(),
            base_token=request.POST.get(TOKEN, ""),
            acting_user=request.user,
        )
    except SectionConflict as conflict:
        return _show_conflict(request, person, section, conflict.changes)
    except SectionRefused as refused:
        editor.show_errors(refused.errors)
    except DomainError as error:
        editor.show_errors([(error.field or "", error.message)])
        if error.code in {"stale_form", "row_gone"}:
            return _show_conflict(request, person, section, [], error.message)
    else:
        said = f"{section.label} opgeslagen." if changed else "Er is niets gewijzigd."
        messages.success(request, said)
        return redirect(f"{dossier_url(person)}#{section.code}")
    return _show(request, person, editor)


def _show_conflict(
    request: HttpRequest, person: Vergunninghouder, section: Section, changes: list[Change], message: str = ""
) -> HttpResponse:
    """The form again over the section as it is now: what was typed stays, what only the other changed comes in."""
    fresh = read_profile(person)
    sent = _editor(fresh, section, request.POST)
    sent.is_valid()
    shown = read_token(section, request.POST.get(TOKEN, ""))
    data = merged_data(sent, shown, request.POST)
    editor = _editor(fresh, section, data)
    editor.show_as_typed()
    return _show(request, fresh, editor, changes=changes, conflict=message or "conflict", status=409)


def _show(
    request: HttpRequest, person: Vergunninghouder, editor: SectionEditor, *, status: int = 200, **extra: Any
) -> HttpResponse:
    measured = measure(take_snapshot(profile_of(person)))
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
