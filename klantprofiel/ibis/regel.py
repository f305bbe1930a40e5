"""One line of a file, read and judged by itself: what it says, in the values that the database holds."""

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from coa_portal.avg.guard import check
from coa_portal.common.dates import today
from klantprofiel.ibis.formaat import (
    FIELDS,
    GEEN,
    HOOFDPERSOON,
    HUISHOUDEN,
    MOST_ROWS,
    ROW_COLUMNS,
    VERBLIJVEN,
    Codes,
    Fout,
    is_unknown,
    plain_text,
    read_date,
    read_huishouden,
    read_yes_no,
    readers,
)
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.validators import clean_bsn, validate_v_nummer

# free text, which passes the AVG guard (R9)
GUARDED = {
    *("gezinshereniging_toelichting", "participatie", "idw_richting", "ambities"),
    *("onderwijs.opleiding", "werkervaring.beroep", "werkervaring.bijzonderheden"),
    *("zelfwerkzaamheid.taak", "competenties.competentie", "hobbys.hobby"),
}
NOT_TAKEN = "Niet overgenomen: de tekst lijkt bijzondere persoonsgegevens te bevatten. Vul dit zelf in."

Rij = dict[str, Any]


@dataclass
class Regel:
    """What a line says. A field that it leaves out or empty says nothing.

    `feiten`: single facts as stored, without V-nummer and BSN. `opmerkingen`: (field, sentence) for the report.
    """

    nummer: int
    v_nummer: str
    feiten: dict[str, Any] = field(default_factory=dict)
    bsn: str = ""
    onbekend: set[str] = field(default_factory=set)
    geen: set[str] = field(default_factory=set)
    rijen: dict[str, list[Rij]] = field(default_factory=dict)
    verblijven: list["Stay"] | None = None
    huishouden: str = ""
    hoofdpersoon: bool = False
    opmerkingen: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Stay:
    """One stay of a line."""

    locatie: UUID
    van: dt.date
    tot: dt.date | None


def read_line(nummer: int, raw: Mapping[str, Any], codes: Codes) -> Regel:
    """A line as it is meant; Fout at the first field that cannot be read."""
    for name in raw:
        if name not in FIELDS:
            raise Fout(str(name)[:60], "Dit veld kent het portaal niet.")
    regel = Regel(nummer, _v_nummer(raw.get("v_nummer")))
    regel.huishouden = read_huishouden(raw.get(HUISHOUDEN))
    regel.hoofdpersoon = _yes(raw.get(HOOFDPERSOON))
    for name in FACTS:
        if name in raw and name != "v_nummer":
            _read_fact(regel, name, plain_text(name, raw[name]), codes)
    for name in ROW_SETS:
        if rows := _rows(name, raw.get(name)):
            regel.rijen[name] = list(_read_rows(regel, name, rows, codes))
    if stays := _rows(VERBLIJVEN, raw.get(VERBLIJVEN)):
        regel.verblijven = _read_stays(stays, codes)
    regel.geen = _read_geen(raw.get(GEEN)) - set(regel.rijen)
    return regel


def _v_nummer(value: Any) -> str:
    text = plain_text("v_nummer", value).replace(" ", "").replace(".", "")
    if not text:
        raise Fout("v_nummer", "Het V-nummer ontbreekt.")
    try:
        validate_v_nummer(text)
    except ValidationError as error:
        raise Fout("v_nummer", str(error.messages[0])) from None
    return text


def _yes(value: Any) -> bool:
    text = plain_text(HOOFDPERSOON, value)
    try:
        return bool(text) and read_yes_no(text)
    except ValueError as error:
        raise Fout(HOOFDPERSOON, str(error)) from None


def _read_fact(regel: Regel, name: str, text: str, codes: Codes) -> None:
    if not text:
        return
    if is_unknown(name, text):
        regel.onbekend.add(name)
    elif name == "bsn":
        try:
            regel.bsn = clean_bsn(text)
        except ValidationError as error:
            raise Fout(name, str(error.messages[0])) from None
    else:
        value = _read(name, name, text, codes)
        if name in GUARDED and is_marked(value):
            regel.opmerkingen.append((name, NOT_TAKEN))
        else:
            regel.feiten[name] = value


def _read(path: str, name: str, text: str, codes: Codes) -> Any:
    try:
        return readers()[name](text, codes)
    except ValueError as error:
        raise Fout(path, str(error)) from None


@lru_cache(maxsize=4096)
def is_marked(text: str) -> bool:
    """Whether the AVG guard stops at it. The same jobs and hobbies come by thousands of times."""
    return any(check(line) for line in text.splitlines())


def _rows(name: str, value: Any) -> list[Mapping[str, Any]]:
    if value in (None, ""):
        return []
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Fout(name, "Hier hoort een lijst van rijen te staan.")
    if len(value) > MOST_ROWS:
        raise Fout(name, f"Ten hoogste {MOST_ROWS} rijen.")
    return [row for row in value if any(cell not in (None, "") for cell in row.values())]


def _read_rows(regel: Regel, name: str, rows: list[Mapping[str, Any]], codes: Codes) -> Iterator[Rij]:
    for number, row in enumerate(rows, 1):
        made: Rij = {}
        for column, value in row.items():
            path = f"{name}.{number}.{column}"
            if column not in ROW_COLUMNS[name]:
                raise Fout(path[:60], "Deze kolom kent het portaal niet.")
            if text := plain_text(path, value):
                made[column] = _read(path, f"{name}.{column}", text, codes)
        if any(f"{name}.{column}" in GUARDED and is_marked(text) for column, text in made.items()):
            regel.opmerkingen.append((f"{name}.{number}", NOT_TAKEN))
        else:
            yield made


def _read_stays(rows: list[Mapping[str, Any]], codes: Codes) -> list[Stay]:
    """Stays in order; Fout where they overlap or lie in the future, as `actions.start_stay` has it."""
    stays = []
    for number, row in enumerate(rows, 1):
        path = f"{VERBLIJVEN}.{number}"
        for column in row:
            if column not in ROW_COLUMNS[VERBLIJVEN]:
                raise Fout(f"{path}.{column}"[:60], "Deze kolom kent het portaal niet.")
        cells = {column: plain_text(f"{path}.{column}", value) for column, value in row.items()}
        stays.append(_read_stay(path, cells, codes))
    stays.sort(key=lambda stay: stay.van)
    for former, later in itertools.pairwise(stays):
        if former.tot is None or former.tot > later.van:
            raise Fout(VERBLIJVEN, "Twee verblijven overlappen elkaar.")
    return stays


def _read_stay(path: str, cells: Mapping[str, str], codes: Codes) -> Stay:
    locatie = codes.locaties.get(cells.get("opvanglocatie", "").lower())
    if locatie is None:
        raise Fout(f"{path}.opvanglocatie", "Deze opvanglocatie kent het portaal niet.")
    days: list[dt.date | None] = []
    for column in ("van", "tot"):
        try:
            days.append(read_date(cells[column]) if cells.get(column) else None)
        except ValueError as error:
            raise Fout(f"{path}.{column}", str(error)) from None
    van, tot = days
    if van is None:
        raise Fout(f"{path}.van", "De begindatum van het verblijf ontbreekt.")
    if van > today():
        raise Fout(f"{path}.van", "Een verblijf begint niet na vandaag.")
    if tot and tot < van:
        raise Fout(f"{path}.tot", "De einddatum ligt voor de begindatum.")
    if locatie.gesloten_op and locatie.gesloten_op <= van:
        raise Fout(f"{path}.opvanglocatie", "Deze opvanglocatie is gesloten.")
    return Stay(locatie.pk, van, tot)


def _read_geen(value: Any) -> set[str]:
    names = value if isinstance(value, list) else plain_text(GEEN, value).replace(",", " ").split()
    known = {row_set.name for row_set in ROW_SETS.values() if row_set.geen}
    for name in names:
        if name not in known:
            raise Fout(GEEN, f"Kies uit: {', '.join(sorted(known))}.")
    return set(names)
