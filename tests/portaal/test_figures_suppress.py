"""DESIGN §3: groups under five are left out, and nobody reckons them back from what is published.

The attacker here knows the code: a table is possible when publishing it gives exactly what was published.
"""

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coa_portal.portaal.figures.suppress import PART_OF, SMALLEST, Published, publish

Table = Mapping[str, Mapping[str, int]]


@st.composite
def gemeente_counts(draw: st.DrawFn, most: int = 12) -> dict[str, int]:
    personen = draw(st.integers(0, most))
    toestemming = draw(st.integers(0, personen))
    inburgeraars = draw(st.integers(0, personen))
    gekozen = draw(st.integers(0, inburgeraars))
    return {
        "personen": personen,
        "gehuisvest": draw(st.integers(0, personen)),
        "toestemming": toestemming,
        "doorgezet": draw(st.integers(0, toestemming)),
        "inburgeraars": inburgeraars,
        "gekozen": gekozen,
        "op_tijd": draw(st.integers(0, gekozen)),
    }


def tables(gemeenten: int, most: int = 12) -> st.SearchStrategy[dict[str, dict[str, int]]]:
    row = gemeente_counts(most)
    return st.lists(row, min_size=1, max_size=gemeenten).map(
        lambda rows: {f"GM{place}": counts for place, counts in enumerate(rows)}
    )


def rows_like(published: Mapping[str, int | None], measures: tuple[str, ...]) -> list[dict[str, int]]:
    """Every row of `measures` that could stand behind the published one, by the numbers that are shown."""
    found = []
    limit = published["personen"] or SMALLEST - 1
    for values in itertools.product(range(limit + 1), repeat=len(measures)):
        row = dict(zip(measures, values, strict=True))
        sound = all(
            row[part] <= row[whole] for part, whole in PART_OF.items() if whole in row and part in row
        )
        if sound and all(published[name] in (None, row[name]) for name in measures):
            found.append(row)
    return found


def possible(published: Published, measures: tuple[str, ...]) -> Iterator[Table]:
    """Every table of `measures` that is published as this one."""
    names = list(published.per_gemeente)
    for rows in itertools.product(*(rows_like(published.per_gemeente[name], measures) for name in names)):
        table = dict(zip(names, rows, strict=True))
        again = publish(table)
        same_cells = all(
            again.per_gemeente[name][measure] == published.per_gemeente[name][measure]
            for name in names
            for measure in measures
        )
        if same_cells and all(again.totals[measure] == published.totals[measure] for measure in measures):
            yield table


def hold_open(raw: Table, measures: tuple[str, ...]) -> None:
    """Every hidden cell has five or more values left, and never tells which side of the group is small."""
    published = publish(raw)
    hidden = [
        (name, measure)
        for name, row in published.per_gemeente.items()
        for measure in measures
        if row[measure] is None
    ]
    seen: dict[tuple[str, str], set[int]] = {cell: set() for cell in hidden}
    for table in possible(published, measures):
        for name, measure in hidden:
            seen[name, measure].add(table[name][measure])
    for cell, values in seen.items():
        assert set(range(SMALLEST)) <= values, (cell, values, published)


@settings(max_examples=60)
@given(tables(gemeenten=5))
def test_no_hidden_number_of_people_is_reckoned_back(raw: dict[str, dict[str, int]]) -> None:
    hold_open(raw, ("personen",))


@settings(max_examples=40)
@given(tables(gemeenten=3, most=11))
def test_no_hidden_part_is_reckoned_back(raw: dict[str, dict[str, int]]) -> None:
    hold_open(raw, ("personen", "gehuisvest"))


@settings(max_examples=40)
@given(tables(gemeenten=2, most=11))
def test_no_part_of_a_part_is_reckoned_back(raw: dict[str, dict[str, int]]) -> None:
    hold_open(raw, ("personen", "toestemming", "doorgezet"))


@given(tables(gemeenten=8, most=40))
def test_what_is_shown_is_true_and_no_small_group(raw: dict[str, dict[str, int]]) -> None:
    published = publish(raw)
    for name, row in published.per_gemeente.items():
        for measure, number in row.items():
            whole = PART_OF[measure]
            if number is None:
                continue
            assert number == raw[name][measure] >= SMALLEST
            assert not whole or raw[name][whole] - number >= SMALLEST
    for measure, total in published.totals.items():
        shown = sum(row[measure] or 0 for row in published.per_gemeente.values())
        assert total is None or total == shown or total - shown >= SMALLEST


def people(*numbers: int) -> dict[str, dict[str, int]]:
    return {f"GM{place}": {"personen": number} for place, number in enumerate(numbers)}


@pytest.mark.parametrize(
    ("numbers", "total"),
    [
        ((20, 30), 50),
        ((20, 3), None),  # one hidden: the total gives it away
        ((20, 4, 4), None),  # two hidden, both as high as can be
        ((20, 1, 0), None),
        ((20, 3, 2), None),
        ((20, 2, 3, 1), 26),  # three hidden that add up to six: each may still be 0 to 4
        ((20, 4, 4, 4), None),
        ((20, 0, 0, 0, 0), None),
        ((), None),
    ],
)
def test_a_total_is_left_out_where_it_would_tell(numbers: tuple[int, ...], total: int | None) -> None:
    assert publish(people(*numbers)).totals["personen"] == total


def test_who_is_left_over_counts_as_a_group() -> None:
    raw = {"GM0": {"personen": 12, "gehuisvest": 9, "toestemming": 6, "doorgezet": 6}}
    shown = publish(raw).per_gemeente["GM0"]
    assert {name: number for name, number in shown.items() if name in raw["GM0"]} == {
        "personen": 12,
        "gehuisvest": None,
        "toestemming": 6,
        "doorgezet": None,
    }
