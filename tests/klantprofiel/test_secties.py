"""The section forms: every field goes round, every rule refuses at its field and keeps what was typed."""

import datetime as dt
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from klantprofiel.actions import RowInput, SectionConflict, save_section
from klantprofiel.models import Klantprofiel, Plaatsingseenheid, Vergunninghouder
from klantprofiel.payload import build_profiel_payload
from klantprofiel.rules import SectionRefused
from klantprofiel.sections import SECTIONS
from tests.klantprofiel.sturen import change, read_form, send


@pytest.fixture
def voorbeeldgezin(shared_gezin: UUID, casemanager_luttelgeest: Any) -> Plaatsingseenheid:
    """Made once for all tests here."""
    return Plaatsingseenheid.objects.get(pk=shared_gezin)


def _url(person: Vergunninghouder, code: str) -> str:
    return reverse("klantprofiel:sectie", args=[person.pk, code])


def _history_rows() -> int:
    return sum(model.history.count() for model in (Klantprofiel, Vergunninghouder))  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", [section.code for section in SECTIONS])
def test_every_field_goes_round_unchanged(code: str, browser: Any, voorbeeld: Any) -> None:
    before, rows = build_profiel_payload(voorbeeld), _history_rows()
    answer = change(browser, _url(voorbeeld, code))
    assert answer.status_code == 302, answer.context["form"].errors
    assert build_profiel_payload(voorbeeld) == before
    assert _history_rows() == rows  # nothing changed writes nothing


CHANGES: list[tuple[str, dict[str, Any], str, str]] = [
    ("persoonlijk", {"voornaam": "Ander"}, "naam", "Ander Vergunninghouder"),
    ("persoonlijk", {"geboortedatum": "9 november 1975"}, "geboortedatum", "09-11-1975"),
    ("persoonlijk", {"emailadres": "v@voorbeeld.example"}, "emailadres", "v@voorbeeld.example"),
    ("persoonlijk", {"emailadres__onbekend": "on"}, "emailadres", "Onbekend"),
    ("persoonlijk", {"rijbewijs": "nee", "land_rijbewijs": ""}, "land_rijbewijs", ""),
    ("persoonlijk", {"bsn": "111222333"}, "bsn", "******333"),
    ("persoonlijk", {"bsn__weg": "on"}, "bsn", ""),
    ("familie", {"gezinshereniging_aangevraagd": "ja"}, "gezinshereniging_aangevraagd", "Ja"),
    ("status", {"vergunning_datum": "", "vergunning_datum__onbekend": "on"}, "vergunning_datum", "Onbekend"),
    ("inburgering", {"pid_datum": "25-2-2017"}, "pid_datum", "25-02-2017"),
    ("educatief", {"jaren_onderwijs": "8"}, "jaren_onderwijs", "8"),
    ("idw", {"idw_richting": "Lassen"}, "idw_richting", "Lassen"),
    ("arbeid", {"cv_gemaakt": "nee"}, "cv_gemaakt", "Nee"),
    ("toekomst", {"ambities": "Een eigen garage"}, "ambities", "Een eigen garage"),
    ("contactpersoon", {"contactpersoon_naam": "J. Jansen"}, "contactpersoon_naam", "J. Jansen"),
]


@pytest.mark.parametrize(("code", "typed", "key", "text"), CHANGES)
def test_what_is_typed_is_sent(
    code: str, typed: dict[str, Any], key: str, text: str, browser: Any, voorbeeld: Any
) -> None:
    answer = change(browser, _url(voorbeeld, code), **typed)
    assert answer.status_code == 302, answer.context["form"].errors
    sections = {section["key"]: section for section in build_profiel_payload(voorbeeld)["sections"]}
    assert {fact["key"]: fact["text"] for fact in sections[code]["facts"]}[key] == text


REFUSALS: list[tuple[str, dict[str, Any], str, str]] = [
    ("persoonlijk", {"voornaam": ""}, "voornaam", "Vul “Voornaam” in."),
    ("persoonlijk", {"v_nummer": "123"}, "v_nummer", "10 cijfers"),
    ("persoonlijk", {"v_nummer": "2900000002"}, "v_nummer", "al bij een ander dossier"),
    ("persoonlijk", {"bsn": "123456789"}, "bsn", "geen geldig burgerservicenummer"),
    ("persoonlijk", {"geboortedatum": "01-01-2090"}, "geboortedatum", "niet na vandaag"),
    ("persoonlijk", {"geboortedatum": "31-02-1975"}, "geboortedatum", "Bijvoorbeeld"),
    ("persoonlijk", {"telefoonnummer": "nul zes"}, "telefoonnummer", "telefoonnummer"),
    ("persoonlijk", {"emailadres": "geen adres"}, "emailadres", "e-mailadres"),
    ("persoonlijk", {"rijbewijs": "nee"}, "land_rijbewijs", "alleen in als bij “Rijbewijs” Ja"),
    ("status", {"verblijfsrecht_tot": "01-01-2010"}, "verblijfsrecht_tot", "ligt voor het begin"),
    ("status", {"vergunning_datum": "01-01-2015"}, "vergunning_datum", "begin van het verblijfsrecht"),
    ("status", {"verblijfsrecht_van": "01-01-1970"}, "verblijfsrecht_van", "voor de geboortedatum"),
    ("status", {"verblijfsrecht_van__onbekend": "on"}, "verblijfsrecht_van", "Niet allebei"),
    ("inburgering", {"inburgering_tot": "01-01-2017"}, "inburgering_tot", "ligt voor het begin"),
    (
        "inburgering",
        {"duo_lening_toegekend": "01-01-2016"},
        "duo_lening_toegekend",
        "voordat deze is aangevraagd",
    ),
    ("inburgering", {"pid_ontvangen": "nee"}, "pid_datum", "alleen in als bij “PID map ontvangen” Ja"),
    ("educatief", {"nt2_toets": "nee"}, "nt2_resultaat", "Toets NT2 spreekvaardigheid"),
    ("educatief", {"nt2_datum": "01-01-2090"}, "nt2_datum", "niet na vandaag"),
    ("educatief", {"intaketoets_datum": "01-01-2017"}, "intaketoets_datum", "Instaptoets taal"),
    ("educatief", {"jaren_onderwijs": "veel"}, "jaren_onderwijs", "heel getal"),
    ("uaf", {"uaf_datum": "01-01-2017"}, "uaf_datum", "12 jaar onderwijs"),
    ("idw", {"idw_aangevraagd": "nee"}, "idw_soort", "Waardering aangevraagd"),
]


@pytest.mark.parametrize(("code", "typed", "field", "message"), REFUSALS)
def test_refused_at_the_field_and_kept(
    code: str, typed: dict[str, Any], field: str, message: str, browser: Any, voorbeeld: Any
) -> None:
    before = build_profiel_payload(voorbeeld)
    answer = change(browser, _url(voorbeeld, code), **typed)
    assert answer.status_code == 200
    assert message in " ".join(answer.context["form"].errors[field])
    shown = read_form(answer)
    assert {name: shown.get(name) for name in typed} == typed
    assert build_profiel_payload(voorbeeld) == before


def test_all_that_is_wrong_is_said_at_once(browser: Any, voorbeeld: Any) -> None:
    answer = change(browser, _url(voorbeeld, "persoonlijk"), voornaam=" ", bsn="123", rijbewijs="nee")
    assert set(answer.context["form"].errors) == {"voornaam", "bsn", "land_rijbewijs"}


ROW_REFUSALS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("educatief", {"talen-1-taal": "ara"}, "talen", "taal", "staat al in de lijst"),
    ("educatief", {"onderwijs-0-tot": "01-01-1979"}, "onderwijs", "tot", "voor de begindatum"),
    ("educatief", {"onderwijs-0-van": "01-01-1970"}, "onderwijs", "van", "voor de geboortedatum"),
    ("educatief", {"onderwijs-0-in_bezit": "ja"}, "onderwijs", "in_bezit", "bij “Diploma” Ja"),
    ("arbeid", {"werkervaring-0-beroep": ""}, "werkervaring", "beroep", "verwijder deze rij"),
    (
        "arbeid",
        {"werkervaring-0-van": "01-01-2090", "werkervaring-0-tot": ""},
        "werkervaring",
        "van",
        "na vandaag",
    ),
    ("arbeid", {"competenties-0-niveau": "prima"}, "competenties", "niveau", "uit de lijst"),
]


@pytest.mark.parametrize(("code", "typed", "rows", "column", "message"), ROW_REFUSALS)
def test_refused_in_a_row(
    code: str, typed: dict[str, Any], rows: str, column: str, message: str, browser: Any, voorbeeld: Any
) -> None:
    answer = change(browser, _url(voorbeeld, code), **typed)
    assert answer.status_code == 200
    errors = [form.errors.get(column, []) for form in answer.context["editor"].rows[rows].forms]
    assert message in " ".join(text for some in errors for text in some)
    shown = read_form(answer)
    assert {name: shown.get(name) for name in typed if name != "competenties-0-niveau"} == {
        name: value for name, value in typed.items() if name != "competenties-0-niveau"
    }


def test_uaf_with_twelve_years(browser: Any, voorbeeld: Any) -> None:
    change(browser, _url(voorbeeld, "educatief"), jaren_onderwijs="12")
    assert change(browser, _url(voorbeeld, "uaf"), uaf_datum="01-01-2017").status_code == 302
    answer = change(browser, _url(voorbeeld, "educatief"), jaren_onderwijs="11")
    assert "UAF" in " ".join(answer.context["form"].errors["jaren_onderwijs"])


def test_rows_without_javascript(browser: Any, voorbeeld: Any) -> None:
    url = _url(voorbeeld, "arbeid")
    data = read_form(browser.get(url))
    rows = int(data["hobbys-TOTAL_FORMS"])
    answer = send(browser, url, data, **{"rij_toevoegen": "hobbys", "hobbys-0-hobby": "Vissen"})
    grown = read_form(answer)
    assert grown["hobbys-TOTAL_FORMS"] == str(rows + 1)
    assert grown["hobbys-0-hobby"] == "Vissen"
    answer = send(browser, url, grown, **{f"hobbys-{rows}-hobby": "Zingen", "hobbys-1-DELETE": "on"})
    assert answer.status_code == 302
    assert [row.hobby for row in voorbeeld.klantprofiel.hobbys.all()] == ["Vissen", "Zingen"]


def test_geen_is_an_answer(browser: Any, voorbeeld: Any) -> None:
    url = _url(voorbeeld, "arbeid")
    refused = change(browser, url, **{"geen-werkervaring": "on"})
    assert "werkervaring" in refused.context["editor"].geen_form.errors
    deleted = {f"werkervaring-{n}-DELETE": "on" for n in range(3)}
    assert change(browser, url, **deleted, **{"geen-werkervaring": "on"}).status_code == 302
    arbeid = next(s for s in build_profiel_payload(voorbeeld)["sections"] if s["key"] == "arbeid")
    assert {fact["key"]: fact["text"] for fact in arbeid["facts"]}["werkervaring_geen"] == "Geen werkervaring"
    assert "werkervaring" not in {table["key"] for table in arbeid["tables"]}


def test_stale_token_and_other_section_are_refused(voorbeeld: Any, browser: Any) -> None:
    answer = change(browser, _url(voorbeeld, "toekomst"), base_token="verzonnen", ambities="Bewaar dit")
    assert answer.status_code == 409
    assert read_form(answer)["ambities"] == "Bewaar dit"


def test_conflict_in_the_action_names_each_change(voorbeeld: Any) -> None:
    from klantprofiel.sections import BY_CODE  # noqa: PLC0415
    from klantprofiel.selectors import profile_of, read_profile  # noqa: PLC0415
    from klantprofiel.state import make_token, take_snapshot  # noqa: PLC0415

    token = make_token(BY_CODE["status"], take_snapshot(profile_of(read_profile(voorbeeld))))
    day = dt.date(2016, 11, 12)
    save_section(
        vergunninghouder=voorbeeld, section="status", facts={"vergunning_datum": day}, acting_user=None
    )
    with pytest.raises(SectionConflict) as caught:
        save_section(
            vergunninghouder=voorbeeld, section="status", facts={}, base_token=token, acting_user=None
        )
    change = caught.value.changes[0]
    assert (change.label, change.was, change.now) == ("Datum Verblijfsvergunning", "11-11-2016", "12-11-2016")


def test_a_refused_section_writes_nothing(voorbeeld: Any) -> None:
    rows = _history_rows()
    with pytest.raises(SectionRefused):
        save_section(
            vergunninghouder=voorbeeld,
            section="arbeid",
            facts={"cv_gemaakt": "nee"},
            rows={"hobbys": [RowInput({"hobby": "x" * 200})]},
            acting_user=None,
        )
    assert _history_rows() == rows
    assert Klantprofiel.objects.get(vergunninghouder=voorbeeld).cv_gemaakt == "ja"


def test_saving_and_going_on_skips_what_is_not_asked(browser: Any, voorbeeld: Any) -> None:
    answer = change(browser, _url(voorbeeld, "educatief"), verder="ja")
    assert answer["Location"] == _url(voorbeeld, "idw"), "eight years of school: no UAF"
    change(browser, _url(voorbeeld, "educatief"), jaren_onderwijs="12")
    answer = change(browser, _url(voorbeeld, "educatief"), verder="ja")
    assert answer["Location"] == _url(voorbeeld, "uaf")
    last = _url(voorbeeld, "contactpersoon")
    assert "Opslaan en verder" not in browser.get(last).text
    dossier = reverse("klantprofiel:dossier", args=[voorbeeld.pk])
    assert change(browser, last, verder="ja")["Location"] == f"{dossier}#contactpersoon"
