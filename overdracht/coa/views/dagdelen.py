"""The week of a person, kept by COA: which dagdelen are taken (B1)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access.declare import page
from coa_portal.access.policy import require
from coa_portal.accounts.requests import acting
from coa_portal.audit.reading import log_reading
from coa_portal.web.forms import PortaalForm
from overdracht.coa.views.shared import attempt, crumbs, get_person, sent
from voorinburgering.dagdelen import Place, derived_bezetting, set_bezetting, written_bezetting
from voorinburgering.models import WEEKDAGEN, Bezetting, Dagdeel

EDIT = frozenset({"edit_profiel", "koppel"})


def _name(day: int, part: str) -> str:
    return f"dag{day}_{part}"


class WeekForm(PortaalForm):
    """For each part of the week what takes it, or that it is free."""

    mark_optional = False
    groepen = tuple(
        (name.capitalize(), tuple(_name(day, part) for part in Dagdeel.values))
        for day, name in enumerate(WEEKDAGEN, 1)
    )
    rijen = tuple(names for _, names in groepen)

    def __init__(self, *args: Any, afgeleid: Mapping[Place, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in range(1, len(WEEKDAGEN) + 1):
            for part in Dagdeel:
                self.fields[_name(day, part.value)] = forms.ChoiceField(
                    label=part.label,
                    required=False,
                    choices=[("", "Vrij"), *Bezetting.choices],
                    # what follows from lessons is changed there, and shown here
                    disabled=(day, part.value) in afgeleid,
                    help_text="Volgt uit de lessen" if (day, part.value) in afgeleid else "",
                )

    def bezetting(self) -> dict[Place, str]:
        """What the valid form says is taken."""
        return {
            (day, part): kind
            for day in range(1, len(WEEKDAGEN) + 1)
            for part in Dagdeel.values
            if (kind := self.cleaned_data[_name(day, part)])
        }


@page(EDIT, activity="bijhouden-klantprofiel", methods=("GET", "POST"))
def dagdelen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say which parts of the week are taken; the gemeente gets it with the next publication."""
    person = get_person(request, pk)
    require(request.user, "edit_profiel", person)
    log_reading(request, what="weekrooster", subjects=[person.pk], object_id=person.pk)
    written = written_bezetting(person)
    derived = {place: kind for place, kind in derived_bezetting(person).items() if place not in written}
    initial = {_name(*place): kind for place, kind in {**derived, **written}.items()}
    form = WeekForm(sent(request), initial=initial, afgeleid=derived)
    if form.is_valid() and attempt(
        form,
        lambda: set_bezetting(
            vergunninghouder=person, bezetting=form.bezetting(), acting_user=acting(request)
        ),
    ):
        messages.success(request, "Het weekrooster is opgeslagen. De gemeente ziet het na het doorzetten.")
        return redirect("klantprofiel:dossier", pk=person.pk)
    return render(request, "overdracht/coa/dagdelen.html", crumbs(person, form=form))
