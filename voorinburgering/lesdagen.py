"""On which days a series has lessons: pure functions of dates."""

import datetime as dt
from collections.abc import Collection, Iterable

import holidays

# the library counts it among the holidays; in the Netherlands people work and teach on it
_NOT_OFF = "Goede vrijdag"


def feestdagen(jaren: Iterable[int]) -> dict[dt.date, str]:
    """The national holidays of those years, with their Dutch names."""
    found = holidays.country_holidays("NL", years=sorted(set(jaren)), language="nl")
    return {day: name for day, name in found.items() if name != _NOT_OFF}


def lesdagen(
    van: dt.date, tot: dt.date, weekdagen: Collection[int], vrij: Iterable[tuple[dt.date, dt.date]] = ()
) -> list[dt.date]:
    """The days from `van` to `tot` (both included) that fall on one of `weekdagen` (1 is Monday), without national
    holidays and without the periods of `vrij` (first and last day)."""
    off = feestdagen(range(van.year, tot.year + 1))
    periods = list(vrij)
    days = (van + dt.timedelta(days=number) for number in range((tot - van).days + 1))
    return [
        day
        for day in days
        if day.isoweekday() in weekdagen
        and day not in off
        and not any(first <= day <= last for first, last in periods)
    ]
