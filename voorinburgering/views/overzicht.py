"""Everybody at a locatie by where they stand, and the hours of who takes part."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.audit.reading import log_reading
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Opvanglocatie
from coa_portal.organisaties.normen import BIJNA_OP_UREN, STILSTAND_DAGEN, read_normen
from coa_portal.web.components import Onderdeel
from klantprofiel.policy import is_national, locaties_with
from klantprofiel.selectors import handled_by
from voorinburgering.programma_forms import ProgrammaFilterForm, UrenFilterForm
from voorinburgering.programma_policy import READ
from voorinburgering.programma_selectors import (
    STANDEN,
    Programmafilter,
    count_standen,
    list_programmas,
    stand_badge,
    taking_part,
)
from voorinburgering.uren import Deel, hours_of_people, runs_out, stands_still
from voorinburgering.views.person import ACTIVITY

PER_PAGE = 25


def shown_locaties(request: HttpRequest) -> "QuerySet[Opvanglocatie]":
    """The locaties that a filter offers: the own ones, or all for the national desk."""
    rows = Opvanglocatie.objects.order_by("naam")
    if is_national(request.user):
        return rows
    return rows.filter(pk__in=locaties_with(request.user, "view_dossier"))


@page(READ, activity=ACTIVITY, rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """Who stands where; the tabs count them."""
    form = ProgrammaFilterForm(request.GET, locaties=shown_locaties(request))
    form.is_valid()
    wanted = Programmafilter(**{name: value for name, value in form.cleaned_data.items() if value})
    normen = read_normen()
    pagina = Paginator(list_programmas(request.user, wanted, normen), PER_PAGE).get_page(
        request.GET.get("pagina")
    )
    people = list(pagina.object_list)
    log_reading(request, what="lijst voorinburgering", subjects=[person.pk for person in people])
    context = {
        "pagina": pagina,
        "regels": [_line(person) for person in people],
        "form": form,
        "tabs": _tabs(request, wanted),
        "is_filtered": bool(wanted.wie or wanted.locatie or wanted.stand),
    }
    return render(request, "voorinburgering/programma/lijst.html", context)


def _tabs(request: HttpRequest, wanted: Programmafilter) -> list[Onderdeel]:
    """A tab for each stand with how many people; the other filters stay."""
    query = request.GET.copy()
    query.pop("pagina", None)
    numbers = count_standen(request.user, wanted)

    def tab(stand: str, label: str, number: int) -> Onderdeel:
        query["stand"] = stand
        url = f"{reverse('programma:lijst')}?{query.urlencode()}"
        return Onderdeel(f"{label} ({number})", url, is_current=wanted.stand == stand)

    everybody = tab("", "Iedereen", sum(numbers.values()))
    return [everybody, *(tab(stand, label, numbers[stand]) for stand, label in STANDEN.items())]


def _line(person: Any) -> dict[str, Any]:
    """One person of the list."""
    programma = getattr(person, "programma", None)
    since = {
        "aangeboden": "aangeboden_op",
        "ingestemd": "instemming_op",
        "geen_instemming": "instemming_op",
        "loopt": "gestart_op",
    }.get(person.stand)
    return {
        "person": person,
        "stand": STANDEN[person.stand],
        "soort": stand_badge(person.stand),
        "sinds": getattr(programma, since) if since else getattr(programma, "status_sinds", None),
        "groepen": ", ".join(row.lesgroep.naam for row in person.lopende_deelnames),
        "nt2": Deel(person.nt2_gevolgd).uren if programma and programma.gestart_op else "",
    }


@page(READ, activity=ACTIVITY, rate=rates.LIST)
def uren(request: HttpRequest) -> HttpResponse:
    """What everybody who takes part followed, what is left, whose hours run out and who stands still."""
    form = UrenFilterForm(request.GET)
    form.is_valid()
    normen = read_normen()
    rows = taking_part(request.user, normen)
    if form.cleaned_data.get("wie") == "mijn":
        rows = rows.filter(handled_by(request.user))
    numbers = {
        "alle": rows.order_by().count(),
        "bijna_op": rows.filter(runs_out(normen)).order_by().count(),
        "stil": rows.filter(stands_still(normen)).order_by().count(),
    }
    toon = form.cleaned_data.get("toon", "")
    if toon:
        rows = rows.filter(runs_out(normen) if toon == "bijna_op" else stands_still(normen))
    ordered = rows.order_by("nt2_over" if toon == "bijna_op" else "laatste", "achternaam", "voornaam", "pk")
    pagina = Paginator(ordered, PER_PAGE).get_page(request.GET.get("pagina"))
    people = list(pagina.object_list)
    log_reading(request, what="uren voorinburgering", subjects=[person.pk for person in people])
    followed = hours_of_people([person.pk for person in people], normen)
    context = {
        "pagina": pagina,
        "regels": [(person, followed[person.pk], _signals(person, normen)) for person in people],
        "form": form,
        "aantallen": numbers,
        "uitleg_bijna_op": f"hooguit {normen.of(BIJNA_OP_UREN, today()) or 0} uur NT2-les over",
        "uitleg_stil": f"{normen.of(STILSTAND_DAGEN, today()) or 0} dagen geen les, gesprek of activiteit",
        "url_bijna_op": f"{reverse('programma:uren')}?toon=bijna_op",
        "url_stil": f"{reverse('programma:uren')}?toon=stil",
        "is_filtered": bool(toon or form.cleaned_data.get("wie")),
    }
    return render(request, "voorinburgering/programma/uren.html", context)


def _signals(person: Any, normen: Any) -> list[tuple[str, str]]:
    """(words, kind of badge) of what somebody should look at."""
    found = []
    near, days = normen.of(BIJNA_OP_UREN, today()), normen.of(STILSTAND_DAGEN, today())
    if near is not None and person.nt2_over is not None and person.nt2_over <= near * 60:
        found.append(("Uren op" if person.nt2_over <= 0 else "Bijna op", "letop"))
    if days is not None and (today() - person.laatste).days > days:
        found.append((f"Al {(today() - person.laatste).days} dagen stil", "letop"))
    return found
