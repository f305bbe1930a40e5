"""What a section, a fact and a row set of the klantprofiel are; the table itself is `klantprofiel.sections`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from klantprofiel.choices import Bron
from klantprofiel.snapshot import Snapshot

Applies = Callable[[Snapshot], bool]

UAF_YEARS = 12  # UAF helps people with at least twelve years of education (source B2)
ADULT = 18
WORKING_AGE = 16


class Goal(StrEnum):
    """For what a missing fact matters next (R17)."""

    PLAATSING = "plaatsing"
    INTAKE = "intake"
    VERHUIZING = "verhuizing"


GOAL_LABELS = {
    Goal.PLAATSING: "Voor de plaatsing",
    Goal.INTAKE: "Voor de brede intake",
    Goal.VERHUIZING: "Voor de verhuizing",
}


def always(snapshot: Snapshot) -> bool:
    """For everybody."""
    return True


def nobody(snapshot: Snapshot) -> bool:
    """Not asked: told where it is known, and no gap where it is not."""
    return False


def adult(snapshot: Snapshot) -> bool:
    """From the eighteenth birthday."""
    return snapshot.age >= ADULT


def may_work(snapshot: Snapshot) -> bool:
    """From sixteen: below that, work and a CV are not asked."""
    return snapshot.age >= WORKING_AGE


def studied_long(snapshot: Snapshot) -> bool:
    """At least twelve years of education."""
    return (snapshot.years_of_education or 0) >= UAF_YEARS


# the parts of the table are themselves: comparing or hashing one by all that stands in it would cost a feed its speed
@dataclass(frozen=True, eq=False)
class Fact:
    """One single fact.

    `on_person`: field of Vergunninghouder, else of Klantprofiel. `counts`: False never counts as missing
    (fields of the old law, remarks). `applies`: for whom it counts. `only_if`: (other fact, answers) that must
    hold before it may be filled at all. `may_be_unknown`: "Onbekend" can be ticked beside it (R15); lists of
    answers have their own "Onbekend". `goal`: for what its absence matters next, `is_for_move`: for the move as well
    (R17).
    """

    name: str
    label: str
    on_person: bool = False
    counts: bool = True
    applies: Applies = always
    only_if: tuple[str, tuple[str, ...]] | None = None
    may_be_unknown: bool = False
    not_future: bool = False
    goal: Goal | None = None
    is_for_move: bool = False
    own_statement: bool = False
    hint: str = ""
    is_bsn: bool = False  # kept in a table of its own, encrypted, outside history
    of_coa: bool = False  # says something of COA, not of the person

    @property
    def is_registered(self) -> bool:
        """Part of the registration at COA: who this is and who to ask. Needs nobody to verify it (R16)."""
        return self.on_person or self.is_bsn or self.of_coa

    def is_asked(self, snapshot: Snapshot) -> bool:
        """Whether it may be filled, given the answer it depends on."""
        return self.only_if is None or snapshot.values.get(self.only_if[0]) in self.only_if[1]

    def matters_for(self, goal: Goal) -> bool:
        """Whether its absence stands in the way of this goal."""
        return goal == self.goal or (self.is_for_move and goal == Goal.VERHUIZING)

    def counts_for(self, snapshot: Snapshot) -> bool:
        """Whether its absence is a gap for this person."""
        return self.counts and self.applies(snapshot) and self.is_asked(snapshot)


@dataclass(frozen=True, eq=False)
class RowSet:
    """Rows that come in any number. `columns`: (field, heading as on the form). `name` is the related name.

    `geen`: what can be ticked when it was asked and there is nothing; empty where that makes no sense.
    """

    name: str
    label: str
    row_label: str
    columns: tuple[tuple[str, str], ...]
    source: Bron = Bron.EIGEN_OPGAVE
    geen: str = ""
    counts: bool = True
    applies: Applies = always
    goal: Goal | None = None

    def matters_for(self, goal: Goal) -> bool:
        """Whether having no rows stands in the way of this goal."""
        return goal == self.goal

    def counts_for(self, snapshot: Snapshot) -> bool:
        """Whether having no rows is a gap for this person."""
        return self.counts and self.applies(snapshot)


@dataclass(frozen=True, eq=False)
class Order:
    """Two dates of one section of which `earlier` may not lie after `later`."""

    earlier: str
    later: str
    message: str


@dataclass(frozen=True, eq=False)
class Section:
    """One section: a card on the dossier page, a form page, a block of the payload."""

    code: str
    label: str
    facts: tuple[Fact, ...] = ()
    rows: tuple[RowSet, ...] = ()
    orders: tuple[Order, ...] = ()
    note: str = ""
    short_label: str = ""
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()  # fieldsets of a long form: legend, facts

    @property
    def menu_label(self) -> str:
        """Short name for the section bar."""
        return self.short_label or self.label

    def applies(self, snapshot: Snapshot) -> bool:
        """Whether anything in it is for this person."""
        own = [*(fact.applies for fact in self.facts), *(rows.applies for rows in self.rows)]
        return any(applies(snapshot) for applies in own)
