"""The menu item of gemeente accounts."""

from django.http import HttpRequest

from coa_portal.access.grants import grants_of
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.web.navigation import NavItem, register
from overdracht.gemeente import selectors, vragen
from overdracht.gemeente.panels import register_panel
from overdracht.vragen import to_answer


def register_navigation() -> None:
    """Called in `AppConfig.ready()`."""
    register(
        NavItem(
            code="gemeente_koppelingen",
            label="Koppelingen",
            url_name="overdracht_gemeente:lijst",
            order=20,
            visible=lambda request: grants_of(request.user).has_any(TIER_CAPABILITIES[0]),
            counter=lambda request: selectors.without_behandelaar(request.user),
            counter_label="zonder behandelaar",
        )
    )
    register(
        NavItem(
            code="gemeente_termijnen",
            label="Termijnen",
            url_name="overdracht_gemeente:termijnen",
            order=30,
            visible=lambda request: grants_of(request.user).has("view_tier0"),
        )
    )
    register(
        NavItem(
            code="gemeente_contact",
            label="Contact",
            url_name="overdracht_gemeente:contact",
            order=60,
            visible=lambda request: grants_of(request.user).has_any(TIER_CAPABILITIES[0]),
            counter=_questions,
            counter_label="vragen wachten op uw antwoord",
        )
    )
    register_panel(60, vragen.panel)
    register_panel(20, vragen.contacts_panel, side=True)


def _questions(request: HttpRequest) -> int:
    """Questions of COA; for who answers them."""
    return (
        to_answer(request.user).order_by().count() if grants_of(request.user).has("manage_overdracht") else 0
    )
