"""The timetable of a person as a gemeente gets it: frozen with a version, and read back as a grid (B1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from klantprofiel.models import Vergunninghouder
from overdracht.models import Dagdelenpublicatie, Profielversie
from voorinburgering.dagdelen import bezetting_of
from voorinburgering.models import Bezetting, Dagdeel

SCHEMA = 1
DAGEN = ("Ma", "Di", "Wo", "Do", "Vr", "Za", "Zo")
WORKING_DAYS = 5


def build_dagdelen(person: Vergunninghouder) -> dict[str, Any]:
    """The payload of the week as it is now."""
    parts = list(Dagdeel)
    taken = sorted(
        bezetting_of(person).items(), key=lambda item: (item[0][0], parts.index(Dagdeel(item[0][1])))
    )
    return {
        "schema": SCHEMA,
        "kind": "dagdelen",
        "rows": [
            {"weekdag": weekday, "dagdeel": part, "soort": kind, "tekst": Bezetting(kind).label}
            for (weekday, part), kind in taken
        ],
    }


def is_changed(sent: Profielversie | None, payload: dict[str, Any]) -> bool:
    """Whether the week reads differently than in the version that was sent; a version of before had an empty one."""
    if sent is None:
        return False
    frozen = Dagdelenpublicatie.objects.filter(versie=sent).first()
    before: list[Any] = frozen.payload["rows"] if frozen else []
    return bool(before != payload["rows"])


def freeze_dagdelen(version: Profielversie, payload: dict[str, Any]) -> None:
    """Write the week beside the version it is published with."""
    Dagdelenpublicatie(
        versie=version,
        koppeling_id=version.koppeling_id,
        gemeente_id=version.gemeente_id,
        vergunninghouder_id=version.vergunninghouder_id,
        naam=version.naam,
        grondslag=version.grondslag,
        payload=payload,
    ).save()


@dataclass(frozen=True)
class Roosterrij:
    """One part of the day, with what takes it on each weekday; "" where it is free."""

    dagdeel: str
    cellen: list[str]


def rooster(rows: Iterable[dict[str, Any]]) -> list[Roosterrij]:
    """The grid of a week; with Saturday and Sunday only where something is on."""
    taken = {(row["weekdag"], row["dagdeel"]): row["tekst"] for row in rows}
    days = len(DAGEN) if any(day > WORKING_DAYS for day, _ in taken) else WORKING_DAYS
    return [
        Roosterrij(part.label, [taken.get((day, part.value), "") for day in range(1, days + 1)])
        for part in Dagdeel
    ]
