"""Which browsers an account signed in with before: a cookie that the browser carries, nothing kept here.

A browser that once passed both factors is judged on failures of its own (`brakes`), so that who guesses from
elsewhere cannot shut its owner out. The cookie opens nothing: whoever steals it may guess on one more counter.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

MAX_AGE_SECONDS = 90 * 24 * 3600
_SALT = "coa_portal.accounts.devices"
# a computer that colleagues share; the account that signed in longest ago makes place
_MOST_ACCOUNTS = 5


def account_key(email: str) -> str:
    """What stands for an account in cookies and counters: the same for known and unknown addresses.

    Upper case, because that is how PostgreSQL compares addresses: lower case would count "ı" and "i" apart,
    while they find the same account.
    """
    return salted_hmac(_SALT, email.strip().upper(), algorithm="sha256").hexdigest()[:24]


def known_device(request: HttpRequest, email: str) -> str:
    """The name of this browser for an account that signed in with it before; empty when it is a strange one."""
    wanted = account_key(email)
    return next((device for account, device, _ in _read(request) if account == wanted), "")


def renew(request: HttpRequest, email: str) -> None:
    """This browser just signed in: give it a fresh name for the account. `DeviceMiddleware` sends it along."""
    wanted = account_key(email)
    others = [row for row in _read(request) if row[0] != wanted]
    rows = [[wanted, secrets.token_urlsafe(12), int(time.time())], *others]
    request.device_cookie = signing.dumps(rows[:_MOST_ACCOUNTS], salt=_SALT)  # type: ignore[attr-defined]


def _read(request: HttpRequest) -> list[list[Any]]:
    """The rows [account, device, since] of the cookie; none when it is not ours, or damaged."""
    value = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        rows = signing.loads(value, salt=_SALT, max_age=MAX_AGE_SECONDS) if value else []
    except signing.BadSignature:
        return []
    oldest = time.time() - MAX_AGE_SECONDS
    return [row for row in rows if row[2] >= oldest]


class DeviceMiddleware:
    """Sends the cookie after a sign-in; JavaScript cannot read it, and other sites cannot have it sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        value = getattr(request, "device_cookie", None)
        if value is not None:
            response.set_cookie(
                settings.DEVICE_COOKIE_NAME,
                value,
                max_age=MAX_AGE_SECONDS,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
