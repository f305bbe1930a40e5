"""What the pages of lesgroepen have in common."""

from uuid import UUID

from django.http import HttpRequest

from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.audit.reading import log_reading
from coa_portal.organisaties.models import Lesgroep

PER_PAGE = 50
ACTIVITY = "lesgroepen"
KEPT = "lesgroepen, en hun deelnemers, van opvanglocaties van de toekenning"


def kept_lesgroep(request: HttpRequest, pk: UUID) -> Lesgroep:
    """A group of the own locaties; 404 for any other."""
    rows = visible(Lesgroep, request.user).select_related("opvanglocatie")
    return get_visible_or_404(Lesgroep, request.user, rows, pk=pk)


def log_lesgroep(request: HttpRequest, group: Lesgroep, subjects: list[UUID]) -> None:
    """A line in the reading log: these people, of this group."""
    log_reading(request, what="lesgroep", subjects=subjects, object_id=group.pk)
