"""DESIGN §4's table of shared objects, as data. Pages, API, PDF, meldingen, search and the database policies
follow it; the model test of the gate replays it.

Each cell says what the gemeente sees of an object in a situation. A herkoppeling has two sides.
"""

import enum
from dataclasses import dataclass


class Sees(enum.StrEnum):
    """What a gemeente account may see of an object."""

    YES = "ja"
    NO = "nee"
    STUB = "alleen dat het er was"
    OWN = "alleen eigen werk"
    REGIE = "alleen regievoerders"


class Situation(enum.StrEnum):
    """Where a person's sharing stands for one gemeente."""

    BEFORE_CONSENT = "voor toestemming"
    CONSENT = "toestemming"
    WITHDRAWN = "ingetrokken"
    MOVED_OLD = "herkoppeld, oude gemeente"
    MOVED_NEW = "herkoppeld, nieuwe gemeente"
    HOUSED = "gehuisvest"
    ENDED = "toegang beëindigd"


@dataclass(frozen=True)
class SharedObject:
    """One row. `tier` is the tier of the gate that opens it, None for the gemeente's own work."""

    code: str
    label: str
    tier: int | None
    sees: dict[Situation, Sees]


def _row(code: str, label: str, tier: int | None, cells: str) -> SharedObject:
    words = {"ja": Sees.YES, "nee": Sees.NO, "stub": Sees.STUB, "eigen": Sees.OWN, "regie": Sees.REGIE}
    return SharedObject(
        code, label, tier, dict(zip(Situation, (words[cell] for cell in cells.split()), strict=True))
    )


# columns: before consent, consent, withdrawn, moved (old), moved (new), gehuisvest (with consent), access ended
SHARED_OBJECTS: dict[str, SharedObject] = {
    row.code: row
    for row in (
        _row("kaart", "Informatieprofiel", 0, "ja ja ja stub ja ja stub"),
        _row("screening", "Screening & matching", 1, "nee ja nee nee nee ja nee"),
        _row("profielversie", "Klantprofiel (versies en pdf)", 2, "nee ja nee nee nee ja nee"),
        _row("vragen", "Vragen en afspraken over de persoon", 1, "nee ja eigen eigen nee ja eigen"),
        _row("gesprekken", "Scenario en gesprekken", 0, "ja ja ja eigen nee ja eigen"),
        _row("eigen_werk", "Eigen werk van de gemeente", None, "eigen eigen eigen eigen nee eigen eigen"),
        _row("checklist", "Checklist overdracht", 1, "nee regie nee nee nee regie nee"),
    )
}
