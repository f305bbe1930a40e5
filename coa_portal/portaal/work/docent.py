"""Home page of an NT2-docent: the lessons of this week, and what is still to fill in, without a name."""

import datetime as dt

from django.http import HttpRequest
from django.urls import reverse

from coa_portal.common.dates import today
from coa_portal.portaal.work.base import Blok, Werk
from coa_portal.web.components import Taak
from voorinburgering.lessenlijst import as_taak
from voorinburgering.rooster import lessons_between, monday_of, unrecorded
from voorinburgering.selectors import taught_lesgroepen

_DAYS = dt.timedelta(days=6)


def docent(request: HttpRequest, werk: Werk) -> None:
    """What to fill in first, then the week, then each group with how many people are in it."""
    week = reverse("voorinburgering:week")
    shown, total = werk.first(unrecorded(request.user))
    if total:
        tasks = [as_taak(row, with_day=True) for row in shown]
        werk.bloks.append(Blok("Vul de aanwezigheid in", tasks, total, "", week))
    shown, total = werk.first(lessons_between(request.user, today(), monday_of(today()) + _DAYS))
    tasks = [as_taak(row, with_day=True) for row in shown]
    werk.bloks.append(Blok("Vandaag en deze week", tasks, total, "Deze week zijn er geen lessen meer.", week))
    shown, total = werk.first(taught_lesgroepen(request.user))
    tasks = [
        Taak(
            row.naam,
            reverse("voorinburgering:mijn_lesgroep", args=[row.pk]),
            f"{row.opvanglocatie}, {row.omschrijving}",
            termijn=f"{row.deelnemers} {'deelnemer' if row.deelnemers == 1 else 'deelnemers'}",
        )
        for row in shown
    ]
    empty = "U hebt nog geen lesgroep. De beheerder van het COA geeft u toegang."
    werk.bloks.append(Blok("Mijn lesgroepen", tasks, total, empty, reverse("voorinburgering:mijn")))
    werk.uitleg.append(
        "U ziet van de mensen in uw lesgroepen de naam, de talen, het niveau en de aanwezigheid, en verder niets. "
        "Elke keer dat u een lesgroep of les opent, komt dat in het leeslog."
    )
