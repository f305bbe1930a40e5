"""Reading the inbox."""

from django.db.models import QuerySet

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import kind_of
from coa_portal.notifications.models import Melding


def inbox(gebruiker: Gebruiker) -> "QuerySet[Melding]":
    """The meldingen of one account, newest first."""
    rows: QuerySet[Melding] = Melding.objects.filter(recipient=gebruiker).select_related("event")
    return rows


def unread_count(gebruiker: object) -> int:
    """How many the account has not read; nought for a visitor."""
    if not getattr(gebruiker, "is_authenticated", False):
        return 0
    return int(Melding.objects.filter(recipient_id=gebruiker.pk, read_at=None).count())  # type: ignore[attr-defined]


def may_read(gebruiker: Gebruiker, melding: Melding) -> bool:
    """Whether the account may still follow the melding to its subject, decided now (R26)."""
    return kind_of(melding.event.kind).may_see(gebruiker, melding.event)
