"""What Celery calls."""

import logging

from celery import shared_task

from coa_portal.notifications import engine

logger = logging.getLogger(__name__)


@shared_task(name="notifications.drain_outbox")
def drain_outbox() -> None:
    """Deliver what waits in the outbox. A message is only a hint: the work is in the database."""
    events, deliveries = engine.drain()
    if events or deliveries:
        logger.info("outbox: %s events, %s deliveries", events, deliveries)
