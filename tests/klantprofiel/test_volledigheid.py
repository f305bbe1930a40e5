"""Completeness (R17): bounds, who is asked what, and what matters next."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from klantprofiel.completeness import measure
from klantprofiel.rules import check_section
from klantprofiel.sections import BY_CODE, FACTS, ROW_SETS, Goal
from klantprofiel.snapshot import Snapshot, school_years
from tests.factories.klantprofiel import VergunninghouderFactory

_DAY = dt.date(2026, 11, 21)
_dates = st.dates(dt.date(1950, 1, 1), _DAY)
_values = st.one_of(st.none(), st.just(""), st.sampled_from(["ja", "nee", "onbekend", "x"]), _dates)


@st.composite
def snapshots(draw: Any) -> Snapshot:
    names = list(FACTS)
    values = {name: draw(_values) for name in names if name not in {"jaren_onderwijs", "geboortedatum"}}
    values["geboortedatum"] = draw(_dates)
    values["jaren_onderwijs"] = draw(st.one_of(st.none(), st.integers(0, 30)))
    rows = {name: [{"van": None, "tot": None}] * draw(st.integers(0, 2)) for name in ROW_SETS}
    unknown = frozenset(draw(st.lists(st.sampled_from(names), max_size=10)))
    none = frozenset(draw(st.lists(st.sampled_from(list(ROW_SETS)), max_size=6)))
    return Snapshot(values, rows, unknown, none, day=_DAY)


@given(snapshots())
def test_percentage_within_bounds(snapshot: Snapshot) -> None:
    result = measure(snapshot)
    assert 0 <= result.percentage <= 100
    assert (result.percentage == 100) == (not result.missing)
    assert all(0 <= score.answered <= score.expected for score in result.scores)


@given(snapshots(), st.sampled_from(list(FACTS)))
def test_unknown_is_an_answer_and_never_lowers(snapshot: Snapshot, name: str) -> None:
    more = Snapshot(snapshot.values, snapshot.rows, snapshot.unknown | {name}, snapshot.none, day=_DAY)
    assert measure(more).percentage >= measure(snapshot).percentage
    assert name not in {gap.item.name for gap in measure(more).missing}


@given(snapshots())
def test_old_law_never_counts(snapshot: Snapshot) -> None:
    missing = {gap.item.name for gap in measure(snapshot).missing}
    assert not missing & {
        "inburgering_van",
        "inburgering_tot",
        "duo_lening_aangevraagd",
        "duo_lening_toegekend",
    }


@given(_dates, _dates)
def test_dates_in_order(first: dt.date, second: dt.date) -> None:
    values = {"verblijfsrecht_van": first, "verblijfsrecht_tot": second, "geboortedatum": dt.date(1950, 1, 1)}
    errors = check_section(BY_CODE["status"], Snapshot(values, day=_DAY), {})
    assert ("verblijfsrecht_tot" in {path for path, _ in errors}) == (second < first)


@pytest.mark.parametrize(
    ("periods", "years"),
    [
        ([], None),
        ([("1980-09-01", "1986-07-01"), ("1986-09-01", "1988-07-01")], 8),
        ([("1980-09-01", "1986-07-01"), ("1986-09-01", "1992-07-01")], 12),
        ([("1980-09-01", "1986-07-01"), ("1982-09-01", "1986-07-01")], 6),
        ([("1980-09-01", None)], None),
    ],
)
def test_school_years(periods: list[tuple[str, str | None]], years: int | None) -> None:
    days = [(dt.date.fromisoformat(van), dt.date.fromisoformat(tot) if tot else None) for van, tot in periods]
    assert school_years(days) == years


def test_uaf_counts_from_twelve_years() -> None:
    asked = [
        measure(Snapshot({"jaren_onderwijs": years}, day=_DAY)).score_of("uaf").expected
        for years in (None, 11, 12)
    ]
    assert asked == [0, 0, 1]


def test_r12_not_held_against_a_nareiziger() -> None:
    adult = {"geboortedatum": dt.date(1990, 1, 1)}
    assert measure(Snapshot(adult, day=_DAY)).next_for(Goal.PLAATSING)
    assert measure(Snapshot({**adult, "is_nareiziger": True}, day=_DAY)).next_for(Goal.PLAATSING) == []


@pytest.mark.django_db
def test_stored_with_every_save() -> None:
    assert VergunninghouderFactory(complete=True).klantprofiel.volledigheid == 100
    some, none = VergunninghouderFactory(with_profile=True), VergunninghouderFactory()
    assert 0 < none.klantprofiel.volledigheid < some.klantprofiel.volledigheid < 100


@pytest.mark.django_db
def test_a_child_is_asked_less() -> None:
    child, adult = VergunninghouderFactory(child=True), VergunninghouderFactory()
    assert child.klantprofiel.volledigheid > adult.klantprofiel.volledigheid


@pytest.mark.django_db
def test_r17_every_gap_leads_to_a_place_that_is_on_its_page(
    browser: Any, locatie_luttelgeest: Any, casemanager_luttelgeest: Any
) -> None:
    person = VergunninghouderFactory(locatie=locatie_luttelgeest)
    dossier = browser.get(reverse("klantprofiel:dossier", args=[person.pk]))
    steps = {step.label: [*step.first, *step.rest] for step in dossier.context["next_steps"]}
    assert list(steps) == ["Voor de plaatsing", "Voor de brede intake", "Voor de verhuizing"]
    assert {"BSN", "Telefoonnummer", "E-mailadres"} <= {label for label, _ in steps["Voor de verhuizing"]}
    pages: dict[str, str] = {}
    for label, url in [gap for gaps in steps.values() for gap in gaps]:
        page, _, anchor = url.partition("#")
        if page not in pages:
            pages[page] = browser.get(page).content.decode()
        assert f'id="{anchor}"' in pages[page], label
        assert f'href="{url}"' in dossier.content.decode(), label
