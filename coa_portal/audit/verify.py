"""Verifying the chain: what was changed, removed, put in or reordered since it was sealed (R10).

What the chain alone cannot tell (its end cut off, all of it made anew) the anchors tell, which lie elsewhere.
"""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from coa_portal.audit.chain import MODELS, START, link_hash, row_hash, rows_by_id
from coa_portal.audit.models import Soort, Verwijdering, Zegel
from coa_portal.audit.seal import unsealed

CHUNK = 2000
MAX_FINDINGS = 200
# between writing a line and its commit lies one request; a line that is older than its neighbours by more came later
LATE = dt.timedelta(minutes=10)
# no record of a removal excuses lines that are younger than this, whatever term it names (months)
SHORTEST_TERM = 12
UNSEALED_TOO_LONG = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in Dutch and without personal data. `code`: changed, removed, inserted, chain,
    gap, anchor."""

    code: str
    position: int
    text: str


@dataclass
class Report:
    """Outcome of a verification. `position`: the last place that was looked at."""

    position: int = 0
    checked: int = 0
    removed_by_term: int = 0
    findings: list[Finding] = field(default_factory=list)
    more_findings: int = 0
    unsealed: int = 0
    oldest_unsealed: dt.datetime | None = None

    @property
    def is_intact(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def add(self, code: str, position: int, text: str) -> None:
        """Note a finding; past the first `MAX_FINDINGS` they are only counted."""
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(code, position, text))
        else:
            self.more_findings += 1


def verify(*, start: int = 1, anchors: Sequence[dict[str, Any]] = ()) -> Report:
    """Read the chain from place `start` to its end. `anchors`: heads that were written down, see `read_anchors`."""
    report = Report()
    walk = _Walk(report, start)
    for seals in _chunks(start):
        walk.chunk(seals)
    _judge_anchors(report, anchors)
    report.unsealed, report.oldest_unsealed = unsealed()
    return report


def read_anchors(path: Path) -> list[dict[str, Any]]:
    """The anchors in a file, one JSON object per line; ValueError names the line that is none."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        try:
            anchor = json.loads(line)
            found.append({"position": int(anchor["position"]), "hash": str(anchor["hash"])})
        except (ValueError, KeyError, TypeError):
            raise ValueError(f"regel {number} is geen anker") from None
    return found


def _chunks(start: int) -> Iterator[list[Zegel]]:
    """All seals in order; the end is fixed at the start, because the sealer may go on meanwhile."""
    last = Zegel.objects.aggregate(last=Max("position"))["last"] or 0
    position = start - 1
    while True:
        rows = list(
            Zegel.objects.filter(position__gt=position, position__lte=last).order_by("position")[:CHUNK]
        )
        if not rows:
            return
        yield rows
        position = rows[-1].position


class _Walk:
    """The state of one walk along the chain."""

    def __init__(self, report: Report, start: int) -> None:
        before = Zegel.objects.filter(position=start - 1).first() if start > 1 else None
        self.report = report
        self.position = start - 1
        self.previous = before.hash if before else START
        self.is_start_known = start == 1 or before is not None
        self.newest: dict[str, dt.datetime] = {}
        self.removals = _sealed_removals()

    def chunk(self, seals: list[Zegel]) -> None:
        rows = {}
        for soort in MODELS:
            own = [seal for seal in seals if seal.soort == soort]
            rows[soort] = rows_by_id(
                soort, [seal.regel_id for seal in own], {seal.form for seal in own} or {1}
            )
        for seal in seals:
            self._link(seal)
            self._content(seal, rows.get(seal.soort, {}).get(seal.regel_id))
            self.report.checked += 1
            self.report.position = seal.position

    def _link(self, seal: Zegel) -> None:
        report = self.report
        if seal.position != self.position + 1:
            report.add(
                "gap",
                seal.position,
                f"Voor plaats {seal.position} ontbreken zegels na plaats {self.position}.",
            )
        elif self.is_start_known and link_hash(self.previous, seal) != seal.hash:
            text = f"Plaats {seal.position} sluit niet aan op de plaats ervoor: een zegel is gewijzigd, verwisseld"
            report.add("chain", seal.position, f"{text} of tussengevoegd.")
        self.position, self.previous, self.is_start_known = seal.position, seal.hash, True

    def _content(self, seal: Zegel, row: dict[str, Any] | None) -> None:
        if row is None:
            if self._is_removed_by_term(seal):
                self.report.removed_by_term += 1
            else:
                self.report.add(
                    "removed",
                    seal.position,
                    f"De {seal.soort}regel van plaats {seal.position} is verwijderd.",
                )
            return
        if row_hash(seal.soort, row, seal.form) != seal.row_hash:
            self.report.add(
                "changed", seal.position, f"De {seal.soort}regel van plaats {seal.position} is gewijzigd."
            )
            return
        newest = self.newest.get(seal.soort)
        if newest is not None and row["created_at"] < newest - LATE:
            text = f"De {seal.soort}regel van plaats {seal.position} draagt een tijd van voor die van regels die eerder"
            self.report.add("inserted", seal.position, f"{text} zijn verzegeld: later tussengevoegd.")
        self.newest[seal.soort] = max(row["created_at"], newest or row["created_at"])

    def _is_removed_by_term(self, seal: Zegel) -> bool:
        return any(
            removal.from_position <= seal.position <= removal.to_position
            and seal.sealed_at <= removal.created_at - dt.timedelta(days=28 * removal.term_months)
            for removal in self.removals
        )


def _sealed_removals() -> list[Verwijdering]:
    """Removals that the chain itself knows, unchanged: one that somebody wrote in afterwards excuses nothing."""
    seals = {seal.regel_id: seal for seal in Zegel.objects.filter(soort=Soort.VERWIJDERING)}
    contents: dict[UUID, dict[str, Any]] = rows_by_id(Soort.VERWIJDERING, seals)
    ends = dict(
        Zegel.objects.filter(position__in=[row["to_position"] for row in contents.values()]).values_list(
            "position", "hash"
        )
    )
    kept = [
        key
        for key, row in contents.items()
        if row_hash(Soort.VERWIJDERING, row, seals[key].form) == seals[key].row_hash
        and ends.get(row["to_position"]) == row["end_hash"]
        and row["term_months"] >= SHORTEST_TERM
        and row["created_at"] <= min(seals[key].sealed_at, timezone.now())
    ]
    return list(Verwijdering.objects.filter(pk__in=kept))


def _judge_anchors(report: Report, anchors: Sequence[dict[str, Any]]) -> None:
    places = [anchor["position"] for anchor in anchors]
    hashes = dict(Zegel.objects.filter(position__in=places).values_list("position", "hash"))
    for anchor in anchors:
        found = hashes.get(anchor["position"])
        if found is None:
            text = f"Volgens een anker was plaats {anchor['position']} verzegeld; de keten houdt eerder op."
            report.add("anchor", anchor["position"], text)
        elif found != anchor["hash"]:
            text = (
                f"Plaats {anchor['position']} is een andere dan het anker zegt: de keten is opnieuw gemaakt."
            )
            report.add("anchor", anchor["position"], text)
