"""One dossier: the whole profile, its history, the BSN."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import require, visible
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.notifications.visits import note_visit
from klantprofiel.actions import reveal_bsn
from klantprofiel.cards import section_cards
from klantprofiel.completeness import SHOWN_PER_GOAL, Completeness, measure
from klantprofiel.forms import GeschiedenisForm
from klantprofiel.herkomst import count_open
from klantprofiel.history import read_history, read_recent
from klantprofiel.models import Vergunninghouder
from klantprofiel.panels import section_notes, shown_panels
from klantprofiel.policy import ENTER, WRITE
from klantprofiel.sections import GOAL_LABELS
from klantprofiel.selectors import other_members, profile_of
from klantprofiel.state import take_snapshot
from klantprofiel.views.shared import dossier_url, field_url, get_person, may, person_marks, section_bar

LAST_CHANGES = 5
PER_PAGE = 25


@dataclass(frozen=True)
class NextStep:
    """One goal with what is missing for it: (label, address of the field), the first ones and the rest."""

    label: str
    first: list[tuple[str, str]]
    rest: list[tuple[str, str]]


@page(ENTER, activity="bijhouden-klantprofiel")
def dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything of one person."""
    person = get_person(request, pk)
    log_reading(request, what="dossier", subjects=[person.pk], object_id=person.pk)
    return render(request, "klantprofiel/dossier.html", _dossier_context(request, person))


def _dossier_context(request: HttpRequest, person: Vergunninghouder, bsn: str = "") -> dict[str, Any]:
    profiel = profile_of(person)
    measured = measure(take_snapshot(profiel))
    edit = may(request, "edit_profiel", person)
    members = other_members(person)
    last_visit = note_visit(subject_id=person.pk, acting_user=acting(request))
    history, news = read_recent(person, last=LAST_CHANGES, since=last_visit, reader=request.user)
    seen = set(
        visible(Vergunninghouder, request.user)
        .filter(pk__in=[member.pk for member in members])
        .values_list("pk", flat=True)
    )
    notes = section_notes(request, person)
    return {
        "person": person,
        "profiel": profiel,
        "measured": measured,
        "profiel_procent": f"{measured.percentage}%",
        "next_steps": _next_steps(person, measured),
        "te_verifieren": count_open(profiel),
        "verifieren_url": reverse("klantprofiel:verifieren", args=[person.pk]),
        "onderdelen": section_bar(person, measured, edit=edit),
        "cards": [
            (
                card,
                reverse("klantprofiel:sectie", args=[person.pk, card.code]) if edit else "",
                notes.get(card.code, ""),
            )
            for card in section_cards(person, measured)
        ],
        "kenmerken": person_marks(person),
        "bsn_onbekend": "bsn" in profiel.onbekend,
        "edit": edit,
        "may_verblijf": may(request, "register_verblijf", person),
        "may_behandelaar": may(request, "assign_behandelaar", person),
        "may_bsn": may(request, "show_bsn", person),
        "leden": [(member, member.pk in seen) for member in members],
        "handler": person.handled_by(),
        "history": history,
        "nieuws": news,
        "vorig_bezoek": last_visit,
        "panels": shown_panels(request, person),
        "side_panels": shown_panels(request, person, side=True),
        "bsn": bsn,
    }


def _next_steps(person: Vergunninghouder, measured: Completeness) -> list[NextStep]:
    """What is missing and matters next (R17), per goal; a goal for which nothing is missing is said to be ready."""
    if not measured.counts:
        return []
    steps = []
    for goal, label in GOAL_LABELS.items():
        gaps = [(gap.item.label, field_url(person, gap.section, gap.item)) for gap in measured.all_for(goal)]
        steps.append(NextStep(label, gaps[:SHOWN_PER_GOAL], gaps[SHOWN_PER_GOAL:]))
    return steps if any(step.first for step in steps) else []


@page(WRITE, activity="tonen-bsn", methods=("POST",), rate=rates.BSN)
def toon_bsn(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dossier page with the whole BSN, once; every showing is logged (R10)."""
    person = get_person(request, pk)
    require(request.user, "show_bsn", person)
    bsn = reveal_bsn(vergunninghouder=person, request=request, acting_user=request.user)
    return render(request, "klantprofiel/dossier.html", _dossier_context(request, person, bsn))


@page(ENTER, activity="bijhouden-klantprofiel", rate=rates.LIST)
def geschiedenis(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who changed what, newest first, of the whole dossier or of one section."""
    person = get_person(request, pk)
    log_reading(request, what="geschiedenis dossier", subjects=[person.pk], object_id=person.pk)
    filters = GeschiedenisForm(request.GET)
    section = filters.cleaned_data["onderdeel"] if filters.is_valid() else ""
    pagina = Paginator(read_history(person, section=section), PER_PAGE).get_page(request.GET.get("pagina"))
    return render(
        request,
        "klantprofiel/geschiedenis.html",
        {
            "person": person,
            "dossier_url": dossier_url(person),
            "pagina": pagina,
            "filterform": filters,
        },
    )
