"""What a fact is: its answer (R15), its source (R16), and the mark of a limited dossier (R12), up to what is sent."""

import datetime as dt
from typing import Any

import pytest

from klantprofiel.actions import RowInput, save_section
from klantprofiel.choices import Bron
from klantprofiel.completeness import measure
from klantprofiel.models import Vergunninghouder
from klantprofiel.payload import LIMITED, build_profiel_payload
from klantprofiel.selectors import profile_of
from klantprofiel.state import take_snapshot
from tests.factories.klantprofiel import VergunninghouderFactory

pytestmark = pytest.mark.django_db


def section(person: Vergunninghouder, code: str) -> dict[str, Any]:
    """One section as it would be sent now."""
    person = Vergunninghouder.objects.get(pk=person.pk)
    return next(part for part in build_profiel_payload(person)["sections"] if part["key"] == code)


def text_of(person: Vergunninghouder, code: str, key: str) -> str:
    return str(next(fact["text"] for fact in section(person, code)["facts"] if fact["key"] == key))


def is_missing(person: Vergunninghouder, name: str) -> bool:
    fresh = profile_of(Vergunninghouder.objects.get(pk=person.pk))
    return name in {missing.item.name for missing in measure(take_snapshot(fresh)).missing}


@pytest.mark.parametrize(
    ("facts", "onbekend", "text", "missing"),
    [
        ({"digid_aangevraagd": ""}, [], "", True),
        ({"digid_aangevraagd": "nee"}, [], "Nee", False),
        ({"digid_aangevraagd": "onbekend"}, [], "Onbekend", False),
        ({"emailadres": ""}, [], "", True),
        ({"emailadres": "v@voorbeeld.example"}, [], "v@voorbeeld.example", False),
        ({"emailadres": ""}, ["emailadres"], "Onbekend", False),
    ],
)
def test_r15_onbekend_differs_from_empty_and_from_nee(
    facts: dict[str, str], onbekend: list[str], text: str, missing: bool
) -> None:
    person, (name,) = VergunninghouderFactory(), facts
    save_section(
        vergunninghouder=person, section="persoonlijk", facts=facts, onbekend=onbekend, acting_user=None
    )
    assert text_of(person, "persoonlijk", name) == text
    assert is_missing(person, name) == missing


@pytest.mark.parametrize("bron", Bron.values)
def test_r16_a_row_is_own_statement_unless_its_source_says_otherwise(bron: str) -> None:
    person = VergunninghouderFactory()
    row = {"beroep": "Kok", "van": dt.date(2019, 1, 1), "tot": None, "bijzonderheden": "", "bron": bron}
    save_section(
        vergunninghouder=person, section="arbeid", rows={"werkervaring": [RowInput(row)]}, acting_user=None
    )
    table = next(table for table in section(person, "arbeid")["tables"] if table["key"] == "werkervaring")
    # what came from elsewhere waits until somebody verified it
    sent = [] if bron in (Bron.IBIS, Bron.SCREENING) else [bron == Bron.EIGEN_OPGAVE]
    assert [row["own_statement"] for row in table["rows"]] == sent


def test_r16_ambitions_are_own_statement_and_permit_dates_are_not() -> None:
    person = VergunninghouderFactory()
    for code, facts in (
        ("toekomst", {"ambities": "Een eigen garage"}),
        ("status", {"vergunning_datum": dt.date(2026, 3, 1)}),
    ):
        save_section(vergunninghouder=person, section=code, facts=facts, acting_user=None)
    marks = {
        fact["key"]: fact["own_statement"]
        for code in ("toekomst", "status")
        for fact in section(person, code)["facts"]
        if fact["text"]
    }
    assert marks["ambities"] is True
    assert marks["vergunning_datum"] is False


@pytest.mark.parametrize("is_nareiziger", [True, False])
def test_r12_a_dossier_of_a_nareiziger_is_marked_as_limited(is_nareiziger: bool) -> None:
    person = VergunninghouderFactory(is_nareiziger=is_nareiziger)
    notes = [part["note"] for part in build_profiel_payload(person)["sections"]]
    assert (LIMITED in notes) == is_nareiziger
