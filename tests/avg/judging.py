"""Measures the guard on the judged sentences: `python -m tests.avg.judging [--wrong]` prints the table of the docs."""

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from coa_portal.avg.categories import CODES
from coa_portal.avg.guard import check

FOLDER = Path(__file__).parent
SETS = (
    "beoordeeld.txt",
    "beoordeeld_vers.txt",
    "beoordeeld_derde.txt",
    "beoordeeld_vierde.txt",
    "beoordeeld_vijfde.txt",
    "beoordeeld_zesde.txt",
)
FIRST, LAST = SETS[0], SETS[-1]
ALL = "alle zinnen"


@dataclass(frozen=True)
class Judged:
    text: str
    labels: frozenset[str]


@dataclass(frozen=True)
class Figures:
    """`positive`: how many of the judged sentences truly have the category."""

    positive: int
    recall: float
    precision: float


@cache
def judged(name: str = FIRST) -> list[Judged]:
    found: list[Judged] = []
    labels: frozenset[str] = frozenset()
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            labels = frozenset(line.strip("[]").split("+")) - {"-"}
        elif line and not line.startswith("#"):
            found.append(Judged(line, labels))
    return found


def said_of(text: str) -> frozenset[str]:
    return frozenset(finding.category for finding in check(text))


def figures(name: str = FIRST) -> dict[str, Figures]:
    """Per category, and for the question whether anything is wrong with the sentence at all."""
    answers = [(said_of(one.text), one.labels) for one in judged(name)]
    return {
        **{code: _figures([(code in said, code in true) for said, true in answers]) for code in CODES},
        ALL: _figures([(bool(said), bool(true)) for said, true in answers]),
    }


def _figures(answers: list[tuple[bool, bool]]) -> Figures:
    hit = sum(said and true for said, true in answers)
    said, true = sum(said for said, _ in answers), sum(true for _, true in answers)
    return Figures(true, round(hit / max(1, true), 3), round(hit / max(1, said), 3))


def rows(file: str = FIRST) -> list[str]:
    """The table as it stands in docs/avg-wachter.md."""
    return [
        f"| {name} | {found.positive} | {found.recall:.3f} | {found.precision:.3f} |".replace(".", ",")
        for name, found in figures(file).items()
    ]


if __name__ == "__main__":
    for file in SETS:
        print(file, *rows(file), sep="\n")
        for one in judged(file) if "--wrong" in sys.argv else ():
            if said_of(one.text) != one.labels:
                print(sorted(said_of(one.text)), sorted(one.labels), one.text)
