"""Leaving out groups under five, so that nobody can reckon them back (DESIGN §3).

Three things make that certain, whoever knows this code and all that is published:

- a cell is shown by the counts of its own gemeente alone: the group and what is left of the group it is a part of are
  both five or more. A part of a group that is not shown is not shown either;
- a total is shown when every value that a hidden cell could have stays possible beside it, else it is left out. It adds
  up the gemeenten of which the whole is shown, so that no two columns share an unknown;
- every half year is published once, as it stood on its last day (see the view): there is no later edition to compare.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SMALLEST = 5

# measure → the group it is a part of; "" for the group itself
PART_OF = {
    "personen": "",
    "gehuisvest": "personen",
    "toestemming": "personen",
    "doorgezet": "toestemming",
    "inburgeraars": "personen",
    "gekozen": "inburgeraars",
    "op_tijd": "gekozen",
}

Counts = Mapping[str, int]
Parts = Mapping[str, str]


@dataclass(frozen=True)
class Published:
    """What may be read: per gemeente and in all, measure → number, None where it is left out.

    `in_total`: measure → how many gemeenten its total adds up.
    """

    per_gemeente: dict[str, dict[str, int | None]]
    totals: dict[str, int | None]
    in_total: dict[str, int]


def publish(raw: Mapping[str, Counts], part_of: Parts = PART_OF) -> Published:
    """Gemeente (or another group) → measure → count, made publishable; a measure that is missing counts as 0.

    `part_of`: as `PART_OF`, each measure after the one that it is a part of.
    """
    shown: dict[str, dict[str, int | None]] = {gemeente: {} for gemeente in raw}
    totals: dict[str, int | None] = {}
    in_total: dict[str, int] = {}
    for measure, whole in part_of.items():
        for gemeente, counts in raw.items():
            of = shown[gemeente][whole] if whole else None
            number = counts.get(measure, 0)
            shown[gemeente][measure] = number if _may_show(number, of, is_part=bool(whole)) else None
        added = [gemeente for gemeente in raw if not whole or shown[gemeente][whole] is not None]
        in_total[measure] = len(added)
        totals[measure] = _total(raw, shown, measure, added, whole)
    return Published(shown, totals, in_total)


def _may_show(number: int, whole: int | None, *, is_part: bool) -> bool:
    if number < SMALLEST:
        return False
    return not is_part or (whole is not None and whole - number >= SMALLEST)


def _total(
    raw: Mapping[str, Counts],
    shown: Mapping[str, Mapping[str, int | None]],
    measure: str,
    added: list[str],
    whole: str,
) -> int | None:
    """The sum over `added`, None when it would narrow what a hidden cell can be."""
    hidden = [gemeente for gemeente in added if shown[gemeente][measure] is None]
    if not added:
        return None
    rest = sum(raw[gemeente].get(measure, 0) for gemeente in hidden)
    if hidden and not _is_safe(rest, [_possible(shown[gemeente].get(whole)) for gemeente in hidden]):
        return None
    return sum(raw[gemeente].get(measure, 0) for gemeente in added)


def _possible(whole: int | None) -> frozenset[int]:
    """Every number that a hidden cell can be: under five, or all but under five of the whole."""
    under = range(SMALLEST)
    return frozenset(under) | frozenset(whole - number for number in under if whole is not None)


def _is_safe(rest: int, cells: list[frozenset[int]]) -> bool:
    """Whether `rest`, the sum of hidden cells, leaves each of them every number it could be.

    Five or more too, and five or more away from all there is: the hidden cells together are a group as well.
    """
    most = sum(max(cell) for cell in cells)
    if not SMALLEST <= rest <= most - SMALLEST:
        return False
    for place, cell in enumerate(cells):
        others = _sums(cells[:place] + cells[place + 1 :])
        if any(rest < number or not (others >> (rest - number)) & 1 for number in cell):
            return False
    return True


def _sums(cells: Iterable[frozenset[int]]) -> int:
    """All sums of one number of each cell, as bits: bit n says that n can be made."""
    found = 1
    for cell in cells:
        made = 0
        for number in cell:
            made |= found << number
        found = made
    return found
