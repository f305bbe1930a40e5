"""COA's side of talks: its cards on the page of the handover, and what to publish before a driegesprek."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from coa_portal.access.policy import policy_of, visible
from klantprofiel.models import Vergunninghouder
from overdracht.coa.standing import active_koppeling
from overdracht.gesprekken.doors import people_shown
from overdracht.gesprekken.hints import Hint, register_finder
from overdracht.gesprekken.navigation import talks_card
from overdracht.gesprekken.selectors import agreements
from overdracht.models import Betrokkene, Gesprek, Inzage
from overdracht.selectors import pending_changes


def dossier_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """The talks of the household of the active koppeling."""
    koppeling = active_koppeling(person)
    return talks_card(request, koppeling) if koppeling else None


def agreements_panel(request: HttpRequest, person: Vergunninghouder) -> SafeString | None:
    """What is still to be done for the household of the active koppeling, by whom and when."""
    koppeling = active_koppeling(person)
    if koppeling is None:
        return None
    rows = list(agreements(request.user, koppeling).filter(status="open"))
    people = people_shown(request, koppeling) if rows else []
    titles = {one.betrokkene.pk: one.titel for one in people}
    context: dict[str, Any] = {
        "afspraken": [
            (row, titles.get(row.betrokkene_id, "Eén persoon") if row.betrokkene_id else "Huishouden", [])
            for row in rows
        ],
        "url": reverse("gesprekken:koppeling", args=[koppeling.pk]),
    }
    return render_to_string("overdracht/gesprekken/_afspraken_kaart.html", context, request)


def unpublished_before(gebruiker: Any, gesprek: Gesprek, expected: Collection[UUID]) -> list[Hint]:
    """One hint per expected person whose profile has changes that the gemeente does not read yet, or no consent."""
    rows = (
        Betrokkene.objects.filter(pk__in=expected).select_related("vergunninghouder").order_by("volgnummer")
    )
    seen = set(
        visible(Vergunninghouder, gebruiker)
        .filter(pk__in=[r.vergunninghouder_id for r in rows])
        .values_list("pk", flat=True)
    )
    open_now = set(Inzage.objects.filter(pk__in=expected, tier__gte=1).values_list("pk", flat=True))
    hints = []
    for row in rows:
        person = row.vergunninghouder
        if person.pk not in seen:
            continue
        if row.pk not in open_now:
            hints.append(_without_consent(person))
        elif pending_changes(person, gesprek.koppeling).has_changes:
            hints.append(_unpublished(gebruiker, person))
    return hints


def _without_consent(person: Vergunninghouder) -> Hint:
    return Hint(
        f"{person.naam} gaf geen toestemming",
        "De gemeente leest geen profiel. In het gesprek bepaalt de inburgeraar zelf wat er wordt besproken.",
        "Naar de toestemming",
        reverse("overdracht:toestemming", args=[person.pk]),
    )


def _unpublished(gebruiker: Any, person: Vergunninghouder) -> Hint:
    may = policy_of(Vergunninghouder).may(gebruiker, "doorzetten", person)
    url = f"{reverse('overdracht:doorzetten', args=[person.pk])}?moment=driegesprek"
    return Hint(
        f"Zet eerst het profiel van {person.naam} door",
        "De gemeente leest voor het driegesprek het nieuwste profiel. Er zijn wijzigingen die zij nog niet heeft.",
        "Doorzetten" if may else "",
        url if may else "",
    )


def register_hints() -> None:
    """Called in `AppConfig.ready()`."""
    register_finder(unpublished_before)
