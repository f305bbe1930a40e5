"""The work list: rows derived from facts, never ticked off. Who did what a row asks for, sees it go by itself.

Each app's nouns come in by a `Bron`: which objects ask for something of this account, which of them are its own, and
what a row says. The number in the menu is the number of rows under "Mijn werk".
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal
from uuid import UUID

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import short_date
from coa_portal.organisaties.termijnduren import read_duren
from coa_portal.web.components import Soort, Taak
from koppeling.models import Koppeling
from koppeling.termijnen import term_text
from overdracht.termijnen import feiten_van, termijnen

Wie = Literal["mijn", "team", "alle"]
MIJN: Final = "mijn"
TEAM: Final = "team"
ALLE: Final = "alle"
WIE = {MIJN: "Mijn werk", TEAM: "Van mijn team", ALLE: "Alles"}
# of one source at once: more than anybody works through, and the longest waiting come first
MOST = 200
Rows = Callable[[Gebruiker], "QuerySet[Any]"]


@dataclass(frozen=True)
class Regel:
    """One thing to do. `verb` is what to do, `subject` about what: a name at COA, a reference number at a gemeente.

    `due`: the last day, None when nothing presses; `since`: from when it waits. `place`: gemeente or locatie, for the
    filter. `person`: whose name the row shows, for the reading log (R10). `terms`: codes of termijnen of one person of
    a koppeling, or of its whole household; the first of them to end is the last day (R14).
    """

    code: str
    verb: str
    subject: str
    url: str
    context: str = ""
    due: dt.date | None = None
    since: dt.date | None = None
    place: str = ""
    badge: str = ""
    badge_soort: Soort = "neutraal"
    person: UUID | None = None
    is_mine: bool = False
    koppeling: UUID | None = None
    betrokkene: UUID | None = None
    terms: tuple[str, ...] = ()

    def is_late(self, day: dt.date) -> bool:
        """Whether the last day has passed."""
        return self.due is not None and self.due < day

    def order(self, day: dt.date) -> tuple[bool, dt.date, dt.date, str]:
        """Overdue first, then by last day, then the longest waiting."""
        return (not self.is_late(day), self.due or dt.date.max, self.since or dt.date.max, self.subject)

    def as_taak(self, day: dt.date) -> Taak:
        """The row as the component shows it."""
        term = term_text(self.due, day) or (f"sinds {short_date(self.since)}" if self.since else "")
        return Taak(
            f"{self.verb}: {self.subject}",
            self.url,
            self.context,
            self.badge,
            self.badge_soort,
            term,
            self.is_late(day),
        )


@dataclass(frozen=True)
class Bron:
    """One kind of work.

    `rows`: what waits, from what the account may see (R2), without aggregates. `mine`: which of those are its own.
    `ready`: what the list needs beyond counting: the order (the longest waiting first) and what is read along.
    `regels`: one row of the list for each of some of them, in a constant number of queries; each object carries
    `van_mij`.
    """

    code: str
    label: str
    capabilities: frozenset[str]
    rows: Rows
    mine: Callable[[Gebruiker], Q]
    regels: Callable[[Gebruiker, Sequence[Any]], Iterable[Regel]]
    ready: "Callable[[QuerySet[Any]], QuerySet[Any]]" = lambda rows: rows

    def marked(self, gebruiker: Gebruiker) -> "QuerySet[Any]":
        """The objects, each with whether it is the account's own."""
        whose = Case(
            When(self.mine(gebruiker), then=Value(MIJN)), default=Value(TEAM), output_field=CharField()
        )
        rows: QuerySet[Any] = self.rows(gebruiker).annotate(van_mij=whose)
        return rows

    def of(self, gebruiker: Gebruiker, wie: Wie) -> "QuerySet[Any]":
        """The own objects, those of the team, or both."""
        rows = self.marked(gebruiker)
        return rows if wie == ALLE else rows.filter(van_mij=wie)


_bronnen: dict[str, tuple[int, Bron]] = {}


def register_bron(order: int, bron: Bron) -> None:
    """Add a kind of work; registering it again replaces it."""
    _bronnen[bron.code] = (order, bron)


def bronnen_of(gebruiker: Gebruiker) -> list[Bron]:
    """The kinds of work of an account, in order."""
    grants = grants_of(gebruiker)
    ordered = sorted(_bronnen.values(), key=lambda row: row[0])
    return [bron for _, bron in ordered if grants.has_any(bron.capabilities)]


@dataclass(frozen=True)
class Filter:
    """What the account asked to see; empty means everything."""

    wie: Wie = MIJN
    soort: str = ""
    plaats: str = ""
    te_laat: bool = False


@dataclass(frozen=True)
class Groep:
    """Rows under one heading: how much they press."""

    titel: str
    taken: Sequence[Taak]


@dataclass(frozen=True)
class Werklijst:
    """The list as asked for. `aantallen`: how many rows stand under each of mijn, team and alle, before filtering.

    `rest`: how many of the asked ones are not among `regels`, because no more than `MOST` of a kind are read.
    """

    regels: Sequence[Regel]
    aantallen: dict[str, int]
    rest: int
    soorten: Sequence[tuple[str, str]]
    plaatsen: Sequence[str] = field(default_factory=tuple)


def _read(bron: Bron, gebruiker: Gebruiker, wie: Wie) -> tuple[list[Any], Counter[str]]:
    """The objects that are asked for, and how many there are under mijn and team.

    One query tells both, unless there are more than `MOST`.
    """
    rows = list(bron.ready(bron.marked(gebruiker))[: MOST + 1])
    if len(rows) <= MOST:
        return [row for row in rows if wie in (ALLE, row.van_mij)], Counter(row.van_mij for row in rows)
    counted = bron.marked(gebruiker).order_by().values("van_mij").annotate(aantal=Count("pk", distinct=True))
    numbers = Counter({row["van_mij"]: row["aantal"] for row in counted})
    return list(bron.ready(bron.of(gebruiker, wie))[:MOST]), numbers


def with_terms(gebruiker: Gebruiker, regels: Sequence[Regel], day: dt.date) -> list[Regel]:
    """The rows with the last day of their termijnen: as many queries for one row as for all of them."""
    asking = {regel.koppeling for regel in regels if regel.terms and regel.koppeling}
    if not asking:
        return list(regels)
    koppelingen: QuerySet[Koppeling] = visible(Koppeling, gebruiker).filter(pk__in=asking)
    duren = read_duren()
    ends: dict[tuple[UUID, str], dt.date] = {}
    for read in feiten_van(koppelingen, gebruiker):
        for termijn in termijnen(read.feiten, duren, day):
            # a streef term presses nobody (R14)
            if termijn.is_open and termijn.rings and termijn.due is not None:
                for key in (read.betrokkene.pk, read.koppeling.pk):
                    ends[key, termijn.code] = min(ends.get((key, termijn.code), termijn.due), termijn.due)

    def due(regel: Regel) -> dt.date | None:
        about = regel.betrokkene or regel.koppeling
        found = (ends.get((about, code)) for code in regel.terms if about)
        return min((last for last in found if last), default=regel.due)

    return [replace(regel, due=due(regel)) if regel.terms else regel for regel in regels]


def werklijst(gebruiker: Gebruiker, asked: Filter, day: dt.date) -> Werklijst:
    """The rows of the list, overdue first."""
    bronnen = bronnen_of(gebruiker)
    found: list[Regel] = []
    numbers: Counter[str] = Counter()
    rest = 0
    for bron in bronnen:
        rows, numbered = _read(bron, gebruiker, asked.wie)
        numbers += numbered
        if asked.soort in ("", bron.code):
            found += bron.regels(gebruiker, rows)
            rest += sum(numbered[who] for who in (MIJN, TEAM) if asked.wie in (ALLE, who)) - len(rows)
    found = with_terms(gebruiker, found, day)
    counts = {MIJN: numbers[MIJN], TEAM: numbers[TEAM], ALLE: numbers[MIJN] + numbers[TEAM]}
    places = sorted({regel.place for regel in found if regel.place})
    shown = [
        regel
        for regel in found
        if asked.plaats in ("", regel.place) and (not asked.te_laat or regel.is_late(day))
    ]
    shown.sort(key=lambda regel: regel.order(day))
    return Werklijst(shown, counts, rest, [(bron.code, bron.label) for bron in bronnen], places)


def groups(regels: Sequence[Regel], day: dt.date) -> list[Groep]:
    """The rows under headings, in the order of the list; empty groups are left out."""
    week = day + dt.timedelta(days=7)
    sorted_out: dict[str, list[Taak]] = {
        "Te laat": [],
        "Komende zeven dagen": [],
        "Daarna": [],
        "Zonder termijn": [],
    }
    for regel in regels:
        if regel.due is None:
            title = "Zonder termijn"
        elif regel.is_late(day):
            title = "Te laat"
        else:
            title = "Komende zeven dagen" if regel.due <= week else "Daarna"
        sorted_out[title].append(regel.as_taak(day))
    return [Groep(title, tasks) for title, tasks in sorted_out.items() if tasks]
