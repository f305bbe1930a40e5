"""Article 29 Huisvestingswet 2014: how many vergunninghouders each gemeente must house in a half year.

Pure functions on numbers. The published list also counts backlog and exchanges; these do not.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class BerekendeTaakstelling:
    """The computed number of one gemeente; `is_conform_art29` is False when an earlier year stood in."""

    gemeente: str
    halfjaar: str
    aantal: int
    peildatum: dt.date
    is_conform_art29: bool


def compute_taakstelling(landelijk_totaal: int, inwoners_gemeente: int, inwoners_nederland: int) -> int:
    """Persons to house: total x inhabitants / inhabitants of the country, rounded up (first paragraph).

    In whole numbers throughout, so that no rounding of fractions decides about a person.
    ValueError when a number is negative, or the country has fewer inhabitants than the gemeente or none.
    """
    if min(landelijk_totaal, inwoners_gemeente) < 0 or inwoners_nederland < max(1, inwoners_gemeente):
        raise ValueError("inhabitants and total must be positive, and a part of the country")
    return -(-landelijk_totaal * inwoners_gemeente // inwoners_nederland)


def reference_year(halfjaar: str, available: Collection[int]) -> int | None:
    """The year whose 1 January counts: the one before the half year, else the latest earlier one we have."""
    wanted = int(halfjaar[:4]) - 1
    return max((year for year in available if year <= wanted), default=None)


def compute_all(
    totals: Mapping[str, int], inhabitants: Mapping[int, Mapping[str, int]], gemeenten: Collection[str]
) -> list[BerekendeTaakstelling]:
    """Rows of all `gemeenten` for every half year of `totals` for which inhabitants are known.

    `inhabitants`: by year, then by gemeente code. A year that misses a gemeente is no basis for anyone's
    number, because the sum of the country would be too small.
    """
    complete = {
        year: {code: numbers[code] for code in gemeenten}
        for year, numbers in inhabitants.items()
        if gemeenten and numbers.keys() >= set(gemeenten)
    }
    rows = []
    for halfjaar, total in sorted(totals.items()):
        year = reference_year(halfjaar, complete)
        if year is None:
            continue
        country = sum(complete[year].values())
        is_conform = year == int(halfjaar[:4]) - 1
        rows += [
            BerekendeTaakstelling(
                code, halfjaar, compute_taakstelling(total, number, country), dt.date(year, 1, 1), is_conform
            )
            for code, number in sorted(complete[year].items())
        ]
    return rows
