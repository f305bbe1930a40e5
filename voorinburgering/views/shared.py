"""What the pages of lesgroepen have in common."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, QueryDict

from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.audit.reading import log_reading
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.organisaties.models import Lesgroep
from coa_portal.web.forms import PortaalForm, apply_domain_error

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


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when that is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: PortaalForm, step: Callable[[], object]) -> bool:
    """Take the step, whole or not at all; a refusal stands on the form. NotAllowed gets its own page (403)."""
    try:
        with transaction.atomic():
            step()
    except NotAllowed:
        raise
    except DomainError as error:
        apply_domain_error(form, error)
        return False
    return True
