"""How long a toekenning holds before somebody looks at it again, and when an account counts as unused (R14).

Pure functions of recorded facts; nothing is stored or counted down.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings

from coa_portal.access.roles import Role
from coa_portal.common.dates import add_months, today


@dataclass(frozen=True)
class Termijn:
    """The length of a term in months, from `vanaf` on, with where it comes from. `soort`: wettelijk,
    afgesproken (with reminders) or streef (without)."""

    maanden: int
    soort: str
    bron: str
    vanaf: dt.date


# the newest first; a change is a new row, so that grants of before can still be explained
HERCERTIFICERING = (
    Termijn(
        6, "afgesproken", "BIO2, 5.18 Toegangsrechten: rechten elk half jaar beoordelen", dt.date(2015, 1, 1)
    ),
)
# days before the last day of a grant, and before an account is blocked because nobody uses it
REMIND_DAYS = (30, 14, 3)
REMIND_UNUSED_DAYS = (14, 3)
# the one role whose loss nobody could repair: without end date, and never the last one ended (besluit 0009)
UNLIMITED = "beheerder"


def certification(day: dt.date) -> Termijn:
    """The term that holds on `day`."""
    return next(term for term in HERCERTIFICERING if term.vanaf <= day)


def latest_end(role: Role) -> dt.date | None:
    """The last end date that a grant given or renewed today may have; None: no limit."""
    if role.code == UNLIMITED:
        return None
    return add_months(today(), certification(today()).maanden)


def reminder_due(ends: dt.date, days: tuple[int, ...] = REMIND_DAYS) -> int | None:
    """Which reminder belongs to today, as the number of days before `ends`; None when it is too early or over.

    Not the exact day: a night on which the task did not run must not lose a reminder.
    """
    left = (ends - today()).days
    passed = [number for number in days if 0 <= left <= number]
    return min(passed, default=None)


def blocked_from(last_use: dt.date, *, was_used: bool) -> dt.date:
    """The first day on which an account counts as unused: long after its last use, sooner when it was never used."""
    days = settings.ACCOUNT_UNUSED_DAYS if was_used else settings.ACCOUNT_NEVER_USED_DAYS
    return last_use + dt.timedelta(days=days)
