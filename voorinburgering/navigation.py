"""The menu items of lesgroepen: of who keeps them, and of who teaches."""

from django.http import HttpRequest

from coa_portal.access.grants import grants_of
from coa_portal.web.navigation import NavItem, register
from voorinburgering.policy import KEEP, TEACH
from voorinburgering.programma_policy import READ


def _keeps(request: HttpRequest) -> bool:
    return grants_of(request.user).has(KEEP)


def _teaches(request: HttpRequest) -> bool:
    return grants_of(request.user).has(TEACH)


def _reads(request: HttpRequest) -> bool:
    return grants_of(request.user).has_any(READ)


def register_navigation() -> None:
    """Called in `AppConfig.ready()`."""
    register(NavItem("voorinburgering", "Voorinburgering", "programma:lijst", 24, _reads))
    register(NavItem("lesgroepen", "Lesgroepen", "voorinburgering:lijst", 25, _keeps))
    register(NavItem("mijn-week", "Mijn week", "voorinburgering:week", 24, _teaches))
    register(NavItem("mijn-lesgroepen", "Mijn lesgroepen", "voorinburgering:mijn", 25, _teaches))
