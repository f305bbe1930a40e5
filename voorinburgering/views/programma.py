"""The page of one person's Voorinburgering, and the card of it on the dossier page."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.declare import page
from coa_portal.web.components import Gegeven
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.begeleiding import MODULES
from voorinburgering.panels import shown_panels
from voorinburgering.programma_lifecycle import RUNNING, VOORWERK
from voorinburgering.programma_policy import READ, may_talk
from voorinburgering.programma_selectors import (
    STANDEN,
    Traject,
    begeleiding_of,
    groups_of,
    lijn,
    stand_badge,
    stand_words,
    traject_of,
)
from voorinburgering.uren import Uren, hours_text
from voorinburgering.views.person import ACTIVITY, crumbs, may, opened_person

# the step that comes next, by where somebody stands: code of the step and the words on the button
NEXT = {
    "niet_aangeboden": ("aanbieden", "Aanbod vastleggen"),
    "aangeboden": ("antwoord", "Antwoord vastleggen"),
    "geen_instemming": ("antwoord", "Ander antwoord vastleggen"),
    "ingestemd": ("starten", "Starten"),
    "gepauzeerd": ("verder", "Weer verder"),
    "loopt": ("gesprek", "Gesprek vastleggen"),
}
OTHER = {
    "aangeboden": (("beeindigen", "Beëindigen"),),
    "geen_instemming": (("beeindigen", "Beëindigen"),),
    "ingestemd": (("antwoord", "Ander antwoord"), ("beeindigen", "Beëindigen")),
    "loopt": (("pauze", "Pauzeren"), ("beeindigen", "Beëindigen")),
    "gepauzeerd": (("beeindigen", "Beëindigen"),),
}


@page(READ, activity=ACTIVITY)
def persoon(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where somebody's Voorinburgering stands, and everything that was done."""
    person = opened_person(request, pk)
    traject = traject_of(request.user, person)
    record, talks = may(request, "record_programma", person), _talks(request, person)
    can_offer = person.is_adult or traject.stand != "niet_aangeboden"
    context = crumbs(
        person,
        traject=traject,
        stand=STANDEN[traject.stand],
        stand_soort=stand_badge(traject.stand),
        punten=lijn(traject),
        uren=traject.uren,
        weken=_weeks(traject),
        modules=_modules(person, traject.uren),
        groepen=groups_of(person),
        geen_groep="Geen lesgroep meer" if traject.einde else "Nog geen lesgroep",
        begeleiding=begeleiding_of(request.user, person),
        volgende=_step(person, NEXT.get(traject.stand)) if record and can_offer else None,
        stappen=[_step(person, step) for step in OTHER.get(traject.stand, ())] if record else [],
        may_reopen=record and traject.einde is not None and traject.einde.door_id is not None,
        may_record=record,
        adres=_addresses(
            person,
            pid=record,
            voorwerk=record,
            noa=record,
            startdag=record and traject.stand in RUNNING,
            gesprek=bool(talks),
            participatie=may(request, "record_participatie", person),
        ),
        gesprek_soorten=talks,
        may_participate=may(request, "record_participatie", person),
        may_module=may(request, "edit_profiel", person) and traject.programma is not None,
        open_voorwerk=[status for status in VOORWERK.states if VOORWERK.possible(status)],
        boven=shown_panels(request, person, top=True),
        onder=shown_panels(request, person, top=False),
    )
    return render(request, "voorinburgering/programma/persoon.html", context)


def _talks(request: HttpRequest, person: Vergunninghouder) -> list[str]:
    """The kinds of talk that the account records."""
    return [soort for soort in ("begeleiding", "participatie") if may_talk(request.user, person, soort)]


def _step(person: Vergunninghouder, step: tuple[str, str] | None) -> tuple[str, str] | None:
    """(address, words) of a step."""
    return (reverse("programma:stap", args=[person.pk, step[0]]), step[1]) if step else None


def _addresses(person: Vergunninghouder, **allowed: bool) -> dict[str, str]:
    """Addresses of the steps that the account may take; "" for the others, which shows no link."""
    return {
        code: reverse("programma:stap", args=[person.pk, code]) if may_take else ""
        for code, may_take in allowed.items()
    }


def _weeks(traject: Traject) -> str:
    """In which of how many weeks somebody is; "" before the start."""
    runs = traject.looptijd
    if runs is None:
        return ""
    return f"Week {runs.week} van {runs.van}" if runs.van else f"Week {runs.week}"


def _modules(person: Vergunninghouder, uren: Uren) -> list[dict[str, Any]]:
    """KNM, MAP and PVT: whether the klantprofiel says that it was followed, and how long."""
    profiel = person.klantprofiel
    words = {"ja": "Gevolgd", "nee": "Niet gevolgd", "onbekend": "Onbekend"}
    return [
        {
            "code": code,
            "naam": label,
            "stand": words.get(getattr(profiel, f"{code}_afgerond"), "Nog niet gevolgd"),
            "is_done": getattr(profiel, f"{code}_afgerond") == "ja",
            "uren": hours_text(getattr(uren, f"{code}_minuten")),
        }
        for code, label in MODULES.items()
    ]


def dossier_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """A calm card on the dossier page; nothing for children, who have school."""
    traject = traject_of(request.user, person)
    if traject.programma is None and not person.is_adult:
        return None
    facts = [Gegeven("Stand", stand_words(traject))]
    if weeks := _weeks(traject):
        facts.append(Gegeven("Looptijd", weeks))
    if traject.uren.totaal_minuten or traject.programma is not None:
        facts.append(Gegeven("NT2-les", _followed(traject.uren.nt2)))
        facts.append(Gegeven("Begeleiding", _followed(traject.uren.begeleiding)))
    context = {"facts": facts, "url": reverse("programma:persoon", args=[person.pk])}
    return render_to_string("voorinburgering/programma/kaart.html", context, request)


def _followed(part: Any) -> str:
    return f"{part.uren} van {part.norm} uur" if part.norm else f"{part.uren} uur"
