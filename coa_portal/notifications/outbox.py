"""Writing an event (R25): in the transaction of the change; Celery only gets a hint after the commit."""

import logging
from uuid import UUID

from django.db import transaction
from kombu.exceptions import OperationalError

from coa_portal.accounts.models import Gebruiker
from coa_portal.notifications.kinds import kind_of
from coa_portal.notifications.models import Event

logger = logging.getLogger(__name__)


def announce(
    kind: str,
    *,
    subject_id: UUID,
    reference: str,
    key: str,
    acting_user: Gebruiker | None,
    extra: dict[str, str] | None = None,
) -> None:
    """Put an event in the outbox. `key` tells one event from another of the same kind and subject.

    A conflicting key is the same event and is left alone. `ON CONFLICT DO NOTHING` also spares the role that
    may only INSERT from reading the row back.
    """
    kind_of(kind)
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an event belongs to the transaction of its change")
    Event.objects.bulk_create(
        [
            Event(
                key=f"{kind}:{key}",
                kind=kind,
                subject_id=subject_id,
                reference=reference,
                acting_user=acting_user if getattr(acting_user, "pk", None) else None,
                extra=extra or {},
            )
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(_hint_of_this_transaction(), robust=True)


class _Hint:
    """One hint for a whole transaction, however many events it wrote.

    Every event adds it to what runs after the commit, because a savepoint takes its own with it when it is
    rolled back; the first that is left does the work.
    """

    def __init__(self) -> None:
        self.was_given = False

    def __call__(self) -> None:
        if not self.was_given:
            self.was_given = True
            _hint()


def _hint_of_this_transaction() -> _Hint:
    waiting = (hook for _, hook, _ in transaction.get_connection().run_on_commit if isinstance(hook, _Hint))
    return next(waiting, None) or _Hint()


def _hint() -> None:
    """Wake the worker. A dead broker costs the page nothing: beat drains the outbox anyway."""
    from coa_portal.notifications.tasks import drain_outbox  # noqa: PLC0415  (tasks import the engine)

    try:
        drain_outbox.apply_async(ignore_result=True, retry=False)
    except (OperationalError, OSError):
        logger.warning("broker unreachable; the outbox waits for beat")
