"""What Celery calls: reading files from IBIS."""

import logging
from uuid import UUID

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from coa_portal.access.wall import elevated
from coa_portal.accounts.models import Gebruiker
from klantprofiel.actions.ibis import run_block, unfinished_imports
from klantprofiel.models import Ibisimport

logger = logging.getLogger(__name__)


def run_import(key: UUID) -> None:
    """All blocks that are left of one import, each in a transaction of its own."""
    more = True
    while more:
        with elevated("import-ibis"):
            row = Ibisimport.objects.get(pk=key)
            # by key: the role that reads files may not read a whole account
            door = Gebruiker(pk=row.door_id) if row.door_id else None
            more = run_block(ibisimport=row, acting_user=door)


@shared_task(name="klantprofiel.import_ibis")
def import_ibis() -> int:
    """Go on with every file that is not read to its end, the oldest first; returns how many. Safe to run twice, and
    after a worker that died: beat calls it too."""
    with elevated("import-ibis"):
        keys = unfinished_imports()
    for key in keys:
        try:
            run_import(key)
        except Exception:
            # the next file must still be read; beat tries this one again
            logger.exception("reading a file from IBIS failed")
    return len(keys)


def hint_after_commit() -> None:
    """Wake the worker when the file is in the database. A dead broker costs the page nothing: beat comes by."""
    transaction.on_commit(_hint, robust=True)


def _hint() -> None:
    try:
        import_ibis.apply_async(ignore_result=True, retry=False)
    except (OperationalError, OSError):
        logger.warning("broker unreachable; the file from IBIS waits for beat")
