"""The typed values that list-like components show; a page makes them, `{% load portaal %}` renders them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Soort = Literal["", "neutraal", "goed", "letop", "fout", "info"]
Onderdeelstand = Literal["", "vol", "deels", "leeg"]
Lijnstand = Literal["geweest", "laat", "nu", "nabij", "komt"]
Termijnstand = Literal["open", "nabij", "laat", "klaar"]


@dataclass(frozen=True)
class Gegeven:
    """One label with its value; `ontbreekt` marks a missing fact that matters next (R17), `bron` says where the value
    comes from and `te_verifieren` that somebody still has to verify it (R16)."""

    label: str
    waarde: object
    hint: str = ""
    ontbreekt: bool = False
    bron: str = ""
    te_verifieren: bool = False


@dataclass(frozen=True)
class Onderdeel:
    """One section in the section bar, with how far it is filled in."""

    label: str
    url: str
    status: Onderdeelstand = ""
    is_current: bool = False


@dataclass(frozen=True)
class Gebeurtenis:
    """One line of a history: when, who, what, and what exactly changed."""

    wanneer: dt.date
    wie: str
    wat: str
    details: Sequence[str] = ()
    soort: Soort = ""

    @property
    def has_time(self) -> bool:
        """Whether `wanneer` is a moment (datetime) and not just a day."""
        return isinstance(self.wanneer, dt.datetime)


@dataclass(frozen=True)
class Termijn:
    """One deadline; `tekst` says how it stands ("nog 13 dagen"), `bron` where its length comes from (R14)."""

    naam: str
    datum: dt.date | None
    status: Termijnstand = "open"
    tekst: str = ""
    bron: str = ""
    url: str = ""


@dataclass(frozen=True)
class Lijnpunt:
    """One point of the line through time: what was, today, or what comes. `datum` None: that day is not known yet.
    `wie`: whose turn it is."""

    wat: str
    datum: dt.date | None
    stand: Lijnstand
    tekst: str = ""
    wie: str = ""


@dataclass(frozen=True)
class Taak:
    """One line of a work list ("Nu te doen"); the whole line leads to `url`."""

    titel: str
    url: str
    context: str = ""
    badge: str = ""
    badge_soort: Soort = "neutraal"
    termijn: str = ""
    laat: bool = False


@dataclass(frozen=True)
class Persoon:
    """An employee who is involved: name, role, how to reach, on which days, and who there is today instead."""

    naam: str
    rol: str
    contact: str = ""
    telefoon: str = ""
    email: str = ""
    werkt: str = ""
    afwezig: str = ""

    @property
    def bellen(self) -> str:
        """The number as a link dials it."""
        return "".join(sign for sign in self.telefoon if sign.isdigit() or sign == "+")


@dataclass(frozen=True)
class Foutregel:
    """One line of the error summary; `href` ("#id_naam") is empty for an error of the form as a whole."""

    tekst: str
    href: str = ""
