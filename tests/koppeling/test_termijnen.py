"""R14: the term for koppelen is a pure function of permit and arrival at the azc."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coa_portal.common.dates import today
from klantprofiel.actions import move_verblijf
from koppeling.selectors import households_to_match, overdue
from koppeling.termijnen import is_overdue, koppelen_due, term_text
from tests.factories.koppeling import household, locatie
from tests.factories.termijnen import committed_duren
from tests.koppeling.test_pages import permit

DUREN = committed_duren()
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 1, 1))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("vergunning", "aankomst", "due"),
    [
        ("2026-03-01", "2026-03-10", "2026-03-24"),  # arrival is later
        ("2026-03-10", "2026-03-01", "2026-03-24"),  # permit is later
        ("2026-03-10", "2026-03-10", "2026-03-24"),
        ("2024-02-15", "2024-02-15", "2024-02-29"),  # leap year
        ("2026-12-20", "2026-12-24", "2027-01-07"),  # over the year
        ("2016-11-11", "2026-03-01", "2026-03-15"),  # permit of long ago
    ],
)
def test_due_14_days_after_the_later(vergunning: str, aankomst: str, due: str) -> None:
    assert koppelen_due(day(vergunning), day(aankomst), DUREN) == day(due)


@pytest.mark.parametrize(
    ("vergunning", "aankomst"), [(None, "2026-03-01"), ("2026-03-01", None), (None, None)]
)
def test_no_term_while_one_of_both_is_not_known(vergunning: str | None, aankomst: str | None) -> None:
    assert koppelen_due(vergunning and day(vergunning), aankomst and day(aankomst), DUREN) is None
    assert not is_overdue(None, day("2026-03-01"))
    assert term_text(None, day("2026-03-01")) == ""


@pytest.mark.parametrize(
    ("on", "late", "words"),
    [
        ("2026-03-20", False, "nog 4 dagen"),
        ("2026-03-23", False, "nog 1 dag"),
        ("2026-03-24", False, "vandaag"),
        ("2026-03-25", True, "1 dag te laat"),
        ("2026-04-03", True, "10 dagen te laat"),
    ],
)
def test_how_it_stands_in_words(on: str, late: bool, words: str) -> None:
    due = day("2026-03-24")

    assert (is_overdue(due, day(on)), term_text(due, day(on))) == (late, words)


@given(DAYS, DAYS)
def test_due_is_never_before_either_fact(vergunning: dt.date, aankomst: dt.date) -> None:
    due = koppelen_due(vergunning, aankomst, DUREN)

    assert due is not None
    assert due == koppelen_due(aankomst, vergunning, DUREN)
    assert (due - max(vergunning, aankomst)).days == 14


@pytest.mark.django_db
def test_the_list_counts_as_the_function_does(regievoerder_coa: Any, locatie_elders: Any) -> None:
    """The database sorts and filters; the function decides. A move between azc's does not start the term anew,
    and a stay at a pol does not start it at all."""
    moved, fresh, pol, no_permit = household(), household(), household(opvanglocatie=_pol()), household()
    for unit in (moved, fresh, pol):
        permit(unit, 15)
    move_verblijf(
        vergunninghouder=moved.hoofdpersoon,
        opvanglocatie=locatie_elders,
        van=today() - dt.timedelta(days=2),
        whole_household=True,
        acting_user=None,
    )
    permit(fresh, 14)

    rows = {row.pk: row for row in households_to_match(regievoerder_coa)}

    dues = {pk: koppelen_due(row.vergunning, row.aankomst, DUREN) for pk, row in rows.items()}
    assert dues[moved.pk] == today() - dt.timedelta(days=1)
    assert dues[fresh.pk] == today()
    assert dues[pol.pk] is None
    assert dues[no_permit.pk] is None
    late = {row.pk for row in overdue(households_to_match(regievoerder_coa))}
    assert late == {pk for pk, due in dues.items() if is_overdue(due, today())} == {moved.pk}


def _pol() -> Any:
    place = locatie("Budel")
    place.soort = "pol"
    place.save()
    return place
