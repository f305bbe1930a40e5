"""The feed from IBIS: file → dossier, twice is once, and what people know is never overwritten (issue 6.8, R16)."""

import csv
import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common.errors import NotAllowed
from klantprofiel.actions import create_household, save_section, settle_differences
from klantprofiel.actions.dossier import touch
from klantprofiel.actions.ibis import run_block, start_import
from klantprofiel.bsn import decrypt
from klantprofiel.ibis import bestand, schrijven
from klantprofiel.ibis.formaat import FIELDS, ROW_COLUMNS
from klantprofiel.models import (
    Feitherkomst,
    Ibisblok,
    Ibisimport,
    Ibisregel,
    Ibisverschil,
    Klantprofiel,
    Plaatsingseenheid,
    Verblijf,
    Vergunninghouder,
)
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.state import stored
from klantprofiel.tasks import import_ibis
from overdracht.models import Kaart
from tests.factories.koppeling import KoppelingFactory
from tests.plugins.cast import make_locatie

pytestmark = pytest.mark.django_db
VOORBEELDEN = Path(bestand.__file__).with_name("voorbeelden")
SELAM = {"v_nummer": "2910000004", "voornaam": "Selam", "achternaam": "Tesfay", "geboortedatum": "1998-03-14"}


def lines(*raw: dict[str, Any]) -> bytes:
    return "\n".join(json.dumps(line) for line in raw).encode()


def read(content: bytes, formaat: str = "jsonl", acting_user: Any = None) -> Ibisimport:
    row = start_import(content=content, formaat=formaat, acting_user=acting_user)
    while run_block(ibisimport=row, acting_user=acting_user):
        pass
    return Ibisimport.objects.get(pk=row.pk)


def person(v_nummer: str = "2910000004") -> Vergunninghouder:
    found: Vergunninghouder = Vergunninghouder.objects.get(v_nummer=v_nummer)
    return found


def outcome(row: Ibisimport) -> list[tuple[str, list[str], list[list[str]]]]:
    found = Ibisregel.objects.filter(ibisimport=row).order_by("nummer")
    return [(line.uitkomst, line.velden, line.opmerkingen) for line in found]


def counted_as_by_hand(profiel: Klantprofiel) -> None:
    """The import counts what a save by hand would count."""
    by_import = (profiel.volledigheid, profiel.te_verifieren)
    touch(profiel)
    assert (profiel.volledigheid, profiel.te_verifieren) == by_import


@pytest.fixture
def locaties(locatie_luttelgeest: Any, gemeente_zeist: Any) -> Any:
    make_locatie("Ter Apel", gemeente_zeist)
    return locatie_luttelgeest


def as_csv(raw: dict[str, Any]) -> bytes:
    """A line of JSON as the two lines of a CSV file: rows get a number."""
    cells: dict[str, str] = {}
    for name, value in raw.items():
        if name in ROW_COLUMNS:
            for number, row in enumerate(value, 1):
                cells |= {f"{name}.{number}.{column}": str(cell) for column, cell in row.items()}
        else:
            cells[name] = " ".join(value) if isinstance(value, list) else str(value)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([cells, cells.values()])
    return text.getvalue().encode()


@pytest.mark.parametrize(("formaat", "written"), [("jsonl", lines), ("csv", as_csv)])
def test_every_field_of_the_form_comes_through_whole(locaties: Any, formaat: str, written: Any) -> None:
    raw = json.loads((VOORBEELDEN / "ibis-voorbeeld.jsonl").read_text().splitlines()[0])
    assert sorted(FIELDS - set(raw)) == ["geen"]  # it has rows of everything
    read(written(raw), formaat)

    found = person("2910000001")
    for name, fact in FACTS.items():
        assert name in raw, f"the sample says nothing of {name}"
        if fact.is_bsn:
            assert decrypt(found.bsn.ciphertext, found.pk) == raw[name]
            continue
        value = stored(found if fact.on_person else found.klantprofiel, name)
        told = {"ja": True, "nee": False}.get(raw[name], raw[name]) if isinstance(value, bool) else raw[name]
        assert str(value) == str(told), name
        source = Feitherkomst.objects.get(klantprofiel=found.klantprofiel, veld=name)
        assert (source.bron, source.geverifieerd_door_id) == ("ibis", None)
    for name, row_set in ROW_SETS.items():
        rows = list(getattr(found.klantprofiel, name).order_by("volgorde"))
        assert [row.bron for row in rows] == ["ibis"] * len(raw[name])
        for row, told in zip(rows, raw[name], strict=True):
            for column, _ in row_set.columns:
                assert str(stored(row, column) or "") == str(told.get(column, "")), (name, column)
    stays = [
        {"opvanglocatie": stay.opvanglocatie.naam, "van": str(stay.van), "tot": str(stay.tot or "")}
        for stay in found.verblijven.order_by("van")
    ]
    assert stays == [{"tot": "", **told} for told in raw["verblijven"]]
    assert found.dossier_locatie.naam == "Luttelgeest"
    assert found.plaatsingseenheid.ibis_nummer == raw["huishouden"]
    assert found.plaatsingseenheid.hoofdpersoon == found
    counted_as_by_hand(found.klantprofiel)


@pytest.mark.parametrize(("formaat", "written"), [("jsonl", lines), ("csv", as_csv)])
def test_what_is_asked_and_not_there_comes_through(locaties: Any, formaat: str, written: Any) -> None:
    geen = [name for name, row_set in ROW_SETS.items() if row_set.geen]
    unknown = [name for name, fact in FACTS.items() if fact.may_be_unknown]
    read(written(SELAM | {"geen": geen} | dict.fromkeys(unknown, "onbekend")), formaat)
    profiel = person().klantprofiel
    assert (profiel.geen, profiel.onbekend) == (sorted(geen), sorted(unknown))
    counted_as_by_hand(profiel)


def test_wrong_lines_are_told_and_the_others_go_in_from_either_format(locaties: Any) -> None:
    first = read((VOORBEELDEN / "ibis-voorbeeld.jsonl").read_bytes())
    assert (first.gemaakt, first.geweigerd) == (5, 7)
    refused = [(row.nummer, row.opmerkingen[0][0]) for row in first.uitkomsten.filter(uitkomst="geweigerd")]
    assert refused == [
        (6, "v_nummer"), (7, "geboortedatum"), (8, "bsn"), (9, "geboortedatum"), (10, "v_nummer"),
        (11, "verblijven.1.opvanglocatie"), (12, ""),
    ]  # fmt: skip
    unit = Plaatsingseenheid.objects.get(ibis_nummer="H-4711")
    assert (unit.leden.count(), unit.hoofdpersoon.v_nummer) == (3, "2910000001")

    again = read((VOORBEELDEN / "ibis-voorbeeld.csv").read_bytes(), "csv")
    assert (again.ongewijzigd, again.geweigerd, again.gemaakt, again.gewijzigd) == (5, 7, 0, 0)
    assert Vergunninghouder.objects.count() == 5
    # every row has its line of history, as if it had been typed
    for model in (Vergunninghouder, Klantprofiel, Verblijf, Feitherkomst, Plaatsingseenheid):
        assert model.history.filter(history_type="+").count() == model.objects.count()
    assert not Ibisblok.objects.exists()


REFUSALS: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown field": ({"schoenmaat": "43"}, "schoenmaat", "kent het portaal niet"),
    "unknown code": ({"nationaliteit": "Klingon"}, "nationaliteit", "staat niet in de lijst"),
    "choice": ({"burgerlijke_staat": "los"}, "burgerlijke_staat", "Kies uit: ongehuwd"),
    "future": ({"geboortedatum": "2090-01-01"}, "geboortedatum", "niet na vandaag"),
    "order": ({"inburgering_van": "2020-01-01", "inburgering_tot": "2019-01-01"}, "inburgering_tot", "ligt voor"),
    "row": ({"talen": [{"taal": "tir"}, {"taal": "tir"}]}, "talen.2.taal", "staat al in de lijst"),
    "list": ({"voornaam": ["a"]}, "voornaam", "geen lijst"),
    "nul": ({"voornaam": "a\x00b"}, "voornaam", "niet leesbaar"),
    "overlap": (
        {"verblijven": [{"opvanglocatie": "luttelgeest", "van": day} for day in ("2026-01-01", "2026-02-01")]},
        "verblijven", "overlappen",
    ),
    "long": ({"achternaam": "x" * 81}, "achternaam", "ten hoogste 80"),
}  # fmt: skip


def test_each_refusal_names_line_field_and_reason_without_the_value(locaties: Any, caplog: Any) -> None:
    raw = [{**SELAM, "v_nummer": str(2920000000 + n), **case[0]} for n, case in enumerate(REFUSALS.values())]
    row = read(lines(*raw))
    for (wanted, field, words), (found, _, ((named, sentence),)) in zip(
        REFUSALS.values(), outcome(row), strict=True
    ):
        assert (found, named) == ("geweigerd", field), wanted
        assert words in sentence
    assert "Selam" not in caplog.text + json.dumps(outcome(row))
    assert not Vergunninghouder.objects.exists()


def test_facts_of_ibis_follow_ibis_and_what_people_know_is_offered(
    locaties: Any, casemanager_luttelgeest: Any
) -> None:
    stay = [{"opvanglocatie": "Luttelgeest", "van": "2026-05-11"}]
    raw = {**SELAM, "verblijven": stay, "spreektaal": "tir", "tolk_nodig": "ja", "talen": [{"taal": "tir"}]}
    read(lines(raw))
    save_section(
        vergunninghouder=person(),
        section="educatief",
        facts={"tolk_nodig": "nee"},
        acting_user=casemanager_luttelgeest,
    )
    assert (
        outcome(read(lines(raw)))[0][0] == "ongewijzigd"
    )  # IBIS repeats itself: nothing is undone, nothing asked
    assert not Ibisverschil.objects.exists()

    news = {
        **raw,
        "spreektaal": "ara",
        "tolk_nodig": "onbekend",
        "talen": [{"taal": "ara", "mondeling": "goed"}],
    }
    row = read(lines(news))
    assert outcome(row) == [
        (
            "gewijzigd",
            ["spreektaal", "talen"],
            [["tolk_nodig", "Verschilt van het dossier: iemand moet kiezen."]],
        )
    ]
    profiel = person().klantprofiel
    assert (profiel.spreektaal_id, profiel.tolk_nodig) == ("ara", "nee")
    assert list(profiel.talen.values_list("taal", "mondeling")) == [("ara", "goed")]
    counted_as_by_hand(profiel)
    assert {h.history_type for h in profiel.talen.model.history.filter(klantprofiel_id=profiel.pk)} == {
        "+",
        "-",
    }
    difference = Ibisverschil.objects.get()
    assert (difference.veld, difference.waarde, row.verschillen) == ("tolk_nodig", "onbekend", 1)

    settle_differences(
        vergunninghouder=person(), choices={difference.pk: "overgenomen"}, acting_user=casemanager_luttelgeest
    )
    profiel.refresh_from_db()
    source = Feitherkomst.objects.get(klantprofiel=profiel, veld="tolk_nodig")
    assert (profiel.tolk_nodig, source.bron, source.geverifieerd_door) == (
        "onbekend",
        "ibis",
        casemanager_luttelgeest,
    )
    read(lines({**raw, "tolk_nodig": "ja"}))  # verified by a person now: asked again, not overwritten
    assert Ibisverschil.objects.get(besluit="").waarde == "ja"


def test_somebody_entered_by_hand_is_recognised_and_asked_about(
    locaties: Any, casemanager_luttelgeest: Any
) -> None:
    from klantprofiel.actions import NewPerson  # noqa: PLC0415

    create_household(
        members=[NewPerson(SELAM["v_nummer"], "Salam", "Tesfay", dt.date(1998, 3, 14))],
        opvanglocatie=locaties,
        acting_user=casemanager_luttelgeest,
    )
    row = read(lines({**SELAM, "huishouden": "H-1", "geslacht": "v", "bsn": "111222333"}))
    assert outcome(row)[0][:2] == ("gewijzigd", ["bsn", "geslacht"])
    (difference,) = Ibisverschil.objects.all()
    assert (difference.veld, difference.waarde, person().voornaam) == ("voornaam", "Selam", "Salam")
    assert person().plaatsingseenheid.ibis_nummer == "H-1"

    # the next file cannot move this person to another household
    assert outcome(read(lines({**SELAM, "huishouden": "H-2"})))[0][2][0][0] == "huishouden"
    kept = {difference.pk: "behouden"}
    settle_differences(vergunninghouder=person(), choices=kept, acting_user=casemanager_luttelgeest)
    read(lines({**SELAM, "huishouden": "H-1", "geslacht": "v"}))
    assert not Ibisverschil.objects.filter(besluit="").exists()
    assert person().voornaam == "Salam"


def test_stays_move_a_dossier_and_a_gemeente_hears_what_it_should(locaties: Any) -> None:
    koppeling = KoppelingFactory()
    head = koppeling.plaatsingseenheid.hoofdpersoon
    born = head.geboortedatum.isoformat()
    raw = {
        "v_nummer": head.v_nummer,
        "voornaam": head.voornaam,
        "achternaam": head.achternaam,
        "geboortedatum": born,
    }
    row = read(lines({**raw, "huishouden": "K-1", "spreektaal": "tir"}, {**SELAM, "huishouden": "K-1"}))
    assert [line[0] for line in outcome(row)] == ["gewijzigd", "gemaakt"]
    kaart = json.dumps(Kaart.objects.get(koppeling=koppeling).payload)
    assert "Tigrinya" in kaart
    assert Kaart.objects.get(koppeling=koppeling).aantal_personen == 2
    assert person().dossier_locatie_id == head.dossier_locatie_id  # with the household (R1)

    stays = [{"opvanglocatie": "Ter Apel", "van": "2026-02-01", "tot": "2026-03-01"}]
    read(lines({**SELAM, "huishouden": "K-1", "verblijven": stays}))
    moved = [*stays, {"opvanglocatie": "Ter Apel", "van": "2026-04-01"}]
    assert outcome(read(lines({**SELAM, "huishouden": "K-1", "verblijven": moved})))[0][1] == ["verblijven"]
    assert person().dossier_locatie.naam == "Ter Apel"


def test_a_worker_that_dies_leaves_no_half_line_and_the_next_goes_on(
    locaties: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bestand, "BLOCK", 2)
    people = [{**SELAM, "v_nummer": str(2930000000 + n)} for n in range(5)]
    row = start_import(content=lines(*people), formaat="jsonl", acting_user=None)
    run_block(ibisimport=row, acting_user=None)
    original = schrijven._write_standen

    def die(blok: Any) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr(schrijven, "_write_standen", die)
    with pytest.raises(RuntimeError):
        run_block(ibisimport=row, acting_user=None)
    row.refresh_from_db()
    assert (row.verwerkt, Vergunninghouder.objects.count(), row.uitkomsten.count(), row.klaar_op) == (
        2,
        2,
        2,
        None,
    )

    monkeypatch.setattr(schrijven, "_write_standen", original)
    assert import_ibis() == 1
    row.refresh_from_db()
    assert (row.gemaakt, row.verwerkt, row.procent) == (5, 5, 100)
    assert row.klaar_op is not None
    assert import_ibis() == 0


def test_what_only_the_database_refuses_costs_one_line(
    locaties: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [{**SELAM, "v_nummer": str(2940000000 + n)} for n in range(5)]
    original = schrijven._person

    def too_long(nieuw: Any, moment: Any) -> Any:
        row = original(nieuw, moment)
        return {**row, "geslacht": "lang"} if row["v_nummer"] == "2940000003" else row

    monkeypatch.setattr(schrijven, "_person", too_long)
    assert [line[0] for line in outcome(read(lines(*people)))] == [*["gemaakt"] * 3, "geweigerd", "gemaakt"]


def test_as_many_queries_for_forty_people_as_for_two(locaties: Any) -> None:
    def count(start: int, number: int) -> int:
        people = [{**SELAM, "v_nummer": str(start + n), "tolk_nodig": "ja"} for n in range(number)]
        with CaptureQueriesContext(connection) as made:
            read(lines(*people))
        with CaptureQueriesContext(connection) as changed:
            read(lines(*({**one, "tolk_nodig": "nee"} for one in people)))
        return len(made) + len(changed)

    assert count(2950000000, 2) == count(2960000000, 40)


def test_only_the_national_desk_brings_a_file_in(casemanager_luttelgeest: Any, regievoerder_coa: Any) -> None:
    with pytest.raises(NotAllowed):
        start_import(content=lines(SELAM), formaat="jsonl", acting_user=casemanager_luttelgeest)
    read(lines(SELAM), acting_user=regievoerder_coa)
    assert Vergunninghouder.history.get().history_user == regievoerder_coa


def test_the_command_tells_what_became_of_a_file(locaties: Any, tmp_path: Path, capsys: Any) -> None:
    report = tmp_path / "rapport.csv"
    with pytest.raises(SystemExit) as ended:
        call_command("import_ibis", VOORBEELDEN / "ibis-voorbeeld.csv", "--rapport", report)
    out = capsys.readouterr().out
    assert ended.value.code == 2
    assert "Regel 9: BSN: Dit is geen geldig" in out
    assert "12 regels: 5 gemaakt, 0 gewijzigd, 0 ongewijzigd, 7 geweigerd" in out
    assert len(report.read_text().splitlines()) == 13
    assert "Farahani" not in out + report.read_text()


def test_the_pages_take_a_file_show_its_report_and_let_a_casemanager_choose(
    locaties: Any, client_of: Any, regievoerder_coa: Any, casemanager_luttelgeest: Any
) -> None:
    desk, hers = client_of(regievoerder_coa), client_of(casemanager_luttelgeest)
    url = reverse("klantprofiel:ibis")
    wrong = desk.post(url, {"bestand": SimpleUploadedFile("lijst.txt", b"x")})
    assert "eindigt op .jsonl of .csv" in wrong.content.decode()
    stay = [{"opvanglocatie": "Luttelgeest", "van": "2024-05-11"}]
    content = lines({**SELAM, "tolk_nodig": "ja", "verblijven": stay}, {"v_nummer": "1"})
    answer = desk.post(url, {"bestand": SimpleUploadedFile("ibis.jsonl", content)})
    page = desk.get(answer["Location"])
    assert "Bezig met inlezen" in page.content.decode()
    assert "<noscript><meta" in page.content.decode()

    assert import_ibis() == 1
    row = Ibisimport.objects.get()
    assert row.door == regievoerder_coa
    stand = desk.get(reverse("klantprofiel:ibis_stand", args=[row.pk])).json()
    assert stand == {"verwerkt": 2, "regels": 2, "klaar": True}
    assert "Een V-nummer heeft 10 cijfers" in desk.get(answer["Location"]).content.decode()
    report = desk.get(reverse("klantprofiel:ibis_rapport", args=[row.pk])).content.decode()
    assert "2;geweigerd;;V-nummer: Een V-nummer heeft 10 cijfers." in report
    assert hers.get(answer["Location"]).status_code == 404

    save_section(
        vergunninghouder=person(),
        section="educatief",
        facts={"tolk_nodig": "nee"},
        acting_user=casemanager_luttelgeest,
    )
    read(lines({**SELAM, "tolk_nodig": "onbekend"}))
    choose = reverse("klantprofiel:verschillen", args=[person().pk])
    assert choose in hers.get(reverse("klantprofiel:verschillen_lijst")).content.decode()
    assert choose in hers.get(reverse("klantprofiel:dossier", args=[person().pk])).content.decode()
    assert "Overnemen: Onbekend" in hers.get(choose).content.decode()
    hers.post(choose, {"keuze_1": "overgenomen"})
    assert person().klantprofiel.tolk_nodig == "onbekend"
    assert choose not in hers.get(reverse("klantprofiel:dossier", args=[person().pk])).content.decode()
