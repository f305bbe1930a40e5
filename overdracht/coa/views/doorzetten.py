"""Doorzetten: what would be sent, for whom, and sending it; holding back what would be sent by itself."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from klantprofiel.completeness import measure
from klantprofiel.herkomst import count_open
from klantprofiel.models import Vergunninghouder
from klantprofiel.sections import GOAL_LABELS
from klantprofiel.selectors import profile_of, read_profile
from klantprofiel.state import take_snapshot
from overdracht.actions import hold_publication, publish_profiel, release_publication
from overdracht.coa.documenten import document_pages
from overdracht.coa.forms import DoorzettenForm, VasthoudenForm
from overdracht.coa.momenten import Momentstand, choice_of, due_now, momenten
from overdracht.coa.ontvangers import ontvangers_van, open_members
from overdracht.coa.scenario_panels import read_termijnen
from overdracht.coa.standing import Standing, proposed_moment, standing_of
from overdracht.coa.views.shared import PUBLISH, READ, attempt, crumbs, get_person, may, sent
from overdracht.coa.voorwaarden import voorwaarden
from overdracht.models import Profielversie
from overdracht.payload import Payload
from overdracht.profiel import build_version_payload
from overdracht.readers import changes_shown
from overdracht.vergelijken import count, differences
from overdracht.voorbeeld import as_read

_ACTIVITY = "doorzetten"


@page(READ, activity=_ACTIVITY, methods=("GET", "POST"))
def doorzetten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what would be sent; POST publishes exactly what was shown."""
    person = get_person(request, pk)
    if request.method == "POST":
        require(request.user, "doorzetten", person)
    standing = standing_of(person)
    log_reading(request, what="doorzetten (voorbeeld)", subjects=[person.pk], object_id=person.pk)
    form = DoorzettenForm(sent(request), initial=_first_choice(request, standing))
    if form.is_valid() and _is_what_was_seen(form, standing):
        moment = form.cleaned_data["moment"]
        if attempt(
            form,
            lambda: publish_profiel(vergunninghouder=person, moment=moment, acting_user=acting(request)),
        ):
            messages.success(request, f"Het profiel is doorgezet naar gemeente {standing.gemeente}.")
            return redirect("overdracht:versies", pk=person.pk)
    return _page(request, standing, form, VasthoudenForm())


def _page(
    request: HttpRequest, standing: Standing, form: DoorzettenForm, hold_form: VasthoudenForm
) -> HttpResponse:
    person = standing.person
    may_publish = may(request, "doorzetten", person)
    whole = standing.pending.payload if standing.pending else build_version_payload(person)
    moments = _momenten(request, person)
    conditions = voorwaarden(standing, request.user, may_publish=may_publish)
    context = crumbs(
        person,
        standing.koppeling,
        standing=standing,
        form=form,
        hold_form=hold_form,
        may_publish=may_publish,
        may_edit=may(request, "edit_profiel", person),
        voorwaarden=conditions,
        ontbrekend=[row for row in conditions if not row.is_vervuld],
        hints=_hints(person),
        te_verifieren=count_open(profile_of(person)),
        momenten=moments,
        nu=due_now(moments),
        number=_next_number(standing),
        gezien=digest(whole),
        **_preview(request, standing, whole),
    )
    return render(request, "overdracht/coa/doorzetten.html", context)


def _preview(request: HttpRequest, standing: Standing, whole: Payload) -> dict[str, Any]:
    """What one group of readers gets, and what differs from what they read now; `?als=` chooses the group.

    Without a choice: what is open to who reads every section of the gemeente.
    """
    koppeling = standing.koppeling
    readers = ontvangers_van(koppeling, standing.person.pk) if koppeling and standing.has_consent else None
    groups = readers.groepen if readers else []
    wanted = request.GET.get("als", "")
    chosen = groups[int(wanted)] if wanted.isdecimal() and int(wanted) < len(groups) else None
    limits = {
        "onderdelen": chosen.onderdelen if chosen else frozenset(),
        "leden": chosen.leden if chosen else open_members(koppeling),
    }
    shown = as_read(whole, **limits)
    last = standing.pending.last_payload if standing.pending else None
    before = as_read(last, **limits) if last else None
    found = differences(before, shown) if before else []
    return {
        "ontvangers": readers,
        "gekozen": chosen,
        "preview": shown,
        "documenten": document_pages(shown),
        "changed": changes_shown(before, shown),
        "verschillen": found,
        "aantal": count(found),
    }


def _momenten(request: HttpRequest, person: Vergunninghouder) -> list[Momentstand]:
    read = read_termijnen(request, person)
    return momenten(read[0] if read else None, read[1] if read else [], today())


def _first_choice(request: HttpRequest, standing: Standing) -> dict[str, str]:
    """The moment that a link to this page asks for, else the one that is due."""
    wanted = request.GET.get("moment", "")
    if wanted in Profielversie.Moment.values:
        return {"moment": wanted}
    if standing.koppeling is None:
        return {}
    return {"moment": moment_now(request, standing)}


def moment_now(request: HttpRequest, standing: Standing) -> str:
    """As which moment a publication counts now."""
    earlier = Profielversie.objects.filter(koppeling=standing.koppeling, vergunninghouder=standing.person)
    fallback = proposed_moment(standing, set(earlier.values_list("moment", flat=True)))
    return choice_of(_momenten(request, standing.person), fallback)


def digest(payload: Payload) -> str:
    """What the page showed, so that a change in between is noticed."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _is_what_was_seen(form: DoorzettenForm, standing: Standing) -> bool:
    seen = form.cleaned_data["gezien"]
    if seen and standing.pending and seen != digest(standing.pending.payload):
        form.add_error(
            None,
            "Het profiel is net gewijzigd. Kijk hieronder wat de gemeente nu krijgt en zet opnieuw door.",
        )
        return False
    return True


def _hints(person: Vergunninghouder) -> list[tuple[str, list[tuple[str, str]]]]:
    """(goal, [(missing fact, address of its field)]): no condition, but good to know before sending (R17)."""
    measured = measure(take_snapshot(profile_of(read_profile(person))))
    hints = []
    for goal, label in GOAL_LABELS.items():
        missing = [
            (
                gap.item.label,
                f"{reverse('klantprofiel:sectie', args=[person.pk, gap.section.code])}#{gap.anchor}",
            )
            for gap in measured.next_for(goal)
        ]
        if missing:
            hints.append((label, missing))
    return hints


def _next_number(standing: Standing) -> int:
    if standing.koppeling is None:
        return 1
    last = Profielversie.objects.filter(
        koppeling=standing.koppeling, vergunninghouder=standing.person
    ).first()
    return last.nummer + 1 if last else 1


@page(PUBLISH, activity=_ACTIVITY, methods=("POST",))
def vasthouden(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold back what would be sent by itself, with a reason."""
    person = get_person(request, pk)
    require(request.user, "doorzetten", person)
    form = VasthoudenForm(request.POST)
    if form.is_valid() and attempt(
        form,
        lambda: hold_publication(vergunninghouder=person, acting_user=acting(request), **form.cleaned_data),
    ):
        messages.success(request, "Het profiel wordt niet meer vanzelf doorgezet.")
        return redirect("overdracht:doorzetten", pk=person.pk)
    standing = standing_of(person)
    log_reading(request, what="doorzetten (voorbeeld)", subjects=[person.pk], object_id=person.pk)
    return _page(request, standing, DoorzettenForm(initial=_first_choice(request, standing)), form)


@page(PUBLISH, activity=_ACTIVITY, methods=("POST",))
def vrijgeven(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the portal send changes by itself again."""
    person = get_person(request, pk)
    release_publication(vergunninghouder=person, acting_user=acting(request))
    messages.success(request, "Wijzigingen worden weer vanzelf doorgezet.")
    return redirect("overdracht:doorzetten", pk=person.pk)
