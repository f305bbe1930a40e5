"""Article 29 Huisvestingswet as pure functions: the known list, and what must hold for any numbers."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coa_portal.organisaties.reference import DATA_DIR, GEMEENTEN, NATIONAL_TOTALS, read_file
from coa_portal.organisaties.taakstelling import (
    BerekendeTaakstelling,
    compute_all,
    compute_taakstelling,
    reference_year,
)

HERE = Path(__file__).parent
INHABITANTS = st.lists(st.integers(1, 1_000_000), min_size=1, max_size=342)
TOTALS = st.integers(0, 60_000)


@pytest.fixture(scope="module")
def computed() -> list[BerekendeTaakstelling]:
    """What the committed files give."""
    gemeenten = [values for _, values in read_file(GEMEENTEN, DATA_DIR).rows]
    totals = {v["halfjaar"]: v["aantal"] for _, v in read_file(NATIONAL_TOTALS, DATA_DIR).rows}
    inhabitants = {year: {v["code"]: v["inwoners"][year] for v in gemeenten} for year in (2023, 2024)}
    return compute_all(totals, inhabitants, [v["code"] for v in gemeenten])


def test_sample_of_the_known_list_is_reproduced(computed: list[BerekendeTaakstelling]) -> None:
    by_key = {(row.halfjaar, row.gemeente): row for row in computed}
    with (HERE / "taakstelling_steekproef.csv").open() as file:
        sample = list(csv.DictReader(file))
    assert len(sample) == 60
    for line in sample:
        row = by_key[line["halfjaar"], line["gemeente"]]
        expected = (int(line["aantal"]), line["peildatum"], line["conform_art29"] == "ja")
        assert (row.aantal, row.peildatum.isoformat(), row.is_conform_art29) == expected


def test_sums_per_half_year(computed: list[BerekendeTaakstelling]) -> None:
    sums: dict[str, int] = {}
    for row in computed:
        sums[row.halfjaar] = sums.get(row.halfjaar, 0) + row.aantal
    # 2022 and 2023-1 have a national number but no inhabitants of the year before
    assert sums == {"2024-1": 18928, "2024-2": 17167, "2025-1": 15170, "2025-2": 13164, "2026-1": 15170}
    assert len(computed) == 5 * 342


def test_rounds_up_in_whole_numbers() -> None:
    assert compute_taakstelling(100, 1, 10) == 10
    assert compute_taakstelling(101, 1, 10) == 11
    assert compute_taakstelling(0, 1, 10) == 0
    # as a float the first would be 3
    assert compute_taakstelling(3 * 10**17 + 1, 1, 10**17) == 4
    assert compute_taakstelling(3 * 10**17 - 1, 1, 10**17) == 3


@pytest.mark.parametrize(
    ("total", "gemeente", "country"), [(-1, 1, 2), (1, -1, 2), (1, 1, 0), (1, 3, 2), (0, 0, 0)]
)
def test_impossible_numbers_are_refused(total: int, gemeente: int, country: int) -> None:
    with pytest.raises(ValueError, match="inhabitants"):
        compute_taakstelling(total, gemeente, country)


@given(total=TOTALS, inhabitants=INHABITANTS)
def test_sum_covers_the_total_by_less_than_one_per_gemeente(total: int, inhabitants: list[int]) -> None:
    country = sum(inhabitants)
    surplus = sum(compute_taakstelling(total, number, country) for number in inhabitants) - total
    assert 0 <= surplus < len(inhabitants)


@given(total=TOTALS, inhabitants=INHABITANTS)
def test_more_inhabitants_never_mean_fewer_people(total: int, inhabitants: list[int]) -> None:
    country = sum(inhabitants)
    numbers = [compute_taakstelling(total, number, country) for number in sorted(inhabitants)]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    ("halfjaar", "available", "expected"),
    [
        ("2025-1", {2023, 2024}, 2024),
        ("2025-2", {2023, 2024, 2025}, 2024),
        ("2026-1", {2023, 2024}, 2024),
        ("2024-2", {2024}, None),
        ("2024-2", set(), None),
    ],
)
def test_reference_year(halfjaar: str, available: set[int], expected: int | None) -> None:
    assert reference_year(halfjaar, available) == expected


def test_year_that_misses_a_gemeente_is_no_basis() -> None:
    inhabitants = {2023: {"A": 50, "B": 50}, 2024: {"A": 60}}
    rows = compute_all({"2025-1": 10}, inhabitants, ["A", "B"])
    assert [(row.gemeente, row.aantal, row.peildatum, row.is_conform_art29) for row in rows] == [
        ("A", 5, dt.date(2023, 1, 1), False),
        ("B", 5, dt.date(2023, 1, 1), False),
    ]


def test_inhabitants_of_a_merged_gemeente_do_not_count_twice() -> None:
    rows = compute_all({"2025-1": 10}, {2024: {"A": 50, "B": 50, "OUD": 100}}, ["A", "B"])
    assert [row.aantal for row in rows] == [5, 5]


def test_no_gemeenten_no_rows() -> None:
    assert compute_all({"2025-1": 10}, {2024: {}}, []) == []
