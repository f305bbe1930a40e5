"""What beat starts: publishing what lay still (DESIGN §5.5; one transaction per person, safe to run twice), and
removing documents that belong to nothing."""

import logging

from celery import shared_task

from coa_portal.access.wall import elevated
from coa_portal.common.errors import DomainError
from overdracht.actions import publish_profiel
from overdracht.models import Profielversie
from overdracht.orphans import remove_orphans
from overdracht.selectors import people_with_settled_changes

logger = logging.getLogger(__name__)


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


@shared_task(name="overdracht.remove_orphan_documents")
def remove_orphan_documents() -> None:
    """Remove uploaded files that no consent refers to."""
    removed = remove_orphans()
    if removed:
        logger.info("%s orphan documents removed", removed)
