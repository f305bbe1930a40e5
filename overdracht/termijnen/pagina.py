"""The page of termijnen, the same on both sides: figures per term, and what is late or near."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.access.roles import Party
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Organisatie
from coa_portal.web.components import Taak
from coa_portal.web.forms import PortaalForm
from koppeling.lifecycle import ACTIVE_STATES
from koppeling.models import Koppeling
from koppeling.termijnen import term_text
from overdracht.models import Kaart
from overdracht.policy import is_coa
from overdracht.termijnen.cijfers import stored
from overdracht.termijnen.overzicht import Regel, Telling, overzicht_van
from overdracht.termijnen.regels import Stand

SHOWN = 50
# koppelingen whose terms one page counts: more would keep the reader waiting
LIVE_MOST = 500


class TermijnFilter(PortaalForm):
    """By azc, and on COA's side by gemeente."""

    mark_optional = False

    locatie = forms.ChoiceField(label="Opvanglocatie", required=False)
    gemeente = forms.ChoiceField(label="Gemeente", required=False)

    def __init__(
        self,
        *args: Any,
        locaties: Sequence[tuple[str, str]],
        gemeenten: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, found, everything in (
            ("locatie", locaties, "Alle opvanglocaties"),
            ("gemeente", gemeenten, "Alle gemeenten"),
        ):
            self.fields[name].choices = [("", everything), *found]  # type: ignore[attr-defined]
            if len(found) < 2:
                del self.fields[name]


@dataclass(frozen=True)
class Gekozen:
    """The koppelingen that the page is about, with its filter."""

    rows: "QuerySet[Koppeling]"
    form: TermijnFilter
    gemeente: str
    locatie: str


def termijnen_page(request: HttpRequest, *, url_name: str, extra: dict[str, Any]) -> HttpResponse:
    """Active koppelingen that this account sees. No names: who it is stands behind the link."""
    gekozen = _chosen(request)
    number = gekozen.rows.count()
    context = {
        "form": gekozen.form,
        "wis_url": reverse(url_name) if any(request.GET.values()) else "",
        "aantal": number,
        **extra,
    }
    if number > LIVE_MOST and _may_be_stored(request, gekozen):
        context |= _stored(request, gekozen, url_name)
    else:
        context |= _counted(request, gekozen)
    return render(request, "overdracht/termijnen.html", context)


def _own_locaties(request: HttpRequest) -> set[str] | None:
    """The opvanglocaties of an account at COA; None for who sees all of them."""
    grants = grants_of(request.user)
    if grants.has("view_all_dossiers", Organisatie.COA):
        return None
    return {str(key) for key in grants.on("view_dossier")}


def _may_be_stored(request: HttpRequest, gekozen: Gekozen) -> bool:
    """Whether there are stored figures of exactly what the account sees (R2): they are by gemeente or by opvanglocatie,
    and a gemeente as a whole is for the national desk."""
    if not is_coa(request.user) or (gekozen.gemeente and gekozen.locatie):
        return False
    own = _own_locaties(request)
    return own is None or (not gekozen.gemeente and (not gekozen.locatie or gekozen.locatie in own))


def _counted(request: HttpRequest, gekozen: Gekozen) -> dict[str, Any]:
    """As it stands at this moment, with what is late and near."""
    found = overzicht_van(list(gekozen.rows), request.user, today())
    late = [row for row in found.regels if row.termijn.stand == Stand.TE_LAAT]
    near = [row for row in found.regels if row.termijn.stand == Stand.NABIJ]
    return {
        "tellingen": found.tellingen,
        "redenen": _reasons(found.tellingen),
        "laat": [_task(request, row) for row in late[:SHOWN]],
        "aantal_laat": len(late),
        "nabij": [_task(request, row) for row in near[:SHOWN]],
        "aantal_nabij": len(near),
    }


def _stored(request: HttpRequest, gekozen: Gekozen, url_name: str) -> dict[str, Any]:
    """As it stood at the last count, with where most is late: too much for one list."""
    own = _own_locaties(request)
    found = stored(gekozen.gemeente, gekozen.locatie, own)
    name = "locatie" if own is not None else "gemeente"
    url = reverse(url_name)
    return {
        "tellingen": found.tellingen,
        "redenen": _reasons(found.tellingen),
        "is_opgeslagen": True,
        "gemeten_op": found.gemeten_op,
        "plaatsen": [
            (label, f"{url}?{name}={key}", late, near) for key, label, late, near in found.plaatsen[:SHOWN]
        ],
        "aantal_plaatsen": len(found.plaatsen),
        "plaats_kop": "Opvanglocatie" if own is not None else "Gemeente",
    }


def _chosen(request: HttpRequest) -> Gekozen:
    rows: QuerySet[Koppeling] = (
        visible(Koppeling, request.user).active().select_related("gemeente").order_by("pk")  # type: ignore[attr-defined]
    )
    kaarten = visible(Kaart, request.user).filter(koppeling__status__in=ACTIVE_STATES)
    gemeenten = rows.order_by("gemeente__naam").values_list("gemeente", "gemeente__naam").distinct()
    places = kaarten.filter(opvanglocatie__isnull=False).order_by("opvanglocatie__naam")
    form = TermijnFilter(
        request.GET,
        locaties=[
            (str(key), naam)
            for key, naam in places.values_list("opvanglocatie", "opvanglocatie__naam").distinct()
        ],
        gemeenten=list(gemeenten),
    )
    form.is_valid()
    place, gemeente = (str(form.cleaned_data.get(name) or "") for name in ("locatie", "gemeente"))
    if gemeente:
        rows = rows.filter(gemeente=gemeente)
    if place:
        here = kaarten.filter(koppeling=OuterRef("pk"), opvanglocatie=UUID(place))
        rows = rows.filter(Exists(here.order_by()))
    return Gekozen(rows, form, gemeente, place)


def _reasons(tellingen: list[Telling]) -> list[tuple[str, int]]:
    total: dict[str, int] = {}
    for row in tellingen:
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
