"""Loading reference data into the database: repeatable, forgiving per line, never deleting."""

import datetime as dt
import io
import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.actions import load_demo_locaties, load_reference
from coa_portal.organisaties.models import (
    Arbeidsmarktregio,
    Gemeente,
    Inwonertal,
    Land,
    Onderwijsniveau,
    Opvanglocatie,
    Organisatie,
    Sector,
    Taakstelling,
    Taal,
)
from coa_portal.organisaties.reference import DATA_DIR

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the committed files, after they were loaded."""
    copy = tmp_path / "data"
    shutil.copytree(DATA_DIR, copy)
    load_reference(acting_user=None)
    return copy


def _replace(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def _drop_line(folder: Path, name: str, start: str) -> None:
    path = folder / name
    lines = path.read_text().splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(start)]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept))


def test_everything_is_there(folder: Path) -> None:
    assert Gemeente.objects.filter(geldig_tot=None).count() == 342
    assert Arbeidsmarktregio.objects.annotate(n=Count("gemeenten")).filter(n__gt=0).count() == 35
    assert Inwonertal.objects.filter(jaar=2024).aggregate(n=Sum("aantal"))["n"] == 17_942_942
    assert Taakstelling.objects.get(gemeente="GM0344", halfjaar="2025-1").aantal == 313
    assert not Taakstelling.objects.filter(halfjaar="2026-1", peildatum_conform_art29=True).exists()
    assert Land.objects.get(code="0000").naam == "Onbekend"
    assert Taal.objects.get(code="fas").richting == "rtl"
    assert Onderwijsniveau.objects.filter(hoofdniveau="middelbaar").count() == 3
    assert Sector.objects.count() == 8
    assert Organisatie.objects.filter(code=Organisatie.COA).exists()
    names = list(Gemeente.objects.values_list("naam", flat=True))
    assert names.index("Rucphen") < names.index("'s-Gravenhage") < names.index("Schagen")


def test_second_run_changes_nothing(folder: Path) -> None:
    report = load_reference(acting_user=None)
    assert not report.has_changes
    assert report.errors == []
    assert report.counts["gemeenten"].unchanged == 342


def test_number_of_queries_does_not_grow_with_the_rows(
    folder: Path, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(50):  # type: ignore[operator]
        load_reference(acting_user=None)


def test_changed_line_updates_its_row_alone(folder: Path) -> None:
    _replace(folder, "gemeenten.csv", "GM0014,Groningen,PV20", "GM0014,Grönnen,PV20")
    report = load_reference(acting_user=None, directory=folder)
    assert (report.counts["gemeenten"].updated, report.counts["gemeenten"].unchanged) == (1, 341)
    gemeente = Gemeente.objects.get(code="GM0014")
    assert (gemeente.naam, gemeente.naam_sorteer) == ("Grönnen", "gronnen")


def test_bad_lines_are_reported_while_good_ones_go_in(folder: Path) -> None:
    _replace(folder, "gemeenten.csv", "GM0014,Groningen,PV20,AM01", "GM0014,Groningen,PV20,AM99")
    _replace(folder, "gemeenten.csv", "GM0344,Utrecht,PV26", "GM0344,Nieuw-Utrecht,PV26")
    _replace(folder, "landen.csv", "5001,Canada", "501,Canada")
    report = load_reference(acting_user=None, directory=folder)
    assert [str(error) for error in report.errors] == [
        "gemeenten.csv, regel 2: arbeidsmarktregio “AM99” bestaat niet.",
        "landen.csv, regel 3: code “501” heeft niet de juiste vorm.",
    ]
    assert Gemeente.objects.get(code="GM0344").naam == "Nieuw-Utrecht"


def test_mistyped_code_ends_nothing(folder: Path) -> None:
    _replace(folder, "landen.csv", "5001,Canada", "501,Canada")
    _replace(folder, "gemeenten.csv", "GM0014,Groningen,PV20,AM01", "GM0014,Groningen,PV20,AM99")
    load_reference(acting_user=None, directory=folder)
    assert Land.objects.get(code="5001").is_actueel
    assert Gemeente.objects.get(code="GM0014").geldig_tot is None


def test_absent_row_is_ended_and_comes_back(folder: Path) -> None:
    _drop_line(folder, "landen.csv", "5001,")
    _drop_line(folder, "gemeenten.csv", "GM0014,")
    report = load_reference(acting_user=None, directory=folder)
    assert (report.counts["landen"].ended, report.counts["gemeenten"].ended) == (1, 1)
    assert not Land.objects.get(code="5001").is_actueel
    assert Gemeente.objects.get(code="GM0014").geldig_tot == today()
    assert Inwonertal.objects.filter(gemeente="GM0014").exists()
    again = load_reference(acting_user=None, directory=folder)
    assert not again.has_changes
    load_reference(acting_user=None)
    assert Land.objects.get(code="5001").is_actueel
    assert Gemeente.objects.get(code="GM0014").geldig_tot is None


def test_ended_gemeente_gets_no_taakstelling_any_more(folder: Path) -> None:
    Taakstelling.objects.all().delete()
    _drop_line(folder, "gemeenten.csv", "GM0014,")
    load_reference(acting_user=None, directory=folder)
    rows = Taakstelling.objects.filter(halfjaar="2025-1")
    assert (rows.count(), rows.filter(gemeente="GM0014").count()) == (341, 0)
    # the others carry its share: the country is the sum of those that are left
    assert rows.aggregate(n=Sum("aantal"))["n"] >= 15_000


def test_announced_end_of_a_gemeente_is_kept(folder: Path) -> None:
    merges_on = dt.date(today().year + 1, 1, 1)
    Gemeente.objects.filter(code="GM0014").update(geldig_tot=merges_on)
    load_reference(acting_user=None)
    assert Gemeente.objects.get(code="GM0014").geldig_tot == merges_on


def test_file_that_was_cut_off_ends_nothing(folder: Path) -> None:
    path = folder / "gemeenten.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:200]))
    report = load_reference(acting_user=None, directory=folder)
    assert [error.file for error in report.errors] == ["gemeenten.csv"]
    assert Gemeente.objects.filter(geldig_tot=None).count() == 342


def test_missing_file_is_reported_and_the_rest_goes_in(folder: Path) -> None:
    (folder / "talen.csv").unlink()
    _replace(folder, "sectoren.csv", "Handel en horeca", "Handel, horeca en toerisme".replace(",", ""))
    report = load_reference(acting_user=None, directory=folder)
    assert [str(error) for error in report.errors] == ["talen.csv: Het bestand ontbreekt."]
    assert report.counts["sectoren"].updated == 1
    assert Taal.objects.filter(is_actueel=False).count() == 0


def test_taakstelling_entered_by_hand_is_kept(folder: Path) -> None:
    Taakstelling.objects.filter(gemeente="GM0344", halfjaar="2025-1").update(aantal=7, is_berekend=False)
    Taakstelling.objects.filter(gemeente="GM0355", halfjaar="2025-1").update(aantal=7)
    report = load_reference(acting_user=None)
    assert report.counts["taakstellingen"].updated == 1
    assert Taakstelling.objects.get(gemeente="GM0344", halfjaar="2025-1").aantal == 7
    assert Taakstelling.objects.get(gemeente="GM0355", halfjaar="2025-1").aantal != 7


def test_new_national_total_gives_rows(folder: Path) -> None:
    path = folder / "taakstelling_landelijk.csv"
    path.write_text(path.read_text() + "2026-2,12000,test\n")
    report = load_reference(acting_user=None, directory=folder)
    assert report.counts["taakstellingen"].created == 342


def test_name_of_another_row_is_a_clear_refusal(folder: Path) -> None:
    _replace(folder, "gemeenten.csv", "GM0014,Groningen,", "GM0014,Utrecht,")
    with pytest.raises(DomainError, match="Er is niets gewijzigd") as refusal:
        load_reference(acting_user=None, directory=folder)
    assert refusal.value.code == "conflict"
    assert Gemeente.objects.get(code="GM0014").naam == "Groningen"


def test_demo_locaties_are_marked_and_leave_real_ones_alone(folder: Path) -> None:
    real = Opvanglocatie.objects.create(
        naam="Utrecht",
        soort="azc",
        gemeente_id="GM0344",
        plaats="Utrecht",
        capaciteit=9,
        lat="52.1",
        lon="5.1",
    )
    report = load_demo_locaties(acting_user=None)
    assert report.counts["opvanglocaties"].created == 13
    real.refresh_from_db()
    assert (real.capaciteit, real.is_demo) == (9, False)
    luttelgeest = Opvanglocatie.objects.get(naam="Luttelgeest")
    assert (luttelgeest.is_demo, luttelgeest.straat_huisnummer) == (True, "Oosterringweg 41")
    assert set(Opvanglocatie.objects.values_list("soort", flat=True)) == {"col", "pol", "azc"}
    assert not load_demo_locaties(acting_user=None).has_changes


def test_changed_demo_locatie_is_updated_with_its_time(folder: Path) -> None:
    load_demo_locaties(acting_user=None)
    before = Opvanglocatie.objects.get(naam="Luttelgeest")
    _replace(folder, "demo_opvanglocaties.csv", "Luttelgeest,1000", "Luttelgeest,900")
    assert load_demo_locaties(acting_user=None, directory=folder).counts["opvanglocaties"].updated == 1
    after = Opvanglocatie.objects.get(naam="Luttelgeest")
    assert (after.pk, after.capaciteit) == (before.pk, 900)
    assert after.updated_at > before.updated_at


def test_command_prints_counts_and_adds_the_demo_on_request() -> None:
    output = io.StringIO()
    call_command("load_reference", "--demo", stdout=output)
    assert "taakstellingen" in output.getvalue()
    assert "14 nieuw" in output.getvalue()


def test_command_names_bad_lines_and_ends_with_an_error(folder: Path) -> None:
    _replace(folder, "landen.csv", "5001,Canada", "501,Canada")
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 keer iets overgeslagen"):
        call_command("load_reference", "--map", str(folder), stdout=io.StringIO(), stderr=errors)
    assert "landen.csv, regel 3" in errors.getvalue()


def test_command_turns_a_refusal_into_an_error(folder: Path) -> None:
    _replace(folder, "gemeenten.csv", "GM0014,Groningen,", "GM0014,Utrecht,")
    with pytest.raises(CommandError, match="Er is niets gewijzigd"):
        call_command("load_reference", "--map", str(folder), stdout=io.StringIO())
