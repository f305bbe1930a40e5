"""A session ends after a time without use, and after a working day in any case (DESIGN §10)."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from coa_portal.accounts import brakes
from coa_portal.accounts.api_keys import find_key
from coa_portal.web import errors
from coa_portal.web.waiting import in_words


class SessionAgeMiddleware:
    """Signs out a session that lay idle too long or grew too old.

    The last use is written at most once a minute, because each write is a query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is not None and "_auth_user_id" in session:
            now = int(time.time())
            started = session.setdefault("started_at", now)
            used = session.get("used_at", now)
            if now - used > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_MAX_SECONDS:
                logout(request)
            elif now - used >= 60 or "used_at" not in session:
                session["used_at"] = now
        return self.get_response(request)


class ApiKeyMiddleware:
    """Makes the account of a valid API key the account of the request, under /api/ only.

    A session never counts there: the API is for systems (stateless), and a forged form of a signed-in
    browser must not reach it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        typed = key.strip() if scheme.lower() == "bearer" else ""
        found = find_key(typed) if typed else None
        request.user = found.gebruiker if found is not None else AnonymousUser()
        request.api_key_id = found.pk if found is not None else None  # type: ignore[attr-defined]
        if typed and found is None:
            attempt = brakes.judge_visitor(request, brakes.Method.API_SLEUTEL)
            if attempt.wait:
                tekst = f"Te vaak een verkeerde sleutel. Probeer het over {in_words(attempt.wait)} opnieuw."
                return errors.too_many_requests(request, tekst, retry_after=attempt.wait)
        return self.get_response(request)
