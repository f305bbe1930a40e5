"""Dutch dates: reading what people type, writing what they read, and counting years."""

import calendar
import datetime as dt
import functools
import re

import holidays
from django.utils import timezone

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_NUMERIC = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_WORDS = re.compile(r"^(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})$")


def today() -> dt.date:
    """The date in the Netherlands (settings.TIME_ZONE), not in UTC."""
    return timezone.localdate()


def parse_dutch_date(text: str) -> dt.date:
    """Read a date as Dutch people type it; raise ValueError when it is not one."""
    cleaned = " ".join(text.strip().lower().split())
    if match := _NUMERIC.match(cleaned):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO.match(cleaned):
        year, month, day = (int(part) for part in match.groups())
    elif match := _WORDS.match(cleaned):
        day, year = int(match[1]), int(match[3])
        found = [n for n, name in enumerate(MONTHS, 1) if len(match[2]) >= 3 and name.startswith(match[2])]
        if len(found) != 1:
            raise ValueError(text)
        month = found[0]
    else:
        raise ValueError(text)
    return dt.date(year, month, day)


def short_date(value: dt.date | None) -> str:
    """dd-mm-jjjj, the notation of COA's form; empty for no date."""
    return value.strftime("%d-%m-%Y") if value else ""


def long_date(value: dt.date | None) -> str:
    """3 april 2017; empty for no date."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}" if value else ""


def add_years(value: dt.date, years: int) -> dt.date:
    """The same day `years` later; 29 February becomes 1 March, as Dutch law counts a birthday."""
    try:
        return value.replace(year=value.year + years)
    except ValueError:
        return dt.date(value.year + years, 3, 1)


def add_months(value: dt.date, months: int) -> dt.date:
    """The same day `months` later; the last day of the month where that has no such day."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return value.replace(year=year, month=month + 1, day=min(value.day, last))


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years of life on `day`."""
    return day.year - born.year - (day < add_years(born, day.year - born.year))


@functools.cache
def _holidays() -> holidays.HolidayBase:
    """The library works out a year when it is first asked."""
    return holidays.country_holidays("NL", language="nl")


def holiday(day: dt.date) -> str:
    """Name of the official Dutch holiday on that day, or "". The one list of the portal (besluit 0028): Goede Vrijdag
    is on it, 5 May once in five years."""
    return str(_holidays().get(day, ""))


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, and no official holiday."""
    return day.isoweekday() <= 5 and not holiday(day)


def working_days_after(day: dt.date, number: int) -> dt.date:
    """The day that many working days later."""
    left = number
    while left > 0:
        day += dt.timedelta(days=1)
        if is_working_day(day):
            left -= 1
    return day


def last_working_day(day: dt.date) -> dt.date:
    """The day itself, or the nearest working day before it."""
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day
