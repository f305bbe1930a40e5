"""On which days a series has lessons: pure functions of dates."""

import datetime as dt
from collections.abc import Collection, Iterable

from coa_portal.common.dates import holiday


def lesdagen(
    van: dt.date, tot: dt.date, weekdagen: Collection[int], vrij: Iterable[tuple[dt.date, dt.date]] = ()
) -> list[dt.date]:
    """The days from `van` to `tot` (both included) that fall on one of `weekdagen` (1 is Monday), without official
    holidays and without the periods of `vrij` (first and last day)."""
    periods = list(vrij)
    days = (van + dt.timedelta(days=number) for number in range((tot - van).days + 1))
    return [
        day
        for day in days
        if day.isoweekday() in weekdagen
        and not holiday(day)
        and not any(first <= day <= last for first, last in periods)
    ]
