"""What every e-mail shares: to whom, how often it is tried, and what is kept of a failure."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from coa_portal.accounts.models import CONTACT_FIELDS, Gebruiker
from coa_portal.notifications.models import Event, Sending

MAX_TRIES = 8
_FIRST_WAIT = dt.timedelta(seconds=30)
_LONGEST_WAIT = dt.timedelta(hours=6)


def wait_after(tries: int) -> dt.timedelta:
    """How long to wait after that many failed tries: 30 s, doubling, at most 6 hours (8 tries: over an hour)."""
    return min(_FIRST_WAIT * (1 << min(tries - 1, 20)), _LONGEST_WAIT)


def postpone(row: Event | Sending, error: Exception) -> None:
    """Count the try. Only the name of the exception is kept: its text may quote data."""
    row.attempts += 1
    row.error = type(error).__name__
    is_given_up = isinstance(row, Sending) and row.attempts >= MAX_TRIES
    row.next_try_at = None if is_given_up else timezone.now() + wait_after(row.attempts)
    row.save(update_fields=["attempts", "error", "next_try_at"])


def settle(row: Sending, *, is_sent: bool) -> None:
    """Sent, or no longer needed."""
    if is_sent:
        row.sent_at = timezone.now()
        row.attempts += 1
    else:
        row.silenced_at = timezone.now()
    row.next_try_at, row.error = None, ""
    row.save(update_fields=["attempts", "sent_at", "silenced_at", "next_try_at", "error"])


def reachable(keys: Collection[UUID]) -> "QuerySet[Gebruiker]":
    """Those of the accounts that are still in use, with only the columns that this side of the wall may read."""
    return Gebruiker.objects.only(*CONTACT_FIELDS).filter(pk__in=keys, is_active=True)
