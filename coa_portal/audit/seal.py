"""The sealer: numbers committed lines and chains them (R10, ARCHITECTURE "Reading log").

Requests never wait for it: a lock on the chain in every request cost seven eighths of the throughput. It asks which
lines have no seal yet, not which came after the last one, so a line that commits late is sealed late and never
forgotten. One sealer works at a time (advisory lock); places come from the last seal, so there is no sequence that
could leave a gap.
"""

import datetime as dt
import json
import logging
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef
from django.utils import timezone

from coa_portal.audit.chain import CURRENT_FORM, MODELS, START, columns, link_hash, row_hash
from coa_portal.audit.models import Zegel
from coa_portal.common.locks import lock_until_commit

logger = logging.getLogger(__name__)

BATCH = 2000
# how far back a run looks beside what is new; a request lives a minute at most. The nightly run looks at everything
LOOK_BACK = dt.timedelta(hours=1)


def seal_batch(*, everything: bool = False, moment: dt.datetime | None = None) -> int:
    """Seal up to `BATCH` lines per table in one transaction; returns how many. Zero means that all are sealed.

    `everything` looks at all lines ever written instead of the recent ones.
    """
    with transaction.atomic():
        lock_until_commit("audit", "zegel")
        head = Zegel.objects.order_by("-position").first()
        since = None if everything or head is None else _since(head)
        seals: list[Zegel] = []
        position, previous = (head.position, head.hash) if head else (0, START)
        for soort in MODELS:
            for row in _unsealed(soort, since):
                position += 1
                seal = Zegel(
                    position=position,
                    soort=soort,
                    regel_id=row["id"],
                    form=CURRENT_FORM,
                    row_hash=row_hash(soort, row),
                    sealed_at=moment or timezone.now(),
                )
                seal.hash = previous = link_hash(previous, seal)
                seals.append(seal)
        Zegel.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def _since(head: Zegel) -> dt.datetime:
    """From when to look. The last seal is from the last run that found something, however long ago that was; in
    a backlog that was sealed in parts, its last part is older than its seal says."""
    newest = [_created_at(soort) for soort in MODELS]
    sealed = [moment for moment in newest if moment is not None]
    return min([head.sealed_at, *sealed]) - LOOK_BACK


def _created_at(soort: str) -> dt.datetime | None:
    """When the line of the last seal of a table was written."""
    last = Zegel.objects.filter(soort=soort).order_by("-position").values_list("regel_id", flat=True)[:1]
    moments = MODELS[soort]._default_manager.filter(pk__in=last).values_list("created_at", flat=True)
    found: dt.datetime | None = moments.first()
    return found


def _unsealed(soort: str, since: dt.datetime | None) -> list[dict[str, Any]]:
    """Lines without a seal, oldest first: in that order a line that was put in later stands out (`audit.verify`)."""
    sealed = Zegel.objects.filter(soort=soort, regel_id=OuterRef("pk"))
    rows = MODELS[soort]._default_manager.filter(~Exists(sealed))
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    return list(rows.order_by("created_at", "pk").values(*columns(soort))[:BATCH])


def unsealed(since: dt.datetime | None = None) -> tuple[int, dt.datetime | None]:
    """(how many lines have no seal yet, when the oldest of them was written)."""
    count, moments = 0, []
    for soort, model in MODELS.items():
        rows = model._default_manager.filter(
            ~Exists(Zegel.objects.filter(soort=soort, regel_id=OuterRef("pk")))
        )
        if since is not None:
            rows = rows.filter(created_at__gte=since)
        found = rows.aggregate(count=Count("pk"), oldest=Min("created_at"))
        count += found["count"]
        moments += [found["oldest"]] if found["oldest"] else []
    return count, min(moments, default=None)


def anchor() -> dict[str, Any] | None:
    """Write the head of the chain down outside the database: a log line, and a line in the anchor file.

    Without it the end of the chain could be cut off, or all of it be made anew, without anybody noticing. None when
    nothing is sealed yet. A file that cannot be written is told in the log; the log line is an anchor too.
    """
    head = Zegel.objects.order_by("-position").first()
    if head is None:
        return None
    line = {"position": head.position, "hash": head.hash, "sealed_at": head.sealed_at.isoformat()}
    # "plaats-" before the number: a bare number of eight digits would be blanked as a BSN (common.logs)
    logger.info("leeslog: kop van de keten plaats-%s %s", head.position, head.hash)
    path = Path(settings.READING_LOG_ANCHOR_FILE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as file:
            file.write(json.dumps(line) + "\n")
    except OSError as error:
        logger.error("leeslog: het ankerbestand kan niet worden geschreven: %s", type(error).__name__)
    return line
