"""Reads on accounts."""

import datetime as dt
from collections.abc import Sequence

from coa_portal.accounts.models import Aanmeldpoging, Gebruiker, Toekenning
from coa_portal.common.dates import today

SOON = dt.timedelta(days=30)


def own_grants(gebruiker: Gebruiker) -> Sequence[Toekenning]:
    """What the account holds now and what is blocked, with the parents read along."""
    rows = gebruiker.toekenningen.filter(status__in=["actief", "geblokkeerd"])
    return list(rows.with_parents().order_by("rol", "created_at"))


def expires_soon(toekenning: Toekenning) -> bool:
    """Whether a running grant ends within 30 days."""
    ends = toekenning.eindigt_op
    return toekenning.status == "actief" and ends is not None and ends <= today() + SOON


def recent_attempts(gebruiker: Gebruiker, limit: int = 10) -> Sequence[Aanmeldpoging]:
    """The last attempts to sign in to the own account, the newest first, right and wrong ones."""
    return list(gebruiker.aanmeldpogingen.order_by("-moment")[:limit])
