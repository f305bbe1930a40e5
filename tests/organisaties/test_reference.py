"""Reading the reference files: good lines go in, bad ones are named with their line."""

import shutil
from pathlib import Path

import pytest

from coa_portal.organisaties import reference
from coa_portal.organisaties.reference import DATA_DIR, FileSpec, read_file

ALL_FILES = [value for value in vars(reference).values() if isinstance(value, FileSpec)]
EXPECTED_ROWS = {
    "organisaties.csv": 2,
    "provincies.csv": 12,
    "arbeidsmarktregios.csv": 35,
    "gemeenten.csv": 342,
    "taakstelling_landelijk.csv": 8,
    "landen.csv": 253,
    "nationaliteiten.csv": 203,
    "talen.csv": 56,
    "onderwijsniveaus.csv": 8,
    "sectoren.csv": 8,
    "termijnduren.csv": 13,
    "normen.csv": 6,
    "demo_opvanglocaties.csv": 14,
}
HEADING = "code,naam,provincie,arbeidsmarktregio,inwoners_2023,lat,lon"
GOOD = "GM0344,Utrecht,PV26,AM13,367951,52.08302,5.09857"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which `_errors` writes gemeenten.csv."""
    return tmp_path


def _errors(folder: Path, *lines: str) -> tuple[int, list[str]]:
    (folder / "gemeenten.csv").write_text("\n".join(lines) + "\n")
    result = read_file(reference.GEMEENTEN, folder)
    return len(result.rows), [str(error) for error in result.errors]


@pytest.mark.parametrize("spec", ALL_FILES, ids=lambda spec: spec.name)
def test_committed_files_are_whole(spec: FileSpec) -> None:
    result = read_file(spec, DATA_DIR)
    assert result.errors == []
    assert len(result.rows) == EXPECTED_ROWS[spec.name]


def test_every_committed_file_is_read_and_has_its_source() -> None:
    names = {path.name for path in DATA_DIR.glob("*.csv")}
    assert names == set(EXPECTED_ROWS)
    sources = (DATA_DIR / "SOURCES.md").read_text()
    for name, rows in EXPECTED_ROWS.items():
        assert f"| `{name}` | {rows} |" in sources


def test_good_line_gives_values(folder: Path) -> None:
    shutil.copy(DATA_DIR / "gemeenten.csv", folder)
    values = {row["code"]: row for _, row in read_file(reference.GEMEENTEN, folder).rows}["GM0344"]
    assert values["naam"] == "Utrecht"
    assert set(values["inwoners"]) == {2023, 2024}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("GM344,Utrecht,PV26,AM13,1,52.1,5.1", "code “GM344” heeft niet de juiste vorm."),
        ("GM0344,,PV26,AM13,1,52.1,5.1", "naam is leeg."),
        ("GM0344,Utrecht,PV26,AM13,1.000,52.1,5.1", "inwoners_2023 “1.000” is geen heel getal vanaf 1."),
        ("GM0344,Utrecht,PV26,AM13,0,52.1,5.1", "inwoners_2023 “0” is geen heel getal vanaf 1."),
        ("GM0344,Utrecht,PV26,AM13,-5,52.1,5.1", "inwoners_2023 “-5” is geen heel getal vanaf 1."),
        ("GM0344,Utrecht,PV26,AM13,1,5.1,52.1", "lat 5.10000 ligt niet in Nederland."),
        ("GM0344,Utrecht,PV26,AM13,1,noord,5.1", "lat “noord” is geen getal."),
        ("GM0344,Utrecht,PV26,AM13,1,NaN,5.1", "lat “NaN” is geen getal."),
        ("GM0344,Utrecht,PV26,AM13,1,52.1", "Het aantal kolommen klopt niet."),
        ("GM0344,Utrecht,PV26,AM13,1,52.1,5.1,9", "Het aantal kolommen klopt niet."),
        (f"GM0344,{'U' * 81},PV26,AM13,1,52.1,5.1", "naam is langer dan 80 tekens."),
        ("GM0344,Utr\x07echt,PV26,AM13,1,52.1,5.1", "naam bevat een besturingsteken."),
        ('GM0344,"Utr"echt,PV26,AM13,1,52.1,5.1', "De aanhalingstekens kloppen niet."),
    ],
)
def test_bad_line_is_named_and_the_others_go_in(folder: Path, bad: str, message: str) -> None:
    after = GOOD.replace("GM0344", "GM0355").replace("Utrecht", "Zeist")
    assert _errors(folder, HEADING, after, bad) == (1, [f"gemeenten.csv, regel 3: {message}"])
    assert _errors(folder, HEADING, bad, after) == (1, [f"gemeenten.csv, regel 2: {message}"])


def test_line_numbers_count_lines_inside_quotes(folder: Path) -> None:
    two_lines = GOOD.replace("Utrecht", '"Utr\necht"')
    rows, errors = _errors(folder, HEADING, two_lines, "GM1,x,PV26,AM13,1,52.1,5.1")
    assert rows == 0
    assert [error.split(":")[0] for error in errors] == ["gemeenten.csv, regel 2", "gemeenten.csv, regel 4"]


def test_same_key_twice_is_refused_at_the_second(folder: Path) -> None:
    assert _errors(folder, HEADING, GOOD, GOOD) == (
        1,
        ["gemeenten.csv, regel 3: “GM0344” staat al eerder in het bestand."],
    )


def test_unknown_inhabitants_are_left_out(folder: Path) -> None:
    _errors(folder, HEADING, GOOD.replace("367951", ""))
    assert read_file(reference.GEMEENTEN, folder).rows[0][1]["inwoners"] == {}


def test_quote_that_is_never_closed_is_named_where_it_opens(folder: Path) -> None:
    rows, errors = _errors(folder, HEADING, GOOD, 'GM0355,"Zeist,PV26,AM13,1,52.1,5.1', GOOD)
    assert (rows, errors) == (1, ["gemeenten.csv, regel 3: De aanhalingstekens kloppen niet."])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "Het bestand ontbreekt."),
        (b"code,naam\nx\xff,y\n", "Het bestand is geen UTF-8-tekst."),
        (b"code,naam\n", "Deze kolommen ontbreken: provincie, arbeidsmarktregio, lat, lon."),
        (b"", "Deze kolommen ontbreken: code, naam, provincie, arbeidsmarktregio, lat, lon."),
        (HEADING.encode(), "Het bestand heeft geen regels."),
    ],
)
def test_unusable_file_says_so(folder: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (folder / "gemeenten.csv").write_bytes(content)
    result = read_file(reference.GEMEENTEN, folder)
    assert [str(error) for error in result.errors] == [f"gemeenten.csv: {message}"]
    assert result.rows == []
