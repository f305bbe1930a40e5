"""How termijnen stand for many people together: on time, near and late, with the coded reasons."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from coa_portal.organisaties.termijnduren import Duren, read_duren
from koppeling.models import Koppeling
from overdracht.termijnen.lezen import Gelezen, feiten_van
from overdracht.termijnen.regels import Stand, Termijn, termijnen

ORDER = (
    "koppelen",
    "scenario",
    "informeren",
    "driegesprek",
    "doorzetten_koppeling",
    "doorzetten_voorinburgering",
    "doorzetten_driegesprek",
    "doorzetten_verhuizing",
    "huisvesting",
    "pip",
    "logeren",
)


WORDS = ("code", "label", "soort")
COUNTS = ("wacht", "open_op_tijd", "nabij", "te_laat", "gehaald", "gemist")


@dataclass
class Telling:
    """One term over many people. `wacht`: it has no last day yet, because a date is missing. `gemist`: done late, or
    never done; `redenen`: why, as far as it is recorded."""

    code: str
    label: str
    soort: str
    wacht: int = 0
    open_op_tijd: int = 0
    nabij: int = 0
    te_laat: int = 0
    gehaald: int = 0
    gemist: int = 0
    redenen: Counter[str] = field(default_factory=Counter)

    @property
    def totaal(self) -> int:
        """Everybody for whom the term counts or counted."""
        return self.wacht + self.open_op_tijd + self.nabij + self.te_laat + self.gehaald + self.gemist


@dataclass(frozen=True)
class Regel:
    """A term of one person that is late or near."""

    gelezen: Gelezen
    termijn: Termijn


@dataclass(frozen=True)
class Overzicht:
    """The figures per term, and what is late or near by day."""

    tellingen: list[Telling]
    regels: list[Regel]


def overzicht(gelezen: Iterable[Gelezen], duren: Duren, dag: dt.date) -> Overzicht:
    """Pure: count the terms of these people on one day. A *streef* term is counted and never listed (R14)."""
    found: dict[str, Telling] = {}
    regels: list[Regel] = []
    for row in gelezen:
        for term in termijnen(row.feiten, duren, dag):
            count(found, term)
            if term.rings and term.stand in {Stand.TE_LAAT, Stand.NABIJ}:
                regels.append(Regel(row, term))
    regels.sort(key=lambda regel: (regel.termijn.due or dag, regel.gelezen.koppeling.referentie))
    return Overzicht(in_order(found), regels)


def in_order(found: dict[str, Telling]) -> list[Telling]:
    """The figures in the order of the handover."""
    return [found[code] for code in ORDER if code in found]


def count(found: dict[str, Telling], term: Termijn) -> None:
    """Add one term to the figures, by its code; the three sorts of driegesprek are one term."""
    code = "driegesprek" if term.code.startswith("driegesprek") else term.code
    label = "Driegesprek" if code == "driegesprek" else term.label
    _add(found.setdefault(code, Telling(code, label, term.soort)), term)


def _add(telling: Telling, term: Termijn) -> None:
    if term.was_missed and term.reden:
        telling.redenen[term.reden] += 1
    if term.is_open and term.due is None:
        telling.wacht += 1
    elif term.stand == Stand.LOOPT:
        telling.open_op_tijd += 1
    elif term.stand == Stand.NABIJ:
        telling.nabij += 1
    elif term.stand == Stand.TE_LAAT:
        telling.te_laat += 1
    elif term.stand == Stand.GEHAALD:
        telling.gehaald += 1
    elif term.was_missed:
        telling.gemist += 1


def overzicht_van(koppelingen: Sequence[Koppeling], gebruiker: Any, dag: dt.date) -> Overzicht:
    """Read and count, in a constant number of queries."""
    return overzicht(feiten_van(koppelingen, gebruiker), read_duren(), dag)
