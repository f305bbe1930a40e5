"""What the gemeente's page of a koppeling shows of scenario and termijnen."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.policy import policy_of
from coa_portal.common.dates import long_date, today
from coa_portal.organisaties.termijnduren import read_duren
from coa_portal.web.components import Gegeven
from koppeling.models import Koppeling
from overdracht.gemeente.dossier import Persoon
from overdracht.gemeente.panels import register_panel
from overdracht.gemeente.scenario import inburgeraars, keuzes_of
from overdracht.models import Scenariokeuze
from overdracht.termijnen import Feiten, Termijn, feiten_van, termijnen
from overdracht.termijnen.lijn import beurt, late_badge, lijn


def scenario_panel(
    request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]
) -> SafeString | None:
    """Which scenario is followed for whom, and whether they know."""
    shown = inburgeraars(list(people))
    if not shown:
        return None
    keuzes = keuzes_of(koppeling, request.user)
    may_manage = bool(policy_of(Koppeling).may(request.user, "manage", koppeling))
    rows = [_row(person, keuzes.get(person.betrokkene.pk, [])) for person in shown]
    context = {
        "rijen": rows,
        "url": reverse("overdracht_gemeente:scenario", args=[koppeling.pk]) if may_manage else "",
        "actie": ("Bekijk of wijzig" if keuzes else "Kies een scenario") if may_manage else "",
    }
    return render_to_string("overdracht/gemeente/scenario_kaart.html", context, request)


def _row(person: Persoon, keuzes: list[Scenariokeuze]) -> Gegeven:
    if not keuzes:
        return Gegeven(person.titel, "Geen scenario gekozen", "Het COA wacht op uw keuze.")
    now = keuzes[0]
    told = now.inburgeraar_geinformeerd_op
    hint = (
        f"De inburgeraar weet het sinds {long_date(told)}." if told else "De inburgeraar weet het nog niet."
    )
    return Gegeven(person.titel, now.get_scenario_display(), hint)


def _read(
    request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]
) -> tuple[Persoon, Feiten, list[Termijn]] | None:
    """The person that the page is about with facts and terms; read once for all panels of a page."""
    if not people:
        return None
    cached: dict[object, Any] = request.__dict__.setdefault("_termijnen", {})
    if koppeling.pk not in cached:
        wanted = request.GET.get("persoon", "")
        person = next((p for p in people if str(p.betrokkene.volgnummer) == wanted), people[0])
        read = next(
            (g for g in feiten_van([koppeling], request.user) if g.betrokkene.pk == person.betrokkene.pk),
            None,
        )
        found = (person, read.feiten, termijnen(read.feiten, read_duren(), today())) if read else None
        cached[koppeling.pk] = found
    shown: tuple[Persoon, Feiten, list[Termijn]] | None = cached[koppeling.pk]
    return shown


def beurt_panel(request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]) -> SafeString | None:
    """Whose turn it is now, on top of the page."""
    read = _read(request, koppeling, people)
    turn = beurt(read[2], today()) if read else None
    return render_to_string("overdracht/beurt.html", {"beurt": turn}, request) if turn else None


def verloop_panel(request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]) -> SafeString | None:
    """The line through time of the person that the page is about."""
    read = _read(request, koppeling, people)
    if read is None:
        return None
    person, feiten, termen = read
    context: dict[str, Any] = {
        "titel": "Verloop"
        if len(people) == 1
        else f"Verloop van {person.titel if person.naam else person.titel.lower()}",
        "punten": lijn(feiten, termen, today()),
        "badge": late_badge(termen),
    }
    return render_to_string("overdracht/verloop_kaart.html", context, request)


def register_panels() -> None:
    """Called in `AppConfig.ready()`."""
    register_panel(5, beurt_panel)
    register_panel(10, scenario_panel)
    register_panel(5, verloop_panel, side=True)
