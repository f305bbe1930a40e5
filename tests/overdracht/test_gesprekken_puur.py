"""Talks without a database: which moment is proposed, and the calendar file."""

import datetime as dt
import re
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coa_portal.common.dates import is_working_day
from overdracht.gesprekken.ics import calendar_file
from overdracht.gesprekken.proposal import AFTERNOON, MORNING, proposed_moment

MONDAY = dt.date(2026, 11, 2)


@pytest.mark.parametrize(
    ("soort", "scenario", "verhuizing", "expected"),
    [
        # B1, scenario 1: "neemt zo snel mogelijk contact op … om het driegesprek te plannen"
        ("driegesprek", 1, None, dt.date(2026, 11, 9)),
        ("driegesprek", 1, dt.date(2027, 3, 1), dt.date(2026, 11, 9)),
        # B1, scenario 2: "bijvoorbeeld ook twee weken voor het moment van uitstroom"
        ("driegesprek", 2, dt.date(2026, 12, 16), dt.date(2026, 12, 2)),
        # B1, scenario 3: "ongeveer twee weken voor uitstroom naar de gemeente"; a Sunday becomes the Friday before
        ("driegesprek", 3, dt.date(2026, 12, 13), dt.date(2026, 11, 27)),
        # the move is nearer than two weeks: the next working day
        ("driegesprek", 3, dt.date(2026, 11, 12), dt.date(2026, 11, 3)),
        # nothing known yet
        ("driegesprek", 3, None, dt.date(2026, 11, 16)),
        ("driegesprek", None, None, dt.date(2026, 11, 16)),
        # B1, scenario 3: "liefst zo snel mogelijk na koppeling"
        ("kennismaking", 3, dt.date(2027, 3, 1), dt.date(2026, 11, 9)),
    ],
)
def test_the_moment_follows_scenario_and_move(
    soort: str, scenario: int | None, verhuizing: dt.date | None, expected: dt.date
) -> None:
    found = proposed_moment(soort=soort, scenario=scenario, vandaag=MONDAY, verhuizing=verhuizing)
    assert (found.dag, found.tijd) == (expected, MORNING)
    assert found.uitleg.endswith(".")


@given(
    soort=st.sampled_from(["kennismaking", "driegesprek", "overdrachtsgesprek"]),
    scenario=st.sampled_from([None, 1, 2, 3]),
    vandaag=st.dates(dt.date(2024, 1, 1), dt.date(2030, 1, 1)),
    ahead=st.none() | st.integers(-30, 400),
    bezet=st.frozensets(st.tuples(st.integers(1, 7), st.sampled_from(["ochtend", "middag", "avond"]))),
)
@settings(max_examples=150)
def test_a_proposed_moment_is_a_working_day_to_come_and_not_when_it_is_taken(
    soort: str, scenario: int | None, vandaag: dt.date, ahead: int | None, bezet: frozenset[tuple[int, str]]
) -> None:
    move = None if ahead is None else vandaag + dt.timedelta(days=ahead)
    found = proposed_moment(soort=soort, scenario=scenario, vandaag=vandaag, verhuizing=move, bezet=bezet)
    assert found.dag > vandaag and is_working_day(found.dag)
    part = "ochtend" if found.tijd < dt.time(12) else "middag"
    free = {"ochtend", "middag"} - {name for day, name in bezet if day == found.dag.isoweekday()}
    assert part in free or not free
    assert found.tijd in {MORNING, AFTERNOON}


def a_talk(**values: Any) -> Any:
    moment = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    facts: dict[str, Any] = {
        "pk": UUID(int=7),
        "moment": moment,
        "eindigt": moment + dt.timedelta(minutes=45),
        "updated_at": moment - dt.timedelta(days=3),
        "status": "gepland",
        "volgorde": 2,
        "soort": "driegesprek",
        "vorm": "azc",
        "koppeling": SimpleNamespace(referentie="KOP-000123"),
        "gemeente": SimpleNamespace(naam="Utrecht"),
        "opvanglocatie": _Locatie("Katwijk; noord", "Katwijk, aan zee"),
        "get_soort_display": lambda: "Driegesprek",
        "get_vorm_display": lambda: "Via video",
    }
    return SimpleNamespace(**{**facts, **values})


class _Locatie:
    def __init__(self, naam: str, plaats: str) -> None:
        self.naam, self.met_plaats = naam, f"{naam}, {plaats}"

    def __str__(self) -> str:
        return self.naam


def unfolded(content: bytes) -> dict[str, str]:
    text = content.decode().replace("\r\n ", "")
    return dict(
        line.split(":", 1)
        for line in text.split("\r\n")
        if ":" in line and not line.startswith(("BEGIN", "END"))
    )


def test_r11_a_calendar_file_is_valid_and_tells_reference_place_and_link() -> None:
    content = calendar_file(a_talk())
    assert content.endswith(b"END:VCALENDAR\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = unfolded(content)
    assert lines["DTSTART"] == "20261120T090000Z" and lines["DTEND"] == "20261120T094500Z"
    assert (lines["METHOD"], lines["STATUS"], lines["SEQUENCE"]) == ("PUBLISH", "CONFIRMED", "2")
    assert lines["SUMMARY"] == "Driegesprek KOP-000123"
    assert lines["LOCATION"] == "Katwijk\\; noord\\, Katwijk\\, aan zee"
    assert re.search(r"/gesprekken/00000000-0000-0000-0000-000000000007/$", lines["URL"])
    assert lines["UID"].startswith("00000000-0000-0000-0000-000000000007@")


def test_moving_and_cancelling_replace_the_earlier_file() -> None:
    planned, moved = (
        unfolded(calendar_file(a_talk())),
        unfolded(calendar_file(a_talk(volgorde=3, status="voorgesteld"))),
    )
    cancelled = unfolded(calendar_file(a_talk(volgorde=3, status="afgezegd")))
    assert planned["UID"] == moved["UID"] == cancelled["UID"]
    assert [int(one["SEQUENCE"]) for one in (planned, moved, cancelled)] == [2, 3, 4]
    assert (moved["STATUS"], cancelled["STATUS"], cancelled["METHOD"]) == ("TENTATIVE", "CANCELLED", "CANCEL")
    with pytest.raises(ValueError, match="moment"):
        calendar_file(a_talk(moment=None))


@given(naam=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120))
@example(naam="é" * 120)
@example(naam="a" * 200)
@settings(max_examples=60)
def test_long_and_foreign_places_are_folded_between_characters(naam: str) -> None:
    content = calendar_file(a_talk(opvanglocatie=_Locatie(naam, "Plaats")))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    for line in content.split(b"\r\n"):
        line.decode()
