"""Reading the reference CSV files: each line becomes plain values, or an error that names file and line.

No database here. A bad line never stops the others; a bad file (missing, no such columns, not UTF-8, empty)
gives no rows at all. After any error the absence of a row means nothing: its code may be what was mistyped.
"""

import csv
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

DATA_DIR = Path(__file__).parent / "data"
NETHERLANDS_LAT = (Decimal("50.5"), Decimal("53.8"))
NETHERLANDS_LON = (Decimal("3.2"), Decimal("7.4"))

Values = dict[str, Any]
Line = Mapping[str, str]


class BadValue(ValueError):
    """A value that cannot be taken; the message is a Dutch sentence without personal data."""


@dataclass(frozen=True)
class LineError:
    """What is wrong, and where. `line` counts from 1, the heading included; None for the file as a whole."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = f"{self.file}, regel {self.line}" if self.line else self.file
        return f"{place}: {self.message}"


@dataclass(frozen=True)
class FileSpec:
    """How one file is read: required columns (the first is the key), and one line into values."""

    name: str
    columns: tuple[str, ...]
    parse: Callable[[Line], Values]


@dataclass
class ReadFile:
    """Good rows with their line numbers, the keys that were mentioned, and what was wrong."""

    spec: FileSpec
    rows: list[tuple[int, Values]] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def reject(self, line: int | None, message: str) -> None:
        self.errors.append(LineError(self.spec.name, line, message))


def read_file(spec: FileSpec, directory: Path) -> ReadFile:
    """All good rows of one file, and every error in it."""
    result = ReadFile(spec)
    try:
        text = (directory / spec.name).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        result.reject(None, "Het bestand ontbreekt.")
        return result
    except UnicodeDecodeError:
        result.reject(None, "Het bestand is geen UTF-8-tekst.")
        return result
    reader = csv.DictReader(text.splitlines(keepends=True), strict=True)
    if missing := [name for name in spec.columns if name not in (reader.fieldnames or ())]:
        result.reject(None, f"Deze kolommen ontbreken: {', '.join(missing)}.")
        return result
    for number, line in _lines(reader, result):
        _read_line(result, number, line)
    if not result.keys:
        result.reject(None, "Het bestand heeft geen regels.")
    return result


def _lines(reader: "csv.DictReader[str]", result: ReadFile) -> Iterator[tuple[int, dict[Any, Any]]]:
    """Lines with the number they start on; a quoted value may run over several."""
    while True:
        start = reader.line_num + 1
        try:
            line = next(reader)
        except StopIteration:
            return
        except csv.Error:
            result.reject(start, "De aanhalingstekens kloppen niet.")
            continue
        yield start, line


def _read_line(result: ReadFile, number: int, line: dict[Any, Any]) -> None:
    if None in line or None in line.values():
        result.keys.add((line.get(result.spec.columns[0]) or "").strip())
        result.reject(number, "Het aantal kolommen klopt niet.")
        return
    cleaned = {name: value.strip() for name, value in line.items()}
    key = cleaned[result.spec.columns[0]]
    if key in result.keys:
        result.reject(number, f"“{key}” staat al eerder in het bestand.")
        return
    result.keys.add(key)
    try:
        result.rows.append((number, result.spec.parse(cleaned)))
    except BadValue as error:
        result.reject(number, str(error))


def text_value(line: Line, column: str, max_length: int, *, required: bool = True) -> str:
    """A text of at most `max_length` characters."""
    value = line[column]
    if required and not value:
        raise BadValue(f"{column} is leeg.")
    if len(value) > max_length:
        raise BadValue(f"{column} is langer dan {max_length} tekens.")
    if any(unicodedata.category(char) == "Cc" for char in value):
        raise BadValue(f"{column} bevat een besturingsteken.")
    return value


def code_value(line: Line, column: str, pattern: str) -> str:
    """A code of exactly this form."""
    value = line[column]
    if not re.fullmatch(pattern, value, re.ASCII):
        raise BadValue(f"{column} “{value}” heeft niet de juiste vorm.")
    return value


def whole_number(line: Line, column: str, *, minimum: int = 0) -> int:
    """A whole number in digits only: "1.000" or "1,5" is refused rather than guessed."""
    value = line[column]
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or int(value) < minimum:
        raise BadValue(f"{column} “{value}” is geen heel getal vanaf {minimum}.")
    return int(value)


def coordinate(line: Line, column: str, bounds: tuple[Decimal, Decimal]) -> Decimal:
    """Degrees with five decimals (about a metre), inside the Netherlands."""
    if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", line[column], re.ASCII):
        raise BadValue(f"{column} “{line[column]}” is geen getal.")
    value = Decimal(line[column]).quantize(Decimal("0.00001"))
    if not bounds[0] <= value <= bounds[1]:
        raise BadValue(f"{column} {value} ligt niet in Nederland.")
    return value


def _one_of(line: Line, column: str, allowed: tuple[str, ...]) -> str:
    if line[column] not in allowed:
        raise BadValue(f"{column} “{line[column]}” is geen van: {', '.join(allowed)}.")
    return line[column]


def _code_and_name(pattern: str, max_length: int) -> Callable[[Line], Values]:
    def parse(line: Line) -> Values:
        return {
            "code": code_value(line, "code", pattern),
            "naam": text_value(line, "naam", max_length),
        }

    return parse


def _position(line: Line) -> Values:
    return {
        "lat": coordinate(line, "lat", NETHERLANDS_LAT),
        "lon": coordinate(line, "lon", NETHERLANDS_LON),
    }


def _gemeente(line: Line) -> Values:
    """`inwoners` maps the year of each column inwoners_JJJJ to the number; an empty cell is unknown."""
    years = {int(match[1]): name for name in line if (match := re.fullmatch(r"inwoners_(\d{4})", name))}
    return {
        "code": code_value(line, "code", r"GM\d{4}"),
        "naam": text_value(line, "naam", 80),
        "provincie": code_value(line, "provincie", r"PV\d{2}"),
        "arbeidsmarktregio": code_value(line, "arbeidsmarktregio", r"AM\d{2}"),
        "inwoners": {year: whole_number(line, name, minimum=1) for year, name in years.items() if line[name]},
        **_position(line),
    }


def _national_total(line: Line) -> Values:
    return {
        "halfjaar": code_value(line, "halfjaar", r"20\d{2}-[12]"),
        "aantal": whole_number(line, "aantal"),
        "bron": text_value(line, "bron", 300),
    }


def _language(line: Line) -> Values:
    return {
        **_code_and_name(r"[a-z]{3}", 120)(line),
        "eigen_naam": text_value(line, "eigen_naam", 80, required=False),
        "richting": _one_of(line, "richting", ("ltr", "rtl")),
    }


def _education_level(line: Line) -> Values:
    return {
        **_code_and_name(r"\d{3}", 120)(line),
        "hoofdniveau": _one_of(line, "hoofdniveau", ("laag", "middelbaar", "hoog")),
    }


def _term(line: Line) -> Values:
    """How long a termijn lasts: days or months, and the days on which it may start."""
    if bool(line["dagen"]) == bool(line["maanden"]):
        raise BadValue("vul dagen of maanden in, en niet allebei.")
    return {
        "sleutel": code_value(line, "sleutel", r"[a-z_0-9]{2,30}-\d{4}"),
        "code": code_value(line, "code", r"[a-z_0-9]{2,30}"),
        "omschrijving": text_value(line, "omschrijving", 120),
        "dagen": whole_number(line, "dagen") if line["dagen"] else None,
        "maanden": whole_number(line, "maanden", minimum=1) if line["maanden"] else None,
        "herinner_dagen": whole_number(line, "herinner_dagen"),
        "soort": _one_of(line, "soort", ("wettelijk", "afspraak", "streef")),
        "bron": text_value(line, "bron", 300),
        "geldig_van": _day(line, "geldig_van"),
        "geldig_tot": _day(line, "geldig_tot") if line["geldig_tot"] else None,
    }


def _norm(line: Line) -> Values:
    """A number of the Voorinburgering and the days on which it holds."""
    return {
        "sleutel": code_value(line, "sleutel", r"[a-z_0-9]{2,30}-\d{4}"),
        "code": code_value(line, "code", r"[a-z_0-9]{2,30}"),
        "omschrijving": text_value(line, "omschrijving", 120),
        "waarde": whole_number(line, "waarde", minimum=1),
        "bron": text_value(line, "bron", 300),
        "geldig_van": _day(line, "geldig_van"),
        "geldig_tot": _day(line, "geldig_tot") if line["geldig_tot"] else None,
    }


def _day(line: Line, column: str) -> dt.date:
    try:
        return dt.date.fromisoformat(code_value(line, column, r"\d{4}-\d{2}-\d{2}"))
    except ValueError as error:
        raise BadValue(f"{column} “{line[column]}” is geen datum (jjjj-mm-dd).") from error


def _location(line: Line) -> Values:
    return {
        "naam": text_value(line, "naam", 80),
        "soort": _one_of(line, "soort", ("col", "pol", "azc")),
        "gemeente": code_value(line, "gemeente", r"GM\d{4}"),
        "straat_huisnummer": text_value(line, "straat_huisnummer", 120, required=False),
        "postcode": code_value(line, "postcode", r"(\d{4} ?[A-Z]{2})?"),
        "plaats": text_value(line, "plaats", 80),
        "capaciteit": whole_number(line, "capaciteit", minimum=1),
        **_position(line),
    }


ORGANISATIES = FileSpec("organisaties.csv", ("code", "naam"), _code_and_name(r"[A-Z]{2,20}", 120))
PROVINCIES = FileSpec("provincies.csv", ("code", "naam"), _code_and_name(r"PV\d{2}", 40))
REGIOS = FileSpec("arbeidsmarktregios.csv", ("code", "naam"), _code_and_name(r"AM\d{2}", 80))
GEMEENTEN = FileSpec(
    "gemeenten.csv", ("code", "naam", "provincie", "arbeidsmarktregio", "lat", "lon"), _gemeente
)
NATIONAL_TOTALS = FileSpec("taakstelling_landelijk.csv", ("halfjaar", "aantal", "bron"), _national_total)
LANDEN = FileSpec("landen.csv", ("code", "naam"), _code_and_name(r"\d{4}", 120))
NATIONALITEITEN = FileSpec("nationaliteiten.csv", ("code", "naam"), _code_and_name(r"\d{4}", 120))
TALEN = FileSpec("talen.csv", ("code", "naam", "eigen_naam", "richting"), _language)
ONDERWIJSNIVEAUS = FileSpec("onderwijsniveaus.csv", ("code", "naam", "hoofdniveau"), _education_level)
SECTOREN = FileSpec("sectoren.csv", ("code", "naam"), _code_and_name(r"[A-U]([-+][A-U])?", 120))
TERMIJN_FIELDS = (
    "sleutel",
    "code",
    "omschrijving",
    "dagen",
    "maanden",
    "herinner_dagen",
    "soort",
    "bron",
    "geldig_van",
    "geldig_tot",
)
TERMIJNDUREN = FileSpec("termijnduren.csv", TERMIJN_FIELDS, _term)
NORM_FIELDS = ("sleutel", "code", "omschrijving", "waarde", "bron", "geldig_van", "geldig_tot")
NORMEN = FileSpec("normen.csv", NORM_FIELDS, _norm)
DEMO_LOCATIONS = FileSpec(
    "demo_opvanglocaties.csv",
    ("naam", "soort", "gemeente", "straat_huisnummer", "postcode", "plaats", "capaciteit", "lat", "lon"),
    _location,
)
