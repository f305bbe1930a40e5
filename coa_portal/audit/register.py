"""The verwerkingsregister (AVG art. 30) as reference data: what every view says it is doing.

Every view that reads a person's data names one of these codes (R10); a test fails on a view without one. The rows
stand in `data/verwerkingsregister.csv`, with their sources, for who keeps the register and is no programmer.
"""

import csv
from dataclasses import dataclass, fields
from pathlib import Path

SOURCE = Path(__file__).parent / "data" / "verwerkingsregister.csv"
VERANTWOORDELIJKE = (
    "Centraal Orgaan opvang asielzoekers (COA); elke gemeente voor wat zij met de gegevens doet"
)


@dataclass(frozen=True)
class Verwerkingsactiviteit:
    """One processing activity, with the facts that AVG art. 30 asks for.

    `log_maanden`: how long its lines in the reading log are kept. `bron`: the law or document it rests on.
    """

    code: str
    naam: str
    doel: str
    grondslag: str
    betrokkenen: str
    gegevens: str
    ontvangers: str
    bewaartermijn: str
    maatregelen: str
    verwerkers: str
    bron: str
    log_maanden: int


LABELS = {
    "doel": "Doel",
    "grondslag": "Grondslag",
    "betrokkenen": "Betrokkenen",
    "gegevens": "Gegevens",
    "ontvangers": "Ontvangers",
    "bewaartermijn": "Bewaartermijn",
    "maatregelen": "Maatregelen",
    "verwerkers": "Verwerker",
    "bron": "Bron",
}


def read_register(path: Path = SOURCE) -> dict[str, Verwerkingsactiviteit]:
    """The rows of a register file; ValueError names the line with an empty or missing fact, or a code twice."""
    names = [field.name for field in fields(Verwerkingsactiviteit)]
    found: dict[str, Verwerkingsactiviteit] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if list(row) != names or not all(row.values()) or row["code"] in found:
                raise ValueError(f"verwerkingsregister: {row.get('code')} klopt niet")
            text = {name: row[name] for name in names if name != "log_maanden"}
            found[row["code"]] = Verwerkingsactiviteit(**text, log_maanden=int(row["log_maanden"]))
    return found


REGISTER: dict[str, Verwerkingsactiviteit] = read_register()


def activity_name(code: str) -> str:
    """The name of an activity; a code that left the register stands for itself."""
    return REGISTER[code].naam if code in REGISTER else code
