"""What the pages of COA's side share."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html

from coa_portal.access.policy import get_visible_or_404, policy_of, visible
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.web.forms import PortaalForm, apply_domain_error
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.models import Toestemming

READ = frozenset({"view_dossier", "view_all_dossiers"})
# the national desk keeps the dossiers that belong to no locatie (R1)
RECORD = frozenset({"record_toestemming", "koppel"})
WITHDRAW = frozenset({"record_toestemming", "view_all_dossiers"})
PUBLISH = frozenset({"doorzetten", "koppel"})


def get_person(request: HttpRequest, pk: UUID) -> Vergunninghouder:
    """The visible person, or 404."""
    people = visible(Vergunninghouder, request.user).select_related("plaatsingseenheid", "dossier_locatie")
    return get_visible_or_404(Vergunninghouder, request.user, people, pk=pk)


def get_toestemming(request: HttpRequest, pk: UUID) -> Toestemming:
    """The visible consent with its person, or 404."""
    rows = visible(Toestemming, request.user).select_related(
        "vergunninghouder__plaatsingseenheid", "gemeente", "taal"
    )
    return get_visible_or_404(Toestemming, request.user, rows, pk=pk)


def may(request: HttpRequest, step: str, person: Vergunninghouder) -> bool:
    """Whether a button is shown; the action asks again."""
    return bool(policy_of(Vergunninghouder).may(request.user, step, person))


def crumbs(person: Vergunninghouder, koppeling: Koppeling | None = None, **more: Any) -> dict[str, Any]:
    """The context that every page of one dossier needs; `koppeling`: the one that the page is about."""
    kenmerken: list[str] = [format_html('<span dir="auto">{}</span>', person.naam), f"{person.age()} jaar"]
    if koppeling is None:
        kenmerken.append(person.plaatsingseenheid.referentie)
    else:
        kenmerken += [f"Gemeente {koppeling.gemeente.naam}", koppeling.referentie]
    return {
        "person": person,
        "koppeling": koppeling,
        "kenmerken": kenmerken,
        "dossier_url": reverse("klantprofiel:dossier", args=[person.pk]),
        "toestemming_url": reverse("overdracht:toestemming", args=[person.pk]),
        "doorzetten_url": reverse("overdracht:doorzetten", args=[person.pk]),
        "versies_url": reverse("overdracht:versies", args=[person.pk]),
        **more,
    }


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also when that is nothing; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: PortaalForm, step: Callable[[], object]) -> bool:
    """Take the step, whole or not at all; a refusal stands on the form.

    What the account may not do at all is no matter of this form and gets its own page (403).
    """
    try:
        with transaction.atomic():
            step()
    except NotAllowed:
        raise
    except DomainError as error:
        apply_domain_error(form, error)
        return False
    return True
