"""Reads of lessons: a week, what is still to fill in, and the attendance of a group. All from what is visible (R2)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.members import Leerling, by_name
from voorinburgering.models import Aanwezigheid, Deelname, Deelnemer, Les, Lesreeks, Reden, Stand
from voorinburgering.policy import TEACH

COLUMNS = 40  # lessons of the grid: the whole of a programme of about 14 weeks
_AHEAD = 4
DOCENT_SEES = dt.timedelta(days=28)  # of names in lessons that were, as the view behind `Lesdeelnemer`
_LETTER = {Reden.AFGEMELD: "A", Reden.AFSPRAAK: "O", Reden.ZONDER_BERICHT: "Z"}


def shown(rows: "QuerySet[Les]") -> "QuerySet[Les]":
    """With what pages say of a lesson. The docent apart: of an account others read some columns, and a docent none of a
    colleague's."""
    return rows.select_related("lesgroep__opvanglocatie", "ruimte").prefetch_related("docent")


def monday_of(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def lessons_between(gebruiker: Any, first: dt.date, last: dt.date) -> "QuerySet[Les]":
    """The lessons from `first` to `last`, in order."""
    return shown(visible(Les, gebruiker).filter(dag__range=(first, last))).order_by("dag", "begintijd", "pk")


def unrecorded(gebruiker: Any) -> "QuerySet[Les]":
    """Lessons of the past four weeks of which nobody said yet who was there, the oldest first."""
    rows: QuerySet[Les] = visible(Les, gebruiker) & Les.objects.unrecorded()
    recent = rows.filter(dag__gte=today() - DOCENT_SEES, lesgroep__gesloten_op=None)
    return shown(recent).order_by("dag", "begintijd", "pk")


def coming(gebruiker: Any, lesgroep: Lesgroep) -> list[Les]:
    """The next lessons of a group, today's included."""
    rows = lessons_between(gebruiker, today(), today() + dt.timedelta(days=366)).filter(lesgroep=lesgroep)
    return list(rows[:_AHEAD])


def series_of(gebruiker: Any, lesgroep: Lesgroep) -> list[Lesreeks]:
    """The series of a group that are not over."""
    rows: QuerySet[Lesreeks] = visible(Lesreeks, gebruiker) & Lesreeks.objects.running()
    return list(rows.filter(lesgroep=lesgroep).select_related("ruimte").prefetch_related("docent"))


@dataclass(frozen=True)
class Cel:
    """One person in one lesson: what is shown, what a screen reader says, and how it is coloured."""

    teken: str = ""
    tekst: str = "Niet ingevuld"
    soort: str = ""


@dataclass(frozen=True)
class Rij:
    """One person in the grid, with in how many of the lessons and how long the person was there."""

    leerling: Leerling
    cellen: list[Cel]
    aanwezig: int
    ingevuld: int
    minuten: int

    @property
    def uren(self) -> str:
        """Hours, as Dutch people write them."""
        return f"{self.minuten / 60:.1f}".removesuffix(".0").replace(".", ",")


@dataclass(frozen=True)
class Raster:
    """The attendance of a group: a column for each lesson that was given, a row for each person."""

    lessen: list[Les]
    rijen: list[Rij]


def grid(gebruiker: Any, lesgroep: Lesgroep, people: Sequence[Leerling]) -> Raster:
    """The last lessons that were given, and how each of `people` was there. Two queries, whatever the size."""
    rows = visible(Les, gebruiker) & Les.objects.held()
    lessons = list(rows.filter(lesgroep=lesgroep).order_by("-dag", "-begintijd")[:COLUMNS])[::-1]
    asked = Aanwezigheid.objects.filter(les__in=lessons, deelname__in=[one.deelname for one in people])
    found = {(row.deelname_id, row.les_id): row for row in asked}
    return Raster(
        lessons, [_row(one, [found.get((one.deelname, les.pk)) for les in lessons]) for one in people]
    )


def _row(leerling: Leerling, found: "Sequence[Aanwezigheid | None]") -> Rij:
    known = [row for row in found if row is not None]
    return Rij(
        leerling,
        [_cell(row) for row in found],
        sum(row.stand == Stand.AANWEZIG for row in known),
        len(known),
        sum(row.minuten for row in known),
    )


def _cell(row: "Aanwezigheid | None") -> Cel:
    if row is None:
        return Cel()
    if row.stand == Stand.AFWEZIG:
        kind = "fout" if row.reden == Reden.ZONDER_BERICHT else "letop"
        return Cel(_LETTER[Reden(row.reden)], f"Afwezig: {Reden(row.reden).label.lower()}", kind)
    if row.reden == Reden.DEEL:
        return Cel(f"{row.minuten}′", f"{row.minuten} minuten aanwezig", "goed")
    return Cel("✓", "Aanwezig", "goed")


def taught_people(gebruiker: Any, lesgroep: Lesgroep) -> list[Deelnemer]:
    """Who is in the group today, as far as a docent may know."""
    return list(visible(Deelnemer, gebruiker).filter(lesgroep=lesgroep))


def as_leerlingen(rows: "Sequence[Deelnemer | Deelname]") -> list[Leerling]:
    """Rows of either door as people of a lesson."""
    if rows and isinstance(rows[0], Deelname):
        return by_name([row for row in rows if isinstance(row, Deelname)])
    return [Leerling(row.pk, row.naam, row.persoon) for row in rows if isinstance(row, Deelnemer)]


def teaches(gebruiker: Any) -> bool:
    """Whether the account is a docent, whose pages get no person of a dossier."""
    return grants_of(gebruiker).has(TEACH)
