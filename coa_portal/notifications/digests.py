"""The daily e-mail (R25, R26): made each morning, for whom there is something, of what is still unread and seen.

Whether the morning has come is read from the clock, not from a message: a worker or beat that was down then makes the
e-mails when it is back, and one that runs twice makes none twice.
"""

import datetime as dt
import logging

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from coa_portal.access.wall import behind_wall, elevated, wall_role_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications import email
from coa_portal.notifications.models import Digest, DigestLine, Melding, Wijze
from coa_portal.notifications.preferences import wijzen_now
from coa_portal.notifications.selectors import visible_meldingen
from coa_portal.notifications.sending import postpone, reachable, settle

logger = logging.getLogger(__name__)


def last_morning(now: dt.datetime) -> dt.datetime:
    """The last moment, up to `now`, at which daily e-mails are made (settings.DIGEST_HOUR, Dutch time)."""
    local = timezone.localtime(now)
    morning = dt.datetime.combine(local.date(), dt.time(settings.DIGEST_HOUR), local.tzinfo)
    if morning > local:
        morning = dt.datetime.combine(
            local.date() - dt.timedelta(days=1), dt.time(settings.DIGEST_HOUR), local.tzinfo
        )
    return morning


def make_next() -> int | None:
    """Gather the waiting lines of one account in its e-mail of this morning: 1 when done, 0 when another worker was
    first, None when nothing waits. What came after the morning, or after the e-mail was made, waits for the next."""
    with elevated("drain-outbox"):
        morning = last_morning(timezone.now())
        day = timezone.localdate(morning)
        waiting = DigestLine.objects.filter(digest=None, created_at__lt=morning)
        of_today = Digest.objects.filter(recipient=OuterRef("melding__recipient"), dag=day)
        line = waiting.exclude(Exists(of_today)).select_related("melding").order_by("created_at").first()
        if line is None:
            return None
        recipient = line.melding.recipient_id
        digest = Digest(recipient_id=recipient, dag=day, next_try_at=timezone.now())
        Digest.objects.bulk_create([digest], ignore_conflicts=True)
        if not Digest.objects.filter(pk=digest.pk).exists():
            return 0
        waiting.filter(melding__recipient=recipient).update(digest=digest)
        return 1


def take_next() -> int | None:
    """Try the oldest due daily e-mail: 1 when sent or no longer needed, 0 when it failed, None when none is due.

    As for one melding: the row stays locked while the mail server answers, and a second try carries the same
    Message-ID.
    """
    with elevated("drain-outbox"):
        digest = Digest.objects.due().select_for_update(skip_locked=True).order_by("next_try_at").first()
        if digest is None:
            return None
        try:
            with transaction.atomic():
                _deliver(digest)
        except Exception as error:
            logger.warning("daily e-mail %s failed: %s", digest.pk, type(error).__name__)
            postpone(digest, error)
            return 0
        return 1


def _deliver(digest: Digest) -> None:
    recipient = reachable([digest.recipient_id]).first()
    told = _still_news(digest, recipient) if recipient else []
    if recipient is not None and told:
        email.send_digest(digest, told, recipient)
    settle(digest, is_sent=bool(told))


def _still_news(digest: Digest, recipient: Gebruiker) -> list[Melding]:
    """What the recipient did not read, may see now, and still wants to hear by e-mail."""
    rows = list(
        Melding.objects.filter(digest_line__digest=digest, read_at=None)
        .select_related("event")
        .order_by("event__created_at", "pk")
    )
    wijzen = wijzen_now(recipient, [row.event for row in rows])
    wanted = [row for row in rows if wijzen.get(row.event_id) in (Wijze.DIRECT, Wijze.DAGELIJKS)]
    with behind_wall(wall_role_of(recipient), recipient.pk):
        seen = visible_meldingen(recipient, wanted)
    return [row for row in wanted if row.pk in seen]
