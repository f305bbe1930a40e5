"""What beat starts: publishing what lay still (DESIGN §5.5; one transaction per person, safe to run twice), ending
access that is due (§5.10), reminding of talks, and removing documents that belong to nothing."""

import datetime as dt
import logging

from celery import shared_task
from django.conf import settings

from coa_portal.access.wall import elevated
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from koppeling.actions import end_access_when_due
from koppeling.models import Koppeling
from overdracht.actions import publish_profiel
from overdracht.actions.gesprek import remind_of_talks
from overdracht.actions.termijnen import (
    Tellingen,
    announce_termijnen,
    count_termijnen,
    store_termijncijfers,
)
from overdracht.actions.toegang import announce_access_end
from overdracht.models import Profielversie
from overdracht.nudge import announce_resting
from overdracht.orphans import remove_orphans
from overdracht.selectors import people_with_settled_changes, settled_changes
from overdracht.toegang import NOTICE_DAYS

logger = logging.getLogger(__name__)

REMIND_DAYS = 2  # working days before a talk
REMIND_AT_ONCE = 200  # koppelingen per transaction


@shared_task(name="overdracht.publish_settled_changes")
def publish_settled_changes() -> int:
    """Publish for everybody whose changes lay still for the set time and are not held; returns how many."""
    with elevated("publish-settled-changes"):
        people = list(people_with_settled_changes())
    published = 0
    for person in people:
        try:
            with elevated("publish-settled-changes"):
                publish_profiel(
                    vergunninghouder=person, moment=Profielversie.Moment.AUTOMATISCH, acting_user=None
                )
            published += 1
        except DomainError as error:
            # consent or koppeling ended since, or nothing that a gemeente reads has changed
            logger.info("not published: %s", error.code)
        except Exception:
            # one broken dossier must not keep everybody behind it from the gemeente
            logger.exception("publishing one dossier failed")
    return published


@shared_task(name="overdracht.nudge_settled_changes")
def nudge_settled_changes() -> int:
    """Tell the behandelaar of changes that lie still, before the portal publishes them by itself; returns of how many.

    Once for each time that a dossier came to rest, and only where the gemeente would read something else: facts that
    nobody verified yet are no reason to send anything.
    """
    with elevated("nudge-settled-changes"):
        resting = list(settled_changes(settings.NUDGE_AFTER_WORKING_DAYS))
    told = 0
    for found in resting:
        try:
            with elevated("nudge-settled-changes"):
                told += announce_resting(found)
        except Exception:
            # the others must still be told
            logger.exception("telling about one dossier failed")
    return told


@shared_task(name="overdracht.remind_of_talks")
def remind_of_planned_talks() -> int:
    """Remind both sides two working days before a planned talk; running twice tells nobody twice."""
    with elevated("remind-of-talks"):
        return remind_of_talks(days=REMIND_DAYS, acting_user=None)


@shared_task(name="overdracht.remind_termijnen")
def remind_termijnen() -> int:
    """Tell whose turn it is of terms that are near or passed (R14); returns how many of these stand.

    Each is announced once per person, term and last day, however often this runs and however long it did not run.
    """
    with elevated("remind-termijnen"):
        keys = list(Koppeling.objects.active().order_by("pk").values_list("pk", flat=True))
    found = 0
    for start in range(0, len(keys), REMIND_AT_ONCE):
        try:
            with elevated("remind-termijnen"):
                found += announce_termijnen(keys[start : start + REMIND_AT_ONCE], today())
        except Exception:
            # the others must still be told
            logger.exception("telling about termijnen failed")
    return found


@shared_task(name="overdracht.count_termijnen")
def count_all_termijnen() -> int:
    """Count how the terms of every gemeente and opvanglocatie stand, for overviews that are too large to count on a
    page; returns how many figures there are."""
    with elevated("count-termijnen"):
        keys = list(Koppeling.objects.active().order_by("pk").values_list("pk", flat=True))
    found: Tellingen = {}
    for start in range(0, len(keys), REMIND_AT_ONCE):
        with elevated("count-termijnen"):
            count_termijnen(keys[start : start + REMIND_AT_ONCE], today(), found)
    with elevated("count-termijnen"):
        return store_termijncijfers(found)


@shared_task(name="overdracht.remove_orphan_documents")
def remove_orphan_documents() -> None:
    """Remove uploaded files that no consent refers to."""
    removed = remove_orphans()
    if removed:
        logger.info("%s orphan documents removed", removed)


@shared_task(name="overdracht.end_access_when_due")
def end_expired_access() -> int:
    """Announce which access ends soon, and end what should have ended; returns how many ended.

    The gate closes by itself at the end of the last day (R5). Safe to run twice: the second finds nothing.
    """
    soon = today() + dt.timedelta(days=NOTICE_DAYS)
    with elevated("end-access"):
        housed = Koppeling.objects.filter(status="gehuisvest", toegang_tot__lte=soon)
        keys = list(housed.order_by("toegang_tot", "pk").values_list("pk", flat=True))
    ended = 0
    for key in keys:
        try:
            with elevated("end-access"):
                koppeling = Koppeling.objects.get(pk=key)
                if koppeling.toegang_tot is not None and koppeling.toegang_tot >= today():
                    announce_access_end(koppeling)
                    continue
                end_access_when_due(koppeling=koppeling, acting_user=None)
            ended += 1
        except DomainError as error:
            # somebody ended it, or gave it more time, since
            logger.info("access not ended: %s", error.code)
        except Exception:
            logger.exception("ending one access failed")
    return ended
