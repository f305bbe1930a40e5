"""How many people a gemeente can still take in a half year (R21)."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Taakstelling
from klantprofiel.models import Vergunninghouder
from koppeling.lifecycle import ACTIVE_STATES

# one who left the gemeente's hands again no longer counts
_COUNTED = (*ACTIVE_STATES, "afgesloten")


@dataclass(frozen=True)
class Ruimte:
    """Room in the taakstelling. `taakstelling` is None where none is known for the period: no limit then."""

    halfjaar: str
    taakstelling: int | None
    gekoppeld: int

    @property
    def open(self) -> int | None:
        """People the gemeente can still take; negative when it took more."""
        return None if self.taakstelling is None else self.taakstelling - self.gekoppeld

    def fits(self, persons: int) -> bool:
        """Whether a household of `persons` fits."""
        return self.open is None or persons <= self.open


def half_year(day: dt.date) -> str:
    """ "2026-2" for a day in the second half of 2026."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def half_year_bounds(halfjaar: str) -> tuple[dt.date, dt.date]:
    """First day, and first day after."""
    year, half = (int(part) for part in halfjaar.split("-"))
    return (
        (dt.date(year, 1, 1), dt.date(year, 7, 1))
        if half == 1
        else (dt.date(year, 7, 1), dt.date(year + 1, 1, 1))
    )


def room_of(gemeente_code: str, day: dt.date | None = None) -> Ruimte:
    """Room of one gemeente in the half year of `day` (default today)."""
    return rooms_of([gemeente_code], day)[gemeente_code]


def rooms_of(codes: list[str], day: dt.date | None = None) -> dict[str, Ruimte]:
    """Room of several gemeenten, in two queries."""
    halfjaar = half_year(day or today())
    start, end = half_year_bounds(halfjaar)
    targets = dict(
        Taakstelling.objects.filter(halfjaar=halfjaar, gemeente__in=codes).values_list(
            "gemeente_id", "aantal"
        )
    )
    taken = dict(
        Vergunninghouder.objects.filter(
            plaatsingseenheid__koppelingen__gemeente__in=codes,
            plaatsingseenheid__koppelingen__status__in=_COUNTED,
            plaatsingseenheid__koppelingen__definitief_op__date__gte=start,
            plaatsingseenheid__koppelingen__definitief_op__date__lt=end,
        )
        .order_by()
        .values_list("plaatsingseenheid__koppelingen__gemeente")
        .annotate(n=Count("pk"))
    )
    return {code: Ruimte(halfjaar, targets.get(code), taken.get(code, 0)) for code in codes}
