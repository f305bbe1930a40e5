"""How the pages of talks fetch an object, say where they are, and write down whose names they showed (R2, R10)."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse

from coa_portal.access.policy import get_visible_or_404, visible
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.audit.reading import Channel, log_reading, log_refusal_later
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.web.forms import PortaalForm, apply_domain_error
from koppeling.models import KEPT_OF_JOINED, Koppeling
from overdracht.gesprekken import selectors
from overdracht.gesprekken.selectors import Lid
from overdracht.models import Afspraak, Gesprek
from overdracht.policy import is_coa

READ = TIER_CAPABILITIES[0] | {"view_dossier", "view_all_dossiers"}
WORK = frozenset({"manage_overdracht", "plan_gesprek", "koppel"})
PLAN = frozenset({"manage_overdracht"})
ACTIVITY = "plannen-gesprekken"


def found_or_404(request: HttpRequest, what: str, model: type[Model], rows: "QuerySet[Any]", pk: UUID) -> Any:
    """The visible row, or 404 with a line in the reading log."""
    try:
        return get_visible_or_404(model, request.user, rows, pk=pk)
    except Http404:
        log_refusal_later(request, what=what, object_id=pk)
        raise


def koppeling_or_404(request: HttpRequest, pk: UUID) -> Koppeling:
    """A definitive koppeling that the account sees, ended ones too."""
    rows = visible(Koppeling, request.user).filter(definitief_op__isnull=False).select_related("gemeente")
    row: Koppeling = found_or_404(request, "koppeling", Koppeling, rows, pk)
    return row


def gesprek_or_404(request: HttpRequest, pk: UUID) -> Gesprek:
    """A talk that the account sees, with what a page shows of it."""
    row: Gesprek = found_or_404(request, "gesprek", Gesprek, selectors.talks(request.user), pk)
    return row


def afspraak_or_404(request: HttpRequest, pk: UUID) -> Afspraak:
    """An agreement that the account sees."""
    rows = visible(Afspraak, request.user).select_related("koppeling__gemeente").defer(*KEPT_OF_JOINED)
    row: Afspraak = found_or_404(request, "afspraak", Afspraak, rows, pk)
    return row


def people_shown(request: HttpRequest, koppeling: Koppeling, *, channel: Channel = Channel.PAGE) -> list[Lid]:
    """The household for a page that names it: reading those names is logged."""
    people = selectors.household(koppeling, request.user)
    log_names(request, koppeling, people, channel=channel)
    return people


def log_names(
    request: HttpRequest, koppeling: Koppeling, people: Sequence[Lid], *, channel: Channel = Channel.PAGE
) -> None:
    """Write down whose names were shown; nothing where there were numbers only."""
    named = [person.betrokkene.vergunninghouder_id for person in people if person.is_named]
    if named:
        log_reading(request, what="namen huishouden", subjects=named, object_id=koppeling.pk, channel=channel)


def crumbs(request: HttpRequest, koppeling: Koppeling, **more: Any) -> dict[str, Any]:
    """The context that every page about one koppeling needs."""
    name = "koppeling:detail" if is_coa(request.user) else "overdracht_gemeente:koppeling"
    return {
        "koppeling": koppeling,
        "koppeling_url": reverse(name, args=[koppeling.pk]),
        "lijst_url": reverse("gesprekken:lijst"),
        "gesprekken_url": reverse("gesprekken:koppeling", args=[koppeling.pk]),
        "is_coa": is_coa(request.user),
        "kenmerken": [koppeling.referentie, f"Gemeente {koppeling.gemeente.naam}"],
        **more,
    }


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when that is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: PortaalForm, step: Callable[[], object]) -> bool:
    """Take the step, whole or not at all; a refusal stands on the form, one of the account gets its own page."""
    try:
        with transaction.atomic():
            step()
    except NotAllowed:
        raise
    except DomainError as error:
        apply_domain_error(form, error)
        return False
    return True
