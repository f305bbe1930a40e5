"""The menu item of koppelen."""

from django.http import HttpRequest

from coa_portal.access.grants import grants_of
from coa_portal.organisaties.models import Organisatie
from coa_portal.web.navigation import NavItem, register
from koppeling.selectors import waiting_households


def _decides(request: HttpRequest) -> bool:
    return grants_of(request.user).has("koppel", Organisatie.COA)


def _waiting(request: HttpRequest) -> int:
    return waiting_households(request.user).count()


def register_navigation() -> None:
    """Called in `AppConfig.ready()`."""
    register(
        NavItem(
            "koppelen",
            "Koppelen",
            "koppeling:lijst",
            30,
            _decides,
            counter=_waiting,
            counter_label="nog te koppelen",
        )
    )
