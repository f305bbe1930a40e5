"""A week of lessons: of a docent, and of who keeps the groups of a locatie."""

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.accounts.requests import acting
from coa_portal.common.dates import long_date, today
from coa_portal.web.components import Onderdeel, Taak
from voorinburgering.lessenlijst import as_taak
from voorinburgering.models import WEEKDAGEN, Les
from voorinburgering.policy import KEEP, TEACH
from voorinburgering.rooster import lessons_between, monday_of, teaches
from voorinburgering.views.shared import ACTIVITY

_WEEK = dt.timedelta(days=7)
_EARLIEST, _LATEST = dt.date(2000, 1, 3), dt.date(2100, 1, 4)


@dataclass(frozen=True)
class Dag:
    """One day of the week with its lessons."""

    titel: str
    taken: list[Taak]
    is_vandaag: bool


@page(
    {KEEP, TEACH},
    activity=ACTIVITY,
    rate=rates.LIST,
    scope="lessen van lesgroepen van de eigen opvanglocaties, of van de eigen lesgroepen",
)
def week(request: HttpRequest) -> HttpResponse:
    """The lessons of one week, by day. No names, so nothing for the reading log."""
    first = _asked(request)
    account = acting(request)
    rows = list(lessons_between(account, first, first + _WEEK - dt.timedelta(days=1)))
    own = [row for row in rows if row.docent_id == account.pk]
    is_docent = teaches(account)
    wie = request.GET.get("wie") or ("mijn" if own else "alle")
    shown = own if wie == "mijn" and not is_docent else rows
    context = {
        "is_docent": is_docent,
        "dagen": _days(first, shown, is_docent=is_docent),
        "titel_week": f"{long_date(first)} tot en met {long_date(first + dt.timedelta(days=6))}",
        "vorige": _url(first - _WEEK, request),
        "volgende": _url(first + _WEEK, request),
        "deze": "" if first == monday_of(today()) else _url(monday_of(today()), request),
        "aantal": len(shown),
        "open": sum(row.is_unrecorded for row in shown),
        "keuzes": []
        if is_docent
        else [
            Onderdeel(f"{label} ({len(some)})", _url(first, request, code), is_current=code == wie)
            for code, label, some in (("mijn", "Mijn lessen", own), ("alle", "Alle lessen", rows))
        ],
    }
    return render(request, "voorinburgering/week.html", context)


def _asked(request: HttpRequest) -> dt.date:
    """The Monday of the week that is asked for; this week where the address makes no sense."""
    try:
        day = dt.date.fromisoformat(request.GET.get("van", ""))
    except ValueError:
        return monday_of(today())
    return monday_of(day) if _EARLIEST <= day <= _LATEST else monday_of(today())


def _url(monday: dt.date, request: HttpRequest, wie: str = "") -> str:
    chosen = wie or request.GET.get("wie", "")
    more = f"&wie={chosen}" if chosen in {"mijn", "alle"} else ""
    return f"{reverse('voorinburgering:week')}?van={monday.isoformat()}{more}"


def _days(first: dt.date, rows: list[Les], *, is_docent: bool) -> list[Dag]:
    """Every day on which there are lessons, and today."""
    now = today()
    days = [first + dt.timedelta(days=number) for number in range(7)]
    return [
        Dag(
            f"{WEEKDAGEN[day.weekday()].capitalize()} {long_date(day).rsplit(' ', 1)[0]}",
            [as_taak(row, is_docent=is_docent) for row in rows if row.dag == day],
            day == now,
        )
        for day in days
        if day == now or any(row.dag == day for row in rows)
    ]
