"""From outbox to inbox and e-mail (R25, R26).

Every row is one transaction, taken with SKIP LOCKED, so that workers may run side by side and a killed one
leaves nothing half done. Unique keys make a second try harmless.
"""

import logging
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from coa_portal.access.wall import behind_wall, elevated, wall_role_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications import digests, email
from coa_portal.notifications.kinds import Kind, kind_of
from coa_portal.notifications.models import Delivery, DigestLine, Event, Melding, Wijze
from coa_portal.notifications.preferences import followers, wijzen_of
from coa_portal.notifications.sending import postpone, reachable, settle

logger = logging.getLogger(__name__)


def drain() -> tuple[int, int]:
    """Work off what is due: events first, then e-mails. Returns how many of each were done.

    A row that fails gets a later `next_try_at`, so the loops end.
    """
    events = spread()
    deliveries = _repeat(_take_delivery)
    _repeat(digests.make_next)
    return events, deliveries + _repeat(digests.take_next)


def spread() -> int:
    """Only the first half: meldingen in the inboxes, e-mails made ready but not sent. Returns how many events."""
    return _repeat(_take_event)


def _repeat(take: Callable[[], int | None]) -> int:
    """Until nothing is left; the sum of what was done."""
    total = 0
    while (done := take()) is not None:
        total += done
    return total


def _take_event() -> int | None:
    """Spread the oldest due event: 1 when done, 0 when it failed, None when none is due."""
    with elevated("drain-outbox"):
        event = (
            Event.objects.select_for_update(skip_locked=True)
            .filter(drained_at=None, next_try_at__lte=timezone.now())
            .order_by("created_at")
            .first()
        )
        if event is None:
            return None
        try:
            with transaction.atomic():
                _spread(event)
        except Exception as error:
            # whatever is wrong with one kind of event must not hold up the others
            logger.exception("event %s failed", event.pk)
            postpone(event, error)
            return 0
        event.drained_at, event.error = timezone.now(), ""
        event.save(update_fields=["drained_at", "error"])
        return 1


def _spread(event: Event) -> None:
    """A melding for every recipient and follower who may see the subject now and wants to hear of it; an e-mail, at
    once or in the next daily one, for every person among them who wants that."""
    kind = kind_of(event.kind)
    keys = {*kind.recipients(event), *followers(kind, event)} - {event.acting_user_id}
    seeing = [account for account in reachable(keys) if _may_see(kind, account, event)]
    wijzen = wijzen_of(kind, event, seeing)
    hearing = [account for account in seeing if wijzen[account.pk] != Wijze.UIT]
    Melding.objects.bulk_create(
        [Melding(event=event, recipient=account) for account in hearing], ignore_conflicts=True
    )
    # read back: of a melding that was there already the new row and its key were dropped
    made = list(Melding.objects.filter(event=event, recipient__in=hearing))
    Delivery.objects.bulk_create(
        [
            Delivery(melding=melding, channel=Delivery.Channel.EMAIL, next_try_at=timezone.now())
            for melding in made
            if wijzen[melding.recipient_id] == Wijze.DIRECT
        ],
        ignore_conflicts=True,
    )
    DigestLine.objects.bulk_create(
        [DigestLine(melding=melding) for melding in made if wijzen[melding.recipient_id] == Wijze.DAGELIJKS],
        ignore_conflicts=True,
    )


def _may_see(kind: Kind, account: Gebruiker, event: Event) -> bool:
    """Decided as if the account itself asked: behind its own side of the wall (R26)."""
    with behind_wall(wall_role_of(account), account.pk):
        return kind.may_see(account, event)


def _take_delivery() -> int | None:
    """Try the oldest due delivery: 1 when sent or no longer needed, 0 when it failed, None when none is due.

    The row stays locked while the mail server answers. A worker that dies between that answer and the commit
    sends again, under the same Message-ID.
    """
    with elevated("drain-outbox"):
        delivery = Delivery.objects.due().select_for_update(skip_locked=True).order_by("next_try_at").first()
        if delivery is None:
            return None
        try:
            with transaction.atomic():
                _deliver(delivery)
        except Exception as error:
            logger.warning("delivery %s failed: %s", delivery.pk, type(error).__name__)
            postpone(delivery, error)
            return 0
        return 1


def _deliver(delivery: Delivery) -> None:
    melding = Melding.objects.select_related("event").get(pk=delivery.melding_id)
    recipient = reachable([melding.recipient_id]).first()
    kind = kind_of(melding.event.kind)
    is_wanted = recipient is not None and melding.read_at is None
    if recipient is not None and is_wanted and _may_see(kind, recipient, melding.event):
        email.send(delivery, melding, kind, recipient)
        settle(delivery, is_sent=True)
    else:
        settle(delivery, is_sent=False)
