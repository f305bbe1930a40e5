"""How complete a profile is, and which missing facts matter next (R17). Pure functions of a Snapshot."""

from dataclasses import dataclass

from klantprofiel.sections import SECTIONS, Fact, Goal, RowSet, Section
from klantprofiel.snapshot import Snapshot
from klantprofiel.state import anchor_of

SHOWN_PER_GOAL = 5


@dataclass(frozen=True)
class Missing:
    """A fact or row set without an answer, and where it is filled in."""

    section: Section
    item: Fact | RowSet

    @property
    def anchor(self) -> str:
        """Id of the place on the section's form."""
        return anchor_of(self.item)


@dataclass(frozen=True)
class SectionScore:
    """Answered and expected facts of one section. `expected` 0: nothing is asked of this person."""

    section: Section
    answered: int
    expected: int

    @property
    def status(self) -> str:
        """ "vol", "deels" or "leeg"; "" when nothing is expected."""
        if not self.expected:
            return ""
        if self.answered == self.expected:
            return "vol"
        return "deels" if self.answered else "leeg"


@dataclass(frozen=True)
class Completeness:
    """The scores of all sections, in order, and everything that is missing."""

    scores: tuple[SectionScore, ...]
    missing: tuple[Missing, ...]
    counts: bool  # False for a nareiziger: shown, not held against the dossier (R12)

    @property
    def percentage(self) -> int:
        """0–100, rounded down, so that 100 means that nothing is missing."""
        expected = sum(score.expected for score in self.scores)
        return 100 * sum(score.answered for score in self.scores) // expected if expected else 100

    def next_for(self, goal: Goal) -> list[Missing]:
        """The first missing facts that matter for a goal; none for a nareiziger (R12)."""
        return self.all_for(goal)[:SHOWN_PER_GOAL]

    def all_for(self, goal: Goal) -> list[Missing]:
        """Every missing fact that matters for a goal, in the order of the form; none for a nareiziger (R12)."""
        return [gap for gap in self.missing if gap.item.matters_for(goal)] if self.counts else []

    def score_of(self, code: str) -> SectionScore:
        """The score of one section; StopIteration for an unknown code."""
        return next(score for score in self.scores if score.section.code == code)


def measure(snapshot: Snapshot) -> Completeness:
    """Score every section for this person."""
    scores: list[SectionScore] = []
    missing: list[Missing] = []
    for section in SECTIONS:
        expected = [fact for fact in section.facts if fact.counts_for(snapshot)]
        row_sets = [rows for rows in section.rows if rows.counts_for(snapshot)]
        absent: list[Fact | RowSet] = [fact for fact in expected if not snapshot.is_known(fact.name)]
        absent += [rows for rows in row_sets if not snapshot.has_rows(rows.name)]
        total = len(expected) + len(row_sets)
        scores.append(SectionScore(section, total - len(absent), total))
        missing += [Missing(section, item) for item in absent]
    return Completeness(tuple(scores), tuple(missing), counts=not snapshot.is_nareiziger)


def next_section(section: Section, snapshot: Snapshot) -> Section | None:
    """The section of the form that follows, without those of which nothing is asked of this person; None at the end."""
    following = SECTIONS[SECTIONS.index(section) + 1 :]
    return next((one for one in following if one.applies(snapshot)), None)
