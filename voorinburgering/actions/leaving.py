"""Leaving a lesgroep without losing a lesson that the person was in."""

import datetime as dt

from django.db.models import Max

from voorinburgering.models import Aanwezigheid, Deelname, Stand


def leave(row: Deelname, tot: dt.date, reden: str = "") -> None:
    """End a locked deelname on `tot`, or on the first day after the last lesson that the person was in. That somebody
    was away in a later lesson is taken back: the person was no longer in the group."""
    row.tot, row.einde_reden = first_day_out(row, tot), reden
    away = Aanwezigheid.objects.filter(deelname=row, les__dag__gte=row.tot)
    for attendance in away.select_for_update(of=("self",)):
        attendance.delete()
    row.save()


def first_day_out(row: Deelname, tot: dt.date) -> dt.date:
    """The first day from `tot` on that leaves begin, and every lesson that the person was in, within the deelname."""
    was_there = Aanwezigheid.objects.filter(deelname=row, stand=Stand.AANWEZIG)
    last: dt.date | None = was_there.aggregate(last=Max("les__dag"))["last"]
    first = max(tot, row.van)
    return max(first, last + dt.timedelta(days=1)) if last else first
