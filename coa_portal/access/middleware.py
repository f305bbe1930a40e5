"""Closed twice by default: undeclared views are refused, and behind them PostgreSQL refuses (R3, R4)."""

import logging
from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from coa_portal.access.declare import Audience, Declaration, declaration_of
from coa_portal.access.grants import grants_of
from coa_portal.access.wall import behind_wall, wall_role_of
from coa_portal.audit.reading import Channel, log_refusal_later

logger = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


class DeclarationMiddleware:
    """Looks up the declaration of the view that will answer, and refuses who may not enter.

    It resolves the address itself, before the wall opens, because the wall must know the declaration while
    Django only resolves inside it.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.declaration = None  # type: ignore[attr-defined]
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        request.declaration = declaration_of(match.func)  # type: ignore[attr-defined]
        request.endpoint_name = match.view_name or match.route  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Refuse: not declared, not signed in (to the sign-in page), no capability (404, R2)."""
        declaration = declaration_of(view)
        if declaration is None:
            logger.error("view without declaration refused: %s", getattr(view, "__qualname__", view))
            raise Http404
        if declaration.is_public:
            return _judge_method(request, declaration)
        if not request.user.is_authenticated:
            return None if declaration.is_api else redirect_to_login(request.get_full_path())
        if not may_enter(request.user, declaration):
            raise Http404
        return _judge_method(request, declaration)


def _judge_method(request: HttpRequest, declaration: Declaration) -> HttpResponse | None:
    """405 for a method that the view does not declare; the API says so itself, as problem+json."""
    allowed = {*declaration.methods, "HEAD"} if "GET" in declaration.methods else set(declaration.methods)
    if declaration.is_api or request.method in allowed:
        return None
    return HttpResponseNotAllowed(sorted(declaration.methods))


def may_enter(gebruiker: object, declaration: Declaration) -> bool:
    """Whether a signed-in account may enter a view at all."""
    is_system = getattr(gebruiker, "is_systeem", False)
    if is_system != declaration.is_api:
        return declaration.is_public
    if isinstance(declaration.who, Audience):
        return True
    return grants_of(gebruiker).has_any(declaration.who)


class WallMiddleware:
    """Opens one transaction under the database role of the account's side, for views behind the wall.

    Not `ATOMIC_REQUESTS`: under that a template response renders after the commit, outside the role. An
    exception sets a flag, and the rollback follows after the error page was made.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declaration = cast("Declaration | None", request.declaration)  # type: ignore[attr-defined]
        if declaration is None or not declaration.wall or not request.user.is_authenticated:
            return self.get_response(request)
        request.must_roll_back = False  # type: ignore[attr-defined]
        role = wall_role_of(request.user)
        try:
            with behind_wall(role, request.user.pk):
                response = self.get_response(request)
                if response.streaming:
                    raise RuntimeError("a streaming response would run its queries outside the wall")
                if request.must_roll_back:  # type: ignore[attr-defined]
                    raise _RolledBack(response)
        except _RolledBack as rolled_back:
            response = rolled_back.response
        _note_refusal(request, declaration, response)
        for write in getattr(request, "after_wall", []):
            with behind_wall(role, request.user.pk):
                write()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view failed; what it wrote must not be committed."""
        request.must_roll_back = True  # type: ignore[attr-defined]


def _note_refusal(request: HttpRequest, declaration: Declaration, response: HttpResponse) -> None:
    """Refused readings are logged too (R10); a view that said more about its own refusal is left alone."""
    if response.status_code not in {403, 404} or not declaration.activity or hasattr(request, "after_wall"):
        return
    match = request.resolver_match
    keys = [value for value in (match.kwargs if match else {}).values() if isinstance(value, UUID)]
    log_refusal_later(
        request,
        what=declaration.activity,
        object_id=keys[0] if keys else None,
        channel=Channel.API if declaration.is_api else Channel.PAGE,
    )


class _RolledBack(Exception):
    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response
