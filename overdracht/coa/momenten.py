"""Which of the four moments of doorzetten is due, and why (DESIGN §5.5, B1 §3.5): words over the termijnen of R14."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from coa_portal.common.dates import long_date
from coa_portal.web.components import Soort
from koppeling.termijnen import term_text
from overdracht.models import Profielversie
from overdracht.termijnen import Feiten, Termijn
from overdracht.termijnen.regels import DONE, RECENT, Stand

Wanneer = Literal["nu", "straks", "klaar", "later"]
_BADGE: dict[Wanneer, tuple[str, Soort]] = {
    "nu": ("Nu", "letop"),
    "straks": ("Binnenkort", "info"),
    "klaar": ("Gedaan", "goed"),
    "later": ("Nog niet", "neutraal"),
}
_LABELS = {
    "koppeling": "Na koppeling en toestemming",
    "voorinburgering": "Voorinburgering afgerond",
    "driegesprek": "Voor het driegesprek",
    "verhuizing": "Bij de verhuizing",
}
_NOT_YET = {
    "koppeling": "Er is nog geen geldige toestemming voor een gemeente.",
    "voorinburgering": "De Voorinburgering is nog niet afgerond.",
    "driegesprek": "Er is nog geen driegesprek gepland.",
    "verhuizing": "Er is nog geen verhuisdatum.",
}


@dataclass(frozen=True)
class Momentstand:
    """One of the four. `due`: the last day, where it is its turn."""

    code: str
    wanneer: Wanneer
    uitleg: str
    due: dt.date | None = None

    @property
    def label(self) -> str:
        """Its name."""
        return _LABELS[self.code]

    @property
    def badge(self) -> str:
        """How it stands, in a word or two."""
        return _BADGE[self.wanneer][0]

    @property
    def soort(self) -> Soort:
        """Kind of badge."""
        return _BADGE[self.wanneer][1]


def momenten(feiten: Feiten | None, termen: list[Termijn], dag: dt.date) -> list[Momentstand]:
    """The four moments in their order as they stand on `dag`; without a koppeling none has come."""
    by_code = {term.code: term for term in termen}
    return [_of(code, feiten, by_code.get(f"doorzetten_{code}"), dag) for code in _LABELS]


def due_now(rows: list[Momentstand]) -> Momentstand | None:
    """The moment whose turn it is: the one that ends first."""
    turns = [row for row in rows if row.wanneer == "nu"]
    return min(turns, key=lambda row: row.due or dt.date.max, default=None)


def _of(code: str, feiten: Feiten | None, term: Termijn | None, dag: dt.date) -> Momentstand:
    if feiten is None or term is None:
        return Momentstand(code, "later", _NOT_YET[code])
    if term.stand in DONE and term.gehaald_op is not None:
        return Momentstand(code, "klaar", f"Doorgezet op {long_date(term.gehaald_op)}.")
    if not term.is_open:
        return Momentstand(code, "klaar", "De gemeente leest alles wat er is.")
    why, day = _why(code, feiten)
    is_ahead = day is not None and dag < day - RECENT and term.stand not in {Stand.NABIJ, Stand.TE_LAAT}
    if is_ahead:
        return Momentstand(code, "straks", why, term.due)
    left = term_text(term.due, dag)
    return Momentstand(code, "nu", f"{why} Doorzetten: {left}." if left else why, term.due)


def _why(code: str, feiten: Feiten) -> tuple[str, dt.date | None]:
    """Which fact makes it the moment; the day that it comes before, for a moment that lies ahead."""
    if code == "koppeling":
        may_from = max(day for day in (feiten.toestemming_op, feiten.gekoppeld_op) if day)
        return f"De gemeente mag het profiel lezen sinds {long_date(may_from)}.", None
    if code == "voorinburgering":
        return f"De Voorinburgering is afgerond op {long_date(feiten.voorinburgering_klaar_op)}.", None
    if code == "driegesprek":
        if feiten.driegesprek_gepland_op is None:
            return f"Het driegesprek was op {long_date(feiten.driegesprek_op)}.", None
        return (
            f"Het driegesprek is op {long_date(feiten.driegesprek_gepland_op)}.",
            feiten.driegesprek_gepland_op,
        )
    if feiten.verhuisd_op is not None:
        return f"De verhuizing was op {long_date(feiten.verhuisd_op)}.", None
    return f"De verhuizing is op {long_date(feiten.verhuizing_op)}.", feiten.verhuizing_op


def choice_of(rows: list[Momentstand], fallback: str) -> str:
    """What the form starts with: the moment that is due, else `fallback`."""
    found = due_now(rows)
    return found.code if found else fallback or Profielversie.Moment.TUSSENTIJDS
