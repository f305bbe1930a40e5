"""The menu item, and the cards of talks on the dossier pages of both sides."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from coa_portal.access.grants import grants_of
from coa_portal.web.navigation import NavItem, register
from koppeling.models import Koppeling
from overdracht.gemeente.dossier import Persoon
from overdracht.gemeente.panels import register_panel
from overdracht.gesprekken import selectors
from overdracht.gesprekken.doors import READ, WORK
from overdracht.gesprekken.ics import place_of
from overdracht.gesprekken_policy import may_plan


def _waiting(request: HttpRequest) -> int:
    if not grants_of(request.user).has_any(WORK):
        return 0
    return selectors.waiting_for(request.user).order_by().count()


def koppeling_panel(request: HttpRequest, koppeling: Koppeling, people: Sequence[Persoon]) -> SafeString:
    """The card on the gemeente's page of a koppeling."""
    return talks_card(request, koppeling)


def talks_card(request: HttpRequest, koppeling: Koppeling) -> SafeString:
    """The next talk, whose turn it is and how many agreements are open, with the way to the talks."""
    rows = list(selectors.talks(request.user).filter(koppeling=koppeling).order_by("-moment"))
    is_open = [row for row in rows if row.is_open]
    following = min(is_open, key=lambda row: (row.moment is not None, row.moment), default=None)
    held = next((row for row in rows if row.status == "gehouden"), None)
    may_work = bool(may_plan(request.user, koppeling))
    context = {
        "koppeling": koppeling,
        "volgende": following,
        "plaats": place_of(following) if following else "",
        "beurt": selectors.turn_text(following, request.user) if following else "",
        "gehouden": held,
        "open_afspraken": selectors.agreements(request.user, koppeling).filter(status="open").count(),
        "may_plan": may_work and grants_of(request.user).has("manage_overdracht", koppeling.gemeente_id),
    }
    return render_to_string("overdracht/gesprekken/_kaart.html", context, request)


def register_navigation() -> None:
    """Called in `AppConfig.ready()`."""
    register(
        NavItem(
            "gesprekken",
            "Gesprekken",
            "gesprekken:lijst",
            45,
            lambda request: grants_of(request.user).has_any(READ),
            counter=_waiting,
            counter_label="voorstellen die op uw antwoord wachten",
        )
    )
    register_panel(30, koppeling_panel)
