"""The page of termijnen, the same on both sides: figures per term, and what is late or near."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access.policy import visible
from coa_portal.access.roles import Party
from coa_portal.common.dates import today
from coa_portal.web.components import Taak
from coa_portal.web.forms import PortaalForm
from koppeling.models import Koppeling
from koppeling.termijnen import term_text
from overdracht.models import Kaart
from overdracht.termijnen.overzicht import Overzicht, Regel, locaties_of, overzicht_van
from overdracht.termijnen.regels import Stand

SHOWN = 50


class TermijnFilter(PortaalForm):
    """By azc, and on COA's side by gemeente."""

    mark_optional = False

    locatie = forms.ChoiceField(label="Opvanglocatie", required=False)
    gemeente = forms.ChoiceField(label="Gemeente", required=False)

    def __init__(
        self, *args: Any, locaties: dict[str, str], gemeenten: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found, everything in (
            ("locatie", locaties, "Alle opvanglocaties"),
            ("gemeente", gemeenten, "Alle gemeenten"),
        ):
            ordered = sorted(found.items(), key=lambda item: item[1])
            self.fields[name].choices = [("", everything), *ordered]  # type: ignore[attr-defined]
            if len(found) < 2:
                del self.fields[name]


@dataclass(frozen=True)
class Gekozen:
    """The koppelingen that the page is about, with its filter."""

    koppelingen: list[Koppeling]
    form: TermijnFilter


def termijnen_page(request: HttpRequest, *, url_name: str, extra: dict[str, Any]) -> HttpResponse:
    """Active koppelingen that this account sees. No names: who it is stands behind the link."""
    gekozen = _chosen(request)
    found = overzicht_van(gekozen.koppelingen, request.user, today())
    late = [row for row in found.regels if row.termijn.stand == Stand.TE_LAAT]
    near = [row for row in found.regels if row.termijn.stand == Stand.NABIJ]
    context = {
        "form": gekozen.form,
        "wis_url": reverse(url_name) if any(request.GET.values()) else "",
        "tellingen": found.tellingen,
        "redenen": _reasons(found),
        "aantal": len(gekozen.koppelingen),
        "laat": [_task(request, row) for row in late[:SHOWN]],
        "aantal_laat": len(late),
        "nabij": [_task(request, row) for row in near[:SHOWN]],
        "aantal_nabij": len(near),
        **extra,
    }
    return render(request, "overdracht/termijnen.html", context)


def _chosen(request: HttpRequest) -> Gekozen:
    rows = list(
        visible(Koppeling, request.user)
        .active()  # type: ignore[attr-defined]
        .select_related("gemeente")
        .order_by("pk")
    )
    places = locaties_of(rows, visible(Kaart, request.user))
    form = TermijnFilter(
        request.GET,
        locaties={str(place.pk): place.naam for place in places.values() if place},
        gemeenten={row.gemeente_id: row.gemeente.naam for row in rows},
    )
    form.is_valid()
    place, gemeente = form.cleaned_data.get("locatie"), form.cleaned_data.get("gemeente")
    kept = [
        row
        for row in rows
        if (not gemeente or row.gemeente_id == gemeente)
        and (not place or str(getattr(places.get(row.pk), "pk", "")) == place)
    ]
    return Gekozen(kept, form)


def _reasons(found: Overzicht) -> list[tuple[str, int]]:
    total: dict[str, int] = {}
    for row in found.tellingen:
        for reason, number in row.redenen.items():
            total[reason] = total.get(reason, 0) + number
    return sorted(total.items(), key=lambda item: (-item[1], item[0]))


def _task(request: HttpRequest, row: Regel) -> Taak:
    term, koppeling, person = row.termijn, row.gelezen.koppeling, row.gelezen.betrokkene
    if getattr(request.user, "party", None) == Party.COA:
        url = reverse("klantprofiel:dossier", args=[person.vergunninghouder_id])
    else:
        address = reverse("overdracht_gemeente:koppeling", args=[koppeling.pk])
        url = f"{address}?persoon={person.volgnummer}"
    whose = "COA" if term.wie == "coa" else "gemeente"
    return Taak(
        f"{term.label}: {koppeling.referentie}, persoon {person.volgnummer}",
        url,
        f"{koppeling.gemeente.naam}, aan zet: {whose}" + (f", {term.reden.lower()}" if term.reden else ""),
        termijn=term_text(term.due, today()) if term.due else "",
        laat=term.stand == Stand.TE_LAAT,
    )
