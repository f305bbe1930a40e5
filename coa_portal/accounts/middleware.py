"""A session ends after a time without use, and after a working day in any case (DESIGN §10)."""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from coa_portal.access.declare import Declaration
from coa_portal.accounts import brakes, kept
from coa_portal.accounts.api_keys import find_key
from coa_portal.web import errors
from coa_portal.web.waiting import in_words

GetResponse = Callable[[HttpRequest], HttpResponse]


class SessionAgeMiddleware:
    """Signs out a session that lay idle too long or grew too old; a form that comes too late is kept (R18).

    The last use is written at most once a minute, because each write is a query.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is not None and "_auth_user_id" in session:
            now = int(time.time())
            started = session.setdefault("started_at", now)
            used = session.get("used_at", now)
            if now - used > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_MAX_SECONDS:
                # nobody, where the account was switched off or its password changed meanwhile
                account_id = request.user.pk
                logout(request)
                if account_id is not None:
                    kept.note_ended(request, account_id)
            elif now - used >= _least_write_seconds() or "used_at" not in session:
                session["used_at"] = now
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        """To the sign-in page, with why. Here and not above: by now the proof of origin (CSRF) was judged, and
        a form that another site made must not wait to be sent."""
        if not _is_page(request.declaration):  # type: ignore[attr-defined]
            return None
        if request.user.is_authenticated:
            if request.method == "POST" and kept.FIELD in request.POST:
                kept.drop(request, request.POST[kept.FIELD])
            return None
        account_id = kept.ended_account(request)
        if account_id is None:
            return None
        is_kept = request.method == "POST" and kept.keep(request, account_id)
        return _to_sign_in(request, "bewaard" if is_kept else "verlopen")


def _least_write_seconds() -> int:
    """A minute, or less where sessions are that short (tests)."""
    return int(min(60, max(1, settings.SESSION_IDLE_SECONDS // 4)))


def _is_page(declaration: Declaration | None) -> bool:
    """Whether an address is a page for people who are signed in."""
    return declaration is not None and not declaration.is_public and not declaration.is_api


def _to_sign_in(request: HttpRequest, why: str) -> HttpResponse:
    query = {"next": request.get_full_path(), "bericht": why}
    return redirect(f"{reverse('accounts:login')}?{urlencode(query)}")


class ApiKeyMiddleware:
    """Makes the account of a valid API key the account of the request, under /api/ only.

    A session never counts there: the API is for systems (stateless), and a forged form of a signed-in
    browser must not reach it.
    """

    def __init__(self, get_response: GetResponse) -> None:
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
