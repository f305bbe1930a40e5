"""Work around lessons, of who keeps the lesgroepen: attendance that nobody filled in."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date, today
from coa_portal.portaal.work.base import Blok, Werk
from coa_portal.portaal.work.regels import Bron, Regel, register_bron
from voorinburgering.lessenlijst import as_taak
from voorinburgering.rooster import lessons_between, unrecorded

KEEPER = frozenset({"edit_profiel"})


def _mine(gebruiker: Gebruiker) -> Q:
    """The lessons that the account gives itself; those of others are the team's."""
    return Q(docent=gebruiker.pk)


def _unrecorded(gebruiker: Gebruiker) -> "QuerySet[Any]":
    return unrecorded(gebruiker)


def _regels(gebruiker: Gebruiker, rows: Sequence[Any]) -> list[Regel]:
    return [
        Regel(
            code="aanwezigheid",
            verb="Vul de aanwezigheid in",
            subject=row.lesgroep.naam,
            url=reverse("voorinburgering:les", args=[row.pk]),
            context=f"{row.lesgroep.get_soort_display()}, {row.weekdag} {long_date(row.dag)}, {row.tijd}",
            since=row.dag,
            place=str(row.lesgroep.opvanglocatie),
            is_mine=row.van_mij == "mijn",
        )
        for row in rows
    ]


def register_bronnen() -> None:
    """Called in `AppConfig.ready()`."""
    register_bron(180, Bron("aanwezigheid", "Aanwezigheid", KEEPER, _unrecorded, _mine, _regels))


def own_lessons(request: HttpRequest, werk: Werk) -> None:
    """Who gives lessons itself: those of the coming seven days."""
    account = acting(request)
    until = today() + dt.timedelta(days=6)
    shown, total = werk.first(lessons_between(account, today(), until).filter(docent=account.pk))
    if total:
        tasks = [as_taak(row, with_day=True, is_docent=True) for row in shown]
        werk.bloks.append(
            Blok("Mijn lessen, de komende zeven dagen", tasks, total, "", reverse("voorinburgering:week"))
        )
