"""A line beside the dossier that is there: what IBIS may change, and what a person must decide (R16).

IBIS is heard when it says something new. A fact that is empty, or that came from IBIS itself and that nobody verified
since, follows it; everything else that differs is offered as a difference.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from klantprofiel.bsn import keyed_hash
from klantprofiel.choices import Bron, Geslacht
from klantprofiel.ibis.formaat import HUISHOUDEN, VERBLIJVEN, Fout
from klantprofiel.ibis.regel import Regel, Stay
from klantprofiel.models import Klantprofiel
from klantprofiel.rules import check_section
from klantprofiel.sections import FACTS, ROW_SETS, SECTION_OF
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import take_snapshot

# how "Onbekend" and "there is nothing" are written where a value would stand
UNKNOWN_MARK = {"onbekend": True}
NONE_MARK = "geen"

Said = dict[str, Any]


def plain(value: Any) -> Any:
    """As JSON holds it."""
    return value.isoformat() if isinstance(value, dt.date) else value


def said_by(regel: Regel) -> Said:
    """What the line says, by field, as kept for the next time. Of the BSN its keyed hash."""
    said: Said = {name: plain(value) for name, value in regel.feiten.items()}
    said |= dict.fromkeys(regel.onbekend, UNKNOWN_MARK)
    said |= dict.fromkeys(regel.geen, NONE_MARK)
    for name, rows in regel.rijen.items():
        said[name] = [{column: plain(value) for column, value in row.items()} for row in rows]
    if regel.verblijven is not None:
        said[VERBLIJVEN] = plain_stays(regel.verblijven)
    if regel.bsn:
        said["bsn"] = keyed_hash(regel.bsn)
    if regel.huishouden:
        said[HUISHOUDEN] = regel.huishouden
    if regel.hoofdpersoon:
        said["hoofdpersoon"] = True
    return said


def plain_stays(stays: list[Stay]) -> list[list[str | None]]:
    """Stays as kept for the next time."""
    return [
        [str(stay.locatie), stay.van.isoformat(), stay.tot.isoformat() if stay.tot else None]
        for stay in stays
    ]


@dataclass
class Verandering:
    """What a line changes in a dossier, judged and not yet written."""

    regel: Regel
    profiel: Klantprofiel
    stand: Said
    persoon: dict[str, Any] = field(default_factory=dict)
    feiten: dict[str, Any] = field(default_factory=dict)
    onbekend: set[str] = field(default_factory=set)
    geen: set[str] = field(default_factory=set)
    rijen: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    verblijven: list[Stay] | None = None
    zet_bsn: bool = False
    verschillen: dict[str, Any] = field(default_factory=dict)
    gelijk: set[str] = field(default_factory=set)  # where IBIS and dossier now say the same
    bronnen: set[str] = field(default_factory=set)  # facts that come from IBIS now

    @property
    def velden(self) -> list[str]:
        """The fields that change, for the report."""
        names = {*self.persoon, *self.feiten, *self.rijen, *self.bronnen}
        names |= self.onbekend ^ set(self.profiel.onbekend) | self.geen ^ set(self.profiel.geen)
        names |= {VERBLIJVEN} if self.verblijven is not None else set()
        return sorted(names | ({"bsn"} if self.zet_bsn else set()))

    @property
    def changes_profile(self) -> bool:
        """Whether anything of the dossier is written."""
        return bool(self.velden)


def compare(regel: Regel, profiel: Klantprofiel, last: Said, said: Said) -> Verandering:
    """See the module. Fout for a line that breaks a rule together with what the dossier holds."""
    change = Verandering(
        regel, profiel, {**last, **said}, onbekend=set(profiel.onbekend), geen=set(profiel.geen)
    )
    before = take_snapshot(profiel)
    sources = {row.veld: row for row in profiel.herkomsten.all()}
    for name, value in said.items():
        if last.get(name) == value or name in (HUISHOUDEN, "hoofdpersoon"):
            continue
        if name == VERBLIJVEN:
            _compare_stays(change, last.get(VERBLIJVEN))
        elif name == "bsn" and value != UNKNOWN_MARK:
            _compare_bsn(change, value)
        elif name in ROW_SETS:
            _compare_rows(change, name, value, before)
        else:
            _compare_fact(change, name, value, before, sources.get(name))
    _judge(change, before)
    return change


def is_empty(name: str, value: Any) -> bool:
    """Whether nobody has said anything of a fact: no value, or the value that a new dossier starts with."""
    return value in (None, "", False) or (name == "geslacht" and value == Geslacht.ONBEKEND)


def _compare_fact(change: Verandering, name: str, value: Any, before: Snapshot, source: Any) -> None:
    is_unknown = name in before.unknown
    now = before.values.get(name)
    if is_unknown == (value == UNKNOWN_MARK) and (is_unknown or plain(now) == value):
        change.gelijk.add(name)
        return
    follows = source is not None and source.bron == Bron.IBIS and source.geverifieerd_door_id is None
    follows = follows and not FACTS[name].is_bsn  # a number is never taken away by a file
    if not follows and (is_unknown or not is_empty(name, now)):
        change.verschillen[name] = value
        return
    target = change.persoon if FACTS[name].on_person else change.feiten
    change.bronnen.add(name)
    if value == UNKNOWN_MARK:
        change.onbekend.add(name)
        if not is_empty(name, now):
            target[name] = None if change_field(name).null else ""
    else:
        change.onbekend.discard(name)
        target[name] = change.regel.feiten[name]


def change_field(name: str) -> Any:
    """The model field of a single fact."""
    return Klantprofiel._meta.get_field(name)


def _compare_bsn(change: Verandering, mark: str) -> None:
    known = getattr(change.profiel.vergunninghouder, "bsn", None)
    if known is None and "bsn" not in change.onbekend:
        change.zet_bsn = True
        change.bronnen.add("bsn")
    elif known is None or known.keyed_hash != mark:
        change.verschillen["bsn"] = f"******{change.regel.bsn[-3:]}"


def _compare_rows(change: Verandering, name: str, value: Any, before: Snapshot) -> None:
    now = before.rows.get(name, ())
    if value == NONE_MARK:
        if name in before.none:
            change.gelijk.add(name)
        elif now:
            change.verschillen[name] = value
        else:
            change.geen.add(name)
        return
    columns = [column for column, _ in ROW_SETS[name].columns]
    if same_rows(now, change.regel.rijen[name], columns):
        change.gelijk.add(name)
    elif name in before.none or any(row["bron"] != Bron.IBIS for row in now):
        change.verschillen[name] = value
    else:
        change.rijen[name] = change.regel.rijen[name]


def same_rows(now: Any, rows: list[dict[str, Any]], columns: list[str]) -> bool:
    """Whether two sets of rows say the same, in any order."""

    def texts(some: Any) -> list[tuple[str, ...]]:
        return sorted(tuple(str(plain(row.get(column)) or "") for column in columns) for row in some)

    return texts(now) == texts(rows)


def _compare_stays(change: Verandering, last: Any) -> None:
    given = change.regel.verblijven or []
    rows = sorted(change.profiel.vergunninghouder.verblijven.all(), key=lambda row: row.van)
    now = plain_stays([Stay(row.opvanglocatie_id, row.van, row.tot) for row in rows])
    if now == plain_stays(given):
        change.gelijk.add(VERBLIJVEN)
    elif not now or now == last:
        change.verblijven = given
    else:
        change.verschillen[VERBLIJVEN] = plain_stays(given)


def _judge(change: Verandering, before: Snapshot) -> None:
    """The rules of the sections on the dossier as it would become; only what the line itself brings is blamed."""
    values = {**before.values, **change.persoon, **change.feiten}
    rows = {name: as_given(rows) for name, rows in change.rijen.items()}
    after = Snapshot(values, {**before.rows, **rows}, frozenset(change.onbekend), frozenset(change.geen))
    brought = {*change.persoon, *change.feiten, *change.rijen}
    check_rules(after, brought)
    if change.verblijven:
        check_birth(change.verblijven, values.get("geboortedatum"))


def asks_verifying(name: str) -> bool:
    """Whether somebody has to verify a fact that IBIS tells: not what identifies a person (besluit 0034)."""
    return not (FACTS[name].is_registered or FACTS[name].is_bsn)


def as_given(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their place, as the rules want them."""
    return [{**row, "index": index} for index, row in enumerate(rows)]


def check_rules(after: Snapshot, brought: set[str]) -> None:
    """Fout at the first rule that a fact or row of `brought` breaks."""
    for section in dict.fromkeys(SECTION_OF[name] for name in sorted(brought)):
        rows = {row_set.name: _placed(after.rows.get(row_set.name, ())) for row_set in section.rows}
        for path, message in check_section(section, after, rows):
            if path.split(".", maxsplit=1)[0] in brought:
                raise Fout(_counted(path), message)


def _placed(rows: Any) -> list[dict[str, Any]]:
    return [{"index": index, **row} for index, row in enumerate(rows)]


def _counted(path: str) -> str:
    """Rows of a file are counted from one."""
    parts = path.split(".")
    return ".".join([parts[0], str(int(parts[1]) + 1), *parts[2:]]) if len(parts) > 1 else path


def check_birth(stays: list[Stay], born: object) -> None:
    """A stay before the birth is refused."""
    if isinstance(born, dt.date) and stays[0].van < born:
        raise Fout(f"{VERBLIJVEN}.1.van", "Een verblijf begint niet voor de geboortedatum.")
