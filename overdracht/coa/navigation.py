"""The menu item of COA's side: requests that wait for an answer."""

from django.http import HttpRequest

from coa_portal.access.grants import grants_of
from coa_portal.web.navigation import NavItem, register
from overdracht.coa.views.contact import WRITE
from overdracht.coa.views.shared import READ
from overdracht.selectors import open_opvragingen
from overdracht.vragen import to_answer


def _answers_requests(request: HttpRequest) -> bool:
    return grants_of(request.user).has("doorzetten")


def _waiting(request: HttpRequest) -> int:
    return open_opvragingen(request.user).order_by().count()


def register_navigation() -> None:
    """Called in `AppConfig.ready()`."""
    register(
        NavItem(
            "opvragingen",
            "Opvragingen",
            "overdracht:opvragingen",
            40,
            _answers_requests,
            counter=_waiting,
            counter_label="open opvragingen",
        )
    )
    register(
        NavItem(
            "termijnen",
            "Termijnen",
            "overdracht:termijnen",
            45,
            lambda request: grants_of(request.user).has_any(READ),
        )
    )
    register(
        NavItem(
            "contact_coa",
            "Contact",
            "overdracht:contact",
            60,
            lambda request: grants_of(request.user).has_any(READ),
            counter=_questions,
            counter_label="vragen wachten op uw antwoord",
        )
    )


def _questions(request: HttpRequest) -> int:
    """Questions of gemeenten; for who answers them."""
    return to_answer(request.user).order_by().count() if grants_of(request.user).has_any(WRITE) else 0
