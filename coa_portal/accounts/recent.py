"""Whether somebody showed password and second factor not long ago (`@page(..., recent=True)`)."""

import time
from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from coa_portal.access.declare import Declaration
from coa_portal.accounts import kept
from coa_portal.accounts.requests import acting


def is_recent(request: HttpRequest) -> bool:
    """Whether the last authentication of this session is younger than REAUTH_SECONDS."""
    at = request.session.get("authenticated_at", 0)
    return bool(0 <= time.time() - at < settings.REAUTH_SECONDS)


def mark_recent(request: HttpRequest) -> None:
    """Both factors were just shown again: a new session key, because rights went up."""
    request.session.cycle_key()
    request.session["authenticated_at"] = int(time.time())


def ask_again(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the factors, and then back here; what was posted is kept and offered again."""
    if request.method == "POST" and kept.keep(request, acting(request).pk):
        return redirect("accounts:confirm")
    query = urlencode({"next": request.get_full_path()})
    return redirect(f"{reverse('accounts:confirm')}?{query}")


class RecentSignInMiddleware:
    """Asks for the factors again where a view declares `recent`. After DeclarationMiddleware: who may not enter
    must not learn that the page is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """Let through, or send to /bevestigen/."""
        declaration = cast("Declaration | None", request.declaration)  # type: ignore[attr-defined]
        if declaration is None or not declaration.recent or is_recent(request):
            return None
        return ask_again(request)
