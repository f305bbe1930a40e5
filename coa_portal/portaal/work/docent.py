"""Home page of an NT2-docent: what is still to fill in, and the lessons to come, without a name."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from coa_portal.common.dates import today
from coa_portal.portaal.work.base import Blok, Werk
from coa_portal.web.components import Taak
from voorinburgering.lessenlijst import as_taak
from voorinburgering.rooster import lessons_between, unrecorded
from voorinburgering.selectors import taught_lesgroepen

_AHEAD = dt.timedelta(days=6)


def docent(request: HttpRequest, werk: Werk) -> None:
    """What to fill in first, then the week to come, then each group with how many people are in it.

    The home page lays blocks out over two columns, in turn; the groups come beside the rest.
    """
    url = reverse("voorinburgering:week")
    waiting, total = werk.first(unrecorded(request.user))
    groups = _groups(request, werk)
    if total:
        werk.bloks += [Blok("Vul de aanwezigheid in", _lines(waiting), total, "", url), groups]
    shown, total = werk.first(lessons_between(request.user, today(), today() + _AHEAD))
    empty = "De komende zeven dagen zijn er geen lessen."
    werk.bloks.append(Blok("De komende zeven dagen", _lines(shown), total, empty, url))
    if groups not in werk.bloks:
        werk.bloks.append(groups)
    werk.uitleg.append(
        "U ziet van de mensen in uw lesgroepen de naam, de talen, het niveau en de aanwezigheid, en verder niets. "
        "Elke keer dat u een lesgroep of les opent, komt dat in het leeslog."
    )


def _lines(rows: Sequence[Any]) -> list[Taak]:
    return [as_taak(row, with_day=True, is_docent=True) for row in rows]


def _groups(request: HttpRequest, werk: Werk) -> Blok:
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
    return Blok("Mijn lesgroepen", tasks, total, empty, reverse("voorinburgering:mijn"))
