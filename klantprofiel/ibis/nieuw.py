"""A line about somebody who has no dossier yet."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from coa_portal.common.dates import today
from klantprofiel.completeness import measure
from klantprofiel.ibis.regel import Regel, Stay
from klantprofiel.ibis.vergelijken import Said, as_given, asks_verifying, check_birth, check_rules
from klantprofiel.rules import REQUIRED
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import model_of


def _default(name: str) -> Any:
    """What a new dossier holds where nobody said anything."""
    fact = FACTS[name]
    field: Any = None if fact.is_bsn else model_of(fact)._meta.get_field(name)
    return field.get_default() if field else ""


_EMPTY: dict[str, Any] = {name: _default(name) for name in FACTS}
_NO_ROWS: dict[str, Sequence[Any]] = {name: () for name in ROW_SETS}


@dataclass
class Nieuw:
    """A dossier to be made, judged and not yet written."""

    regel: Regel
    stand: Said
    volledigheid: int
    pk: UUID = field(default_factory=uuid4)
    profiel: UUID = field(default_factory=uuid4)
    huishouden: UUID | None = None
    locatie: UUID | None = None
    behandelaar: UUID | None = None

    @property
    def geboortedatum(self) -> dt.date:
        """Required, so always there."""
        born: dt.date = self.regel.feiten["geboortedatum"]
        return born

    @property
    def bronnen(self) -> list[str]:
        """The facts that come from IBIS."""
        names = {"v_nummer", *self.regel.feiten, *self.regel.onbekend}
        return sorted(names | {"bsn"} if self.regel.bsn else names)

    @property
    def te_verifieren(self) -> int:
        """Facts and rows that IBIS tells and nobody verified yet, as `klantprofiel.herkomst.count_open` has it."""
        return sum(asks_verifying(name) for name in self.bronnen) + sum(map(len, self.regel.rijen.values()))


def judge_new(regel: Regel, said: Said) -> Nieuw:
    """Fout at the first rule that the line breaks; a name and a date of birth are the least."""
    values = {**_EMPTY, **regel.feiten, "v_nummer": regel.v_nummer, "bsn": regel.bsn[-3:]}
    rows = {**_NO_ROWS, **{name: as_given(rows) for name, rows in regel.rijen.items()}}
    after = Snapshot(values, rows, frozenset(regel.onbekend), frozenset(regel.geen))
    check_rules(after, {*REQUIRED, *regel.feiten, *regel.rijen})
    if regel.verblijven:
        check_birth(regel.verblijven, values["geboortedatum"])
    return Nieuw(regel, said, measure(after).percentage)


def current(stays: Sequence[Stay]) -> Stay | None:
    """The stay of today."""
    day = today()
    running = [stay for stay in stays if stay.van <= day and (stay.tot is None or stay.tot > day)]
    return max(running, key=lambda stay: stay.van, default=None)


def derive_locaties(members: Sequence[Nieuw]) -> None:
    """The locatie of each dossier of a household that is all new: of the own stay, else of the household's last
    (R1, as `actions.verblijf.derive_locaties` has it for households that are there)."""
    stays = [stay for member in members for stay in member.regel.verblijven or ()]
    last = max(stays, key=lambda stay: (stay.tot or dt.date.max, stay.van), default=None)
    for member in members:
        stay = current(member.regel.verblijven or ()) or last
        member.locatie = stay.locatie if stay else None
