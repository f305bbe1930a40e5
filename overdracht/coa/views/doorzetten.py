"""Doorzetten: what would be sent, for whom, and sending it; holding back what would be sent by itself."""

import hashlib
import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.grants import accounts_holding
from coa_portal.access.policy import require
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from klantprofiel.completeness import measure
from klantprofiel.models import Vergunninghouder
from klantprofiel.sections import GOAL_LABELS
from klantprofiel.selectors import profile_of, read_profile
from klantprofiel.state import take_snapshot
from overdracht.actions import hold_publication, publish_profiel, release_publication
from overdracht.coa.forms import DoorzettenForm, VasthoudenForm
from overdracht.coa.standing import Standing, proposed_moment, standing_of
from overdracht.coa.views.shared import PUBLISH, READ, attempt, crumbs, get_person, may, sent
from overdracht.models import Profielversie
from overdracht.payload import Payload
from overdracht.profiel import build_version_payload

_ACTIVITY = "doorzetten"


@page(READ, activity=_ACTIVITY, methods=("GET", "POST"))
def doorzetten(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what would be sent; POST publishes exactly what was shown."""
    person = get_person(request, pk)
    if request.method == "POST":
        require(request.user, "doorzetten", person)
    standing = standing_of(person)
    log_reading(request, what="doorzetten (voorbeeld)", subjects=[person.pk], object_id=person.pk)
    form = DoorzettenForm(sent(request), initial=_first_choice(standing, request.GET.get("moment", "")))
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
    preview = standing.pending.payload if standing.pending else build_version_payload(person)
    context = crumbs(
        person,
        standing.koppeling,
        standing=standing,
        form=form,
        hold_form=hold_form,
        may_publish=may(request, "doorzetten", person),
        may_edit=may(request, "edit_profiel", person),
        obstacle=obstacle(standing),
        hints=_hints(person),
        readers=_readers(standing),
        number=_next_number(standing),
        preview=preview,
        changed=standing.pending.changed if standing.pending else set(),
        gezien=_digest(preview),
    )
    return render(request, "overdracht/coa/doorzetten.html", context)


def obstacle(standing: Standing) -> tuple[str, str, str] | None:
    """Which condition is missing: (what, label of the way there, address); None when publishing is possible."""
    person = standing.person
    consent_url = reverse("overdracht:toestemming", args=[person.pk])
    if standing.koppeling is None:
        return (
            "Er is nog geen definitieve koppeling. Een regievoerder van het COA koppelt het huishouden.",
            "",
            "",
        )
    if not standing.has_consent:
        text = f"Er is geen geldige toestemming van {person.naam} voor gemeente {standing.gemeente}."
        return text, "Naar de toestemming", consent_url
    if not standing.may_be_published:
        return (
            "Er is niets gewijzigd sinds de vorige versie.",
            "Bekijk de versies",
            reverse("overdracht:versies", args=[person.pk]),
        )
    return None


def _first_choice(standing: Standing, wanted: str = "") -> dict[str, str]:
    """`wanted`: the moment that a link to this page asks for."""
    if wanted in Profielversie.Moment.values:
        return {"moment": wanted}
    if standing.koppeling is None:
        return {}
    earlier = Profielversie.objects.filter(koppeling=standing.koppeling, vergunninghouder=standing.person)
    return {"moment": proposed_moment(standing, set(earlier.values_list("moment", flat=True)))}


def _digest(payload: Payload) -> str:
    """What the page showed, so that a change in between is noticed."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def _is_what_was_seen(form: DoorzettenForm, standing: Standing) -> bool:
    seen = form.cleaned_data["gezien"]
    if seen and standing.pending and seen != _digest(standing.pending.payload):
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


def _readers(standing: Standing) -> int:
    """How many accounts of or for the gemeente can read a klantprofiel."""
    if standing.koppeling is None:
        return 0
    return len(accounts_holding("view_tier2", ScopeKind.GEMEENTE, standing.koppeling.gemeente_id))


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
    return _page(request, standing, DoorzettenForm(initial=_first_choice(standing)), form)


@page(PUBLISH, activity=_ACTIVITY, methods=("POST",))
def vrijgeven(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let the portal send changes by itself again."""
    person = get_person(request, pk)
    release_publication(vergunninghouder=person, acting_user=acting(request))
    messages.success(request, "Wijzigingen worden weer vanzelf doorgezet.")
    return redirect("overdracht:doorzetten", pk=person.pk)
