"""What of one person still has to be verified, and doing so after a talk (R16)."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error
from klantprofiel.actions import verify_facts
from klantprofiel.forms import VerifierenForm
from klantprofiel.herkomst import Open, open_items
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import WRITE
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.selectors import profile_of
from klantprofiel.texts import code_names
from klantprofiel.views.shared import dossier_url, field_url, get_person, person_marks


@page(WRITE, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def verifieren(request: HttpRequest, pk: UUID) -> HttpResponse:
    """List what waits, by section; POST verifies what was ticked. `?alles=1` ticks all of it."""
    person = get_person(request, pk)
    require(request.user, "edit_profiel", person)
    log_reading(request, what="nog te verifiëren", subjects=[person.pk], object_id=person.pk)
    items = list(open_items(profile_of(person), code_names()))
    if request.method == "GET":
        ticked = [item.key for item in items] if "alles" in request.GET else []
        return _show(request, person, items, VerifierenForm(items=items, ticked=ticked))
    form = VerifierenForm(request.POST, items=items)
    if form.is_valid():
        try:
            number = verify_facts(
                vergunninghouder=person,
                gezien=form.chosen(),
                bron=form.cleaned_data["bron"],
                op=form.cleaned_data["op"],
                acting_user=request.user,
            )
        except DomainError as error:
            apply_domain_error(form, error)
            if error.code == "conflict":
                form.show_anew(items)
        else:
            messages.success(request, _said(number))
            return redirect("klantprofiel:verifieren" if len(items) > number else "klantprofiel:dossier", pk)
    return _show(request, person, items, form)


def _said(number: int) -> str:
    if not number:
        return "Iemand anders had deze gegevens al geverifieerd."
    return "1 gegeven geverifieerd." if number == 1 else f"{number} gegevens geverifieerd."


def _show(
    request: HttpRequest, person: Vergunninghouder, items: Sequence[Open], form: VerifierenForm
) -> HttpResponse:
    ticked = {str(key) for key in form["gegevens"].value() or ()}
    groups = [
        (section, [(item, item.key in ticked, _place(person, item)) for item in found])
        for section, found in groupby(items, key=lambda item: item.section)
    ]
    context: dict[str, Any] = {
        "person": person,
        "kenmerken": [person.naam, *person_marks(person)],
        "dossier_url": dossier_url(person),
        "form": form,
        "groepen": groups,
        "aantal": len(items),
        "alles_url": f"{reverse('klantprofiel:verifieren', args=[person.pk])}?alles=1",
    }
    return render(request, "klantprofiel/verifieren.html", context)


def _place(person: Vergunninghouder, item: Open) -> str:
    """Where the value itself is changed."""
    name = item.key.partition(":")[0]
    return field_url(person, item.section, FACTS[name] if name in FACTS else ROW_SETS[name])
