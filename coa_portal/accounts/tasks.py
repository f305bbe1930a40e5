"""What Celery calls."""

import logging

from celery import shared_task

from coa_portal.accounts.expiry import expire_due

logger = logging.getLogger(__name__)


@shared_task(name="accounts.expire_toekenningen")
def expire_toekenningen() -> None:
    """Let grants past their end date expire."""
    expired = expire_due()
    if expired:
        logger.info("%s toekenningen expired", expired)
