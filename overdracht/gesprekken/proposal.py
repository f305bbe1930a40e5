"""Which moment to propose for a talk: a pure function of scenario and dates (B1, "Moment van driegesprek")."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from coa_portal.common.dates import last_working_day, working_days_after

SOON = 5  # working days: in time to find an interpreter and a room
LATER = 10  # working days, where a date is missing that decides
BEFORE_MOVE = 14  # days; B1: "circa twee weken voor uitstroom"
MORNING, AFTERNOON = dt.time(10, 0), dt.time(14, 0)


@dataclass(frozen=True)
class Moment:
    """A day and time with, in Dutch, why."""

    dag: dt.date
    tijd: dt.time
    uitleg: str


def proposed_moment(
    *,
    soort: str,
    scenario: int | None,
    vandaag: dt.date,
    verhuizing: dt.date | None,
    bezet: Collection[tuple[int, str]] = (),
) -> Moment:
    """`verhuizing`: definite, else expected. `bezet`: (weekday, dagdeel) that are taken; weekday 1 is Monday.

    Always a working day after today. A taken morning becomes an afternoon; a day of which both are taken stays:
    people decide.
    """
    day, why = _day(soort, scenario, vandaag, verhuizing)
    weekday = day.isoweekday()
    is_morning_taken = (weekday, "ochtend") in bezet and (weekday, "middag") not in bezet
    return Moment(day, AFTERNOON if is_morning_taken else MORNING, why)


def _day(
    soort: str, scenario: int | None, vandaag: dt.date, verhuizing: dt.date | None
) -> tuple[dt.date, str]:
    soon = working_days_after(vandaag, SOON)
    if soort != "driegesprek":
        return soon, "Zo snel mogelijk na de koppeling."
    if scenario == 1:
        return soon, "Scenario 1: zo snel mogelijk, hooguit twee weken na de keuze."
    if scenario is None:
        return working_days_after(vandaag, LATER), "Er is nog geen scenario gekozen."
    if verhuizing is None:
        text = f"Scenario {scenario}: twee weken voor de verhuizing. Er is nog geen verhuisdatum."
        return working_days_after(vandaag, LATER), text
    wanted = last_working_day(verhuizing - dt.timedelta(days=BEFORE_MOVE))
    first = working_days_after(vandaag, 1)
    if wanted < first:
        return first, f"Scenario {scenario}: de verhuizing is al snel."
    return wanted, f"Scenario {scenario}: twee weken voor de verhuizing."
