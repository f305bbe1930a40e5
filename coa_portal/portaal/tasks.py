"""What Celery calls."""

import logging

from celery import shared_task

from coa_portal.portaal.toezicht import keten

logger = logging.getLogger(__name__)


@shared_task(name="portaal.seal_reading_log")
def seal_reading_log() -> None:
    """Seal the lines of the last minute."""
    keten.seal_all()


@shared_task(name="portaal.anchor_reading_log")
def anchor_reading_log() -> None:
    """Write the head of the chain down outside the database."""
    keten.write_anchor()


@shared_task(name="portaal.verify_reading_log")
def verify_reading_log() -> None:
    """Seal what every earlier run missed, then verify all of it."""
    keten.seal_all(everything=True)
    report = keten.run_verification()
    if not report.is_intact:
        logger.error("leeslog: de controle vond %s afwijkingen", len(report.findings) + report.more_findings)
