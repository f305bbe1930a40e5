"""R18: two people edit one section. The second sees what the first changed, and picks where both changed the same."""

from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from klantprofiel.actions import RowInput, save_section
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder
from tests.klantprofiel.sturen import read_form, send


@pytest.fixture
def voorbeeldgezin(shared_gezin: UUID, casemanager_luttelgeest: Any) -> Plaatsingseenheid:
    """Made once for all tests here."""
    return Plaatsingseenheid.objects.get(pk=shared_gezin)


@pytest.fixture
def other(voorbeeld: Vergunninghouder, casemanager_luttelgeest: Any) -> Any:
    """A colleague who saves a section meanwhile."""

    def save(section: str, **given: Any) -> None:
        save_section(
            vergunninghouder=voorbeeld, section=section, acting_user=casemanager_luttelgeest, **given
        )

    return save


def _url(person: Vergunninghouder, code: str) -> str:
    return reverse("klantprofiel:sectie", args=[person.pk, code])


def _clashes(answer: Any) -> list[tuple[str, str, str]]:
    return [(one.label, one.mine, one.theirs) for one in answer.context["clashes"]]


def _taken(answer: Any) -> list[tuple[str, str, str]]:
    return [(one.label, one.was, one.now) for one in answer.context["taken"]]


@pytest.mark.parametrize(("picked", "stored"), [("mijn", "Van mij"), ("ander", "Van de ander")])
def test_the_second_saver_sees_both_values_and_picks(
    picked: str, stored: str, browser: Any, voorbeeld: Any, other: Any
) -> None:
    url = _url(voorbeeld, "familie")
    data = read_form(browser.get(url))
    other(
        "familie",
        facts={"gezinshereniging_aangevraagd": "ja", "gezinshereniging_toelichting": "Van de ander"},
    )
    answer = send(browser, url, data, gezinshereniging_toelichting="Van mij")
    assert answer.status_code == 409
    assert _clashes(answer) == [("Toelichting", "Van mij", "Van de ander")]
    assert _taken(answer) == [("Gezinshereniging aangevraagd", "Onbekend", "Ja")]
    assert "Carla Luttelgeest sloeg op" in answer.content.decode()
    again = read_form(answer)
    assert (again["gezinshereniging_toelichting"], again["gezinshereniging_aangevraagd"]) == ("Van mij", "ja")
    unpicked = send(browser, url, again)
    assert unpicked.status_code == 409
    assert "Kies bij elk gegeven wat er moet staan." in unpicked.content.decode()
    assert read_form(unpicked)["gezinshereniging_toelichting"] == "Van mij"
    assert (
        send(browser, url, read_form(unpicked), keuze__gezinshereniging_toelichting=picked).status_code == 302
    )
    profiel = Klantprofiel.objects.get(vergunninghouder=voorbeeld)
    assert (profiel.gezinshereniging_aangevraagd, profiel.gezinshereniging_toelichting) == ("ja", stored)


def test_cells_of_one_row_are_put_together_and_only_the_same_cell_is_asked(
    browser: Any, voorbeeld: Any, other: Any
) -> None:
    url = _url(voorbeeld, "arbeid")
    data = read_form(browser.get(url))
    row = voorbeeld.klantprofiel.werkervaring.all()[0]
    changed = {"beroep": "Metselaar", "bijzonderheden": "Van de ander"}
    other("arbeid", rows={"werkervaring": [RowInput(changed, pk=row.pk), RowInput({"beroep": "Kok"})]})
    answer = send(
        browser, url, data, **{"werkervaring-0-beroep": "Timmerman", "werkervaring-0-tot": "01-02-2013"}
    )
    assert _clashes(answer) == [("Werk “Timmerman”: Beroep", "Timmerman", "Metselaar")]
    assert ("Werk “Metselaar”: Bijzonderheden", "", "Van de ander") in _taken(answer)
    assert ("Werk", "", "Kok") in _taken(answer)
    picks = {"keuze__werkervaring-0-beroep": "ander"}
    grown = read_form(send(browser, url, read_form(answer), rij_toevoegen="hobbys", **picks))
    assert grown["keuze__werkervaring-0-beroep"] == "ander"  # asking for a row loses no pick
    assert send(browser, url, grown).status_code == 302
    row.refresh_from_db()
    assert (row.beroep, row.bijzonderheden, f"{row.tot:%d-%m-%Y}") == (
        "Metselaar",
        "Van de ander",
        "01-02-2013",
    )
    assert voorbeeld.klantprofiel.werkervaring.filter(beroep="Kok").exists()


@pytest.mark.parametrize(("picked", "stored"), [("mijn", ["Accordeon bouwen"]), ("ander", [])])
def test_a_row_that_the_other_removed(
    picked: str, stored: list[str], browser: Any, voorbeeld: Any, other: Any
) -> None:
    url = _url(voorbeeld, "arbeid")
    data = read_form(browser.get(url))
    rows = [RowInput(pk=row.pk, delete=True) for row in voorbeeld.klantprofiel.hobbys.all()]
    other("arbeid", rows={"hobbys": rows})
    answer = send(browser, url, data, **{"hobbys-0-hobby": "Accordeon bouwen"})
    assert _clashes(answer) == [("Hobby", "Accordeon bouwen", "Verwijderd")]
    assert send(browser, url, read_form(answer), **{"keuze__hobbys-0": picked}).status_code == 302
    assert [row.hobby for row in voorbeeld.klantprofiel.hobbys.all()] == stored


@pytest.mark.parametrize(("picked", "stored"), [("mijn", False), ("ander", True)])
def test_a_row_that_this_person_removes_and_the_other_changed(
    picked: str, stored: bool, browser: Any, voorbeeld: Any, other: Any
) -> None:
    url = _url(voorbeeld, "arbeid")
    data = read_form(browser.get(url))
    row = voorbeeld.klantprofiel.hobbys.all()[0]
    other("arbeid", rows={"hobbys": [RowInput({"hobby": "Schaken"}, pk=row.pk)]})
    answer = send(browser, url, data, **{"hobbys-0-DELETE": "on"})
    assert _clashes(answer) == [("Hobby", "Verwijderen", "Schaken")]
    assert send(browser, url, read_form(answer), **{"keuze__hobbys-0": picked}).status_code == 302
    assert voorbeeld.klantprofiel.hobbys.filter(hobby="Schaken").exists() is stored


def test_unknown_and_the_bsn_are_picked_like_any_answer(browser: Any, voorbeeld: Any, other: Any) -> None:
    url = _url(voorbeeld, "persoonlijk")
    data = read_form(browser.get(url))
    other("persoonlijk", facts={"bsn": "111222333", "telefoonnummer": "06-87654321"})
    answer = send(browser, url, data, bsn="123456782", telefoonnummer="", telefoonnummer__onbekend="on")
    assert _clashes(answer) == [
        ("BSN", "******782", "******333"),
        ("Telefoonnummer", "Onbekend", "06-87654321"),
    ]
    picks = {"keuze__bsn": "ander", "keuze__telefoonnummer": "mijn"}
    assert send(browser, url, read_form(answer), **picks).status_code == 302
    assert Vergunninghouder.objects.get(pk=voorbeeld.pk).bsn.last_digits == "333"
    assert "telefoonnummer" in Klantprofiel.objects.get(vergunninghouder=voorbeeld).onbekend


def test_the_same_answer_twice_asks_nothing(browser: Any, voorbeeld: Any, other: Any) -> None:
    url = _url(voorbeeld, "toekomst")
    data = read_form(browser.get(url))
    other("toekomst", facts={"ambities": "Een eigen garage"})
    assert send(browser, url, data, ambities="Een eigen garage").status_code == 302


def test_a_pick_of_what_is_no_field_of_the_section_is_nothing(
    browser: Any, voorbeeld: Any, other: Any
) -> None:
    url = _url(voorbeeld, "toekomst")
    data = read_form(browser.get(url))
    for key in ("bsn", "talen-0", "hobbys-99999999999-hobby", "zomaar"):
        assert send(browser, url, data, keuzes=key, ambities=f"Tekst {key}").status_code == 302
        data = read_form(browser.get(url))
