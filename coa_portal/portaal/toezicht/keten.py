"""The chain of the reading log at work: sealing and verifying for the system itself, in named elevations (R10)."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from coa_portal.access.wall import elevated
from coa_portal.audit import seal
from coa_portal.audit.models import Ketencontrole, Zegel
from coa_portal.audit.verify import UNSEALED_TOO_LONG, Report, read_anchors, verify

_RUNS = 500  # a million lines a table; the rest follows in the next run


def seal_all(*, everything: bool = False) -> int:
    """Seal what has no seal yet, each batch in a transaction of its own; returns how many."""
    moment, total = timezone.now(), 0
    for _ in range(_RUNS):
        with elevated("seal-reading-log"):
            sealed = seal.seal_batch(everything=everything, moment=moment)
        if not sealed:
            break
        total += sealed
    return total


def write_anchor() -> dict[str, Any] | None:
    """Write the head of the chain down outside the database; None when nothing is sealed yet."""
    with elevated("seal-reading-log"):
        return seal.anchor()


def run_verification(*, start: int = 1, anchor_file: Path | None = None) -> Report:
    """Verify the chain against the anchors, and keep the outcome for the page of the privacy officer.

    Raises OSError and ValueError for an anchor file that was named and cannot be read.
    """
    path = anchor_file or Path(settings.READING_LOG_ANCHOR_FILE)
    anchors = read_anchors(path) if anchor_file or path.exists() else []
    with elevated("verify-reading-log"):
        report = verify(start=start, anchors=anchors)
        Ketencontrole.objects.create(
            position=report.position,
            findings=len(report.findings) + report.more_findings,
            details=[finding.text for finding in report.findings[:20]],
        )
    return report


@dataclass(frozen=True)
class Stand:
    """How the chain stands, for a page. `late`: lines wait longer for their seal than they should."""

    position: int
    sealed_at: dt.datetime | None
    unsealed: int
    oldest: dt.datetime | None
    controle: Ketencontrole | None

    @property
    def late(self) -> bool:
        return self.oldest is not None and self.oldest < timezone.now() - UNSEALED_TOO_LONG

    @property
    def is_broken(self) -> bool:
        """Whether the last verification found something."""
        return self.controle is not None and self.controle.findings > 0


def stand() -> Stand:
    """Read behind the wall of the privacy officer; looks two days back for lines without a seal."""
    head = Zegel.objects.order_by("-position").first()
    count, oldest = seal.unsealed(timezone.now() - dt.timedelta(days=2))
    controle = Ketencontrole.objects.order_by("-created_at").first()
    return Stand(head.position if head else 0, head.sealed_at if head else None, count, oldest, controle)
