"""Writes on meldingen and their delivery."""

from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from coa_portal.notifications.models import Delivery, Melding


@action
def mark_read(*, melding: Melding, acting_user: Gebruiker) -> None:
    """Note when the recipient first read it; reading again changes nothing."""
    _mark(melding.pk, acting_user=acting_user)


@action
def mark_all_read(*, acting_user: Gebruiker) -> int:
    """Mark every melding of the account as read; returns how many were not."""
    return _mark(None, acting_user=acting_user)


def _mark(key: object | None, *, acting_user: Gebruiker) -> int:
    rows = Melding.objects.filter(recipient=acting_user, read_at=None)
    if key is not None:
        rows = rows.filter(pk=key)
    now = timezone.now()
    return int(rows.update(read_at=now, updated_at=now))


@action
def retry_delivery(*, delivery: Delivery, acting_user: Gebruiker | None) -> Delivery:
    """Try an undeliverable delivery again, with as many tries as a new one."""
    row: Delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.sent_at or row.silenced_at or row.next_try_at:
        raise DomainError("Deze aflevering staat niet meer stil.", code="not_stuck")
    row.attempts, row.error, row.next_try_at = 0, "", timezone.now()
    row.save(update_fields=["attempts", "error", "next_try_at"])
    return row
