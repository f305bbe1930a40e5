"""What is known of a person at one moment, as plain values: the input of completeness and of the rules."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coa_portal.common.dates import age_on, today

_YEAR = 365.25


@dataclass(frozen=True)
class Snapshot:
    """Values of single facts by field name, rows by row set (each a mapping of field to value).

    `unknown`: facts of which the answer is "Onbekend"; `none`: row sets that were asked for and are empty.
    """

    values: Mapping[str, Any]
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    day: dt.date = field(default_factory=today)

    @cached_property
    def age(self) -> int:
        """Completed years on `day`; without a date of birth an adult, so that nothing is skipped."""
        born = self.values.get("geboortedatum")
        return age_on(born, self.day) if isinstance(born, dt.date) else 18

    @property
    def is_nareiziger(self) -> bool:
        """Whether completeness is not held against the dossier (R12)."""
        return bool(self.values.get("is_nareiziger"))

    def is_known(self, name: str) -> bool:
        """Whether a fact was answered; "Onbekend" is an answer (R15), 0 and False too."""
        return name in self.unknown or self.values.get(name) not in (None, "")

    def has_rows(self, name: str) -> bool:
        """Whether a row set was answered: with rows, or with "geen"."""
        return bool(self.rows.get(name)) or name in self.none

    @property
    def years_of_education(self) -> int | None:
        """The number that was entered, else the school years in the rows; None when neither says anything."""
        given = self.values.get("jaren_onderwijs")
        if given is not None and given != "":
            return int(given)
        return school_years((row.get("van"), row.get("tot")) for row in self.rows.get("onderwijs", ()))


def school_years(periods: Iterable[tuple[dt.date | None, dt.date | None]]) -> int | None:
    """School years in periods of education, overlaps counted once; None when no period has both dates.

    Each stretch is rounded to whole years, because a school year runs from September to July: six classes
    last 5.8 years.
    """
    known = sorted((van, tot) for van, tot in periods if van and tot and van <= tot)
    if not known:
        return None
    stretches = [known[0]]
    for van, tot in known[1:]:
        last_van, last_tot = stretches[-1]
        if van <= last_tot:
            stretches[-1] = (last_van, max(last_tot, tot))
        else:
            stretches.append((van, tot))
    return sum(round((tot - van).days / _YEAR) for van, tot in stretches)
