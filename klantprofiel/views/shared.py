"""What the pages of one dossier share."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import get_visible_or_404, policy_of, visible
from coa_portal.web.components import Onderdeel
from klantprofiel.completeness import Completeness
from klantprofiel.models import Vergunninghouder
from klantprofiel.sections import Fact, RowSet, Section
from klantprofiel.selectors import with_profile
from klantprofiel.state import anchor_of


def holds_any(request: HttpRequest, capabilities: frozenset[str]) -> bool:
    """Whether the account holds one of `capabilities` anywhere."""
    return grants_of(request.user).has_any(capabilities)


def get_person(request: HttpRequest, pk: UUID) -> Vergunninghouder:
    """The visible person with the whole profile, or 404."""
    return get_visible_or_404(
        Vergunninghouder, request.user, with_profile(visible(Vergunninghouder, request.user)), pk=pk
    )


def may(request: HttpRequest, step: str, person: Vergunninghouder) -> bool:
    """Whether a button is shown; the action asks again."""
    return bool(policy_of(Vergunninghouder).may(request.user, step, person))


def dossier_url(person: Vergunninghouder) -> str:
    """The dossier page."""
    return reverse("klantprofiel:dossier", args=[person.pk])


def field_url(person: Vergunninghouder, section: Section, item: Fact | RowSet) -> str:
    """Where a fact or row set is filled in."""
    return f"{reverse('klantprofiel:sectie', args=[person.pk, section.code])}#{anchor_of(item)}"


def section_bar(
    person: Vergunninghouder, measured: Completeness, *, current: str = "", edit: bool
) -> list[Onderdeel]:
    """The sections with how far they are: links to the forms, or to the cards for who may only read."""
    items: list[Onderdeel] = []
    for score in measured.scores:
        code = score.section.code
        url = (
            reverse("klantprofiel:sectie", args=[person.pk, code])
            if edit
            else f"{dossier_url(person)}#{code}"
        )
        status: Any = score.status
        items.append(Onderdeel(score.section.menu_label, url, status, is_current=code == current))
    return items


def person_marks(person: Vergunninghouder) -> list[str]:
    """What stands under the name on every page of a dossier."""
    marks = [f"{person.age()} jaar", person.plaatsingseenheid.referentie]
    if person.dossier_locatie:
        marks.append(str(person.dossier_locatie))
    if person.is_nareiziger:
        marks.append("Nareiziger")
    return marks
