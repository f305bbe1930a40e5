"""Grants that are past their last day (R1)."""

from uuid import UUID

from coa_portal.access.wall import elevated
from coa_portal.accounts.actions import expire_toekenning
from coa_portal.accounts.models import Toekenning
from coa_portal.common.errors import DomainError


def expire_due() -> int:
    """Let every grant past its end date expire; returns how many. Safe to run twice or twice at once.

    One transaction per grant, so that one that cannot be ended does not keep the others alive.
    """
    with elevated("expire-toekenningen"):
        due = list(Toekenning.objects.due_to_expire().values_list("pk", flat=True))
    return sum(_expire(key) for key in due)


def _expire(key: UUID) -> bool:
    try:
        with elevated("expire-toekenningen"):
            expire_toekenning(toekenning=Toekenning.objects.get(pk=key), acting_user=None)
    except DomainError:
        return False  # ended or prolonged since the list was read
    return True
