"""The menu item of gemeente accounts."""

from coa_portal.access.grants import grants_of
from coa_portal.access.roles import TIER_CAPABILITIES
from coa_portal.web.navigation import NavItem, register
from overdracht.gemeente import selectors


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
