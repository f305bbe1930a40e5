"""Distance as the crow flies, and the order of Dutch names."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coa_portal.organisaties.distance import distance_km
from coa_portal.organisaties.names import sort_name

LAT, LON = st.floats(-90, 90), st.floats(-180, 180)


def test_known_distance() -> None:
    # Utrecht Dom - Groningen Martinitoren, 164 km
    assert distance_km(52.0907, 5.1214, 53.2194, 6.5683) == pytest.approx(159, abs=1)
    # one degree of latitude
    assert distance_km(Decimal("52"), Decimal("5"), Decimal("53"), Decimal("5")) == pytest.approx(
        111.2, abs=0.1
    )


@given(LAT, LON, LAT, LON)
def test_distance_is_symmetric_and_within_half_the_globe(a: float, b: float, c: float, d: float) -> None:
    there = distance_km(a, b, c, d)
    assert 0 <= there <= 20_016
    assert there == pytest.approx(distance_km(c, d, a, b), abs=1e-6)
    assert distance_km(a, b, a, b) == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("'s-Gravenhage", "s-gravenhage"),
        ("’s-Hertogenbosch", "s-hertogenbosch"),
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        (" Ångström ", "angstrom"),
    ],
)
def test_sort_name(name: str, expected: str) -> None:
    assert sort_name(name) == expected


def test_order_of_names() -> None:
    names = ["Zeist", "'s-Gravenhage", "Súdwest-Fryslân", "Stadskanaal", "Terneuzen", "Aalten", "de Bilt"]
    assert sorted(names, key=sort_name) == [
        "Aalten", "de Bilt", "'s-Gravenhage", "Stadskanaal", "Súdwest-Fryslân", "Terneuzen", "Zeist",
    ]  # fmt: skip
