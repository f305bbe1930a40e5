"""Secrets that a page shows once: they wait in the session, encrypted, and never longer than an hour."""

import time

from django.http import HttpRequest

from coa_portal.common import crypto

SECRET, CODES = "new_secret", "new_codes"  # names in the session
_PURPOSE = "session"
_SECONDS = 3600


def put(request: HttpRequest, name: str, text: str) -> None:
    """Keep `text` for this session."""
    # no key of the session goes along: that is changed at sign-in
    request.session[name] = {
        "text": crypto.encrypt(text, purpose=_PURPOSE, context=name),
        "at": int(time.time()),
    }


def peek(request: HttpRequest, name: str) -> str:
    """The text, "" when there is none (any more)."""
    entry = request.session.get(name)
    if not isinstance(entry, dict):
        return ""
    try:
        if time.time() - entry["at"] > _SECONDS:
            raise crypto.CannotDecrypt
        return crypto.decrypt(entry["text"], purpose=_PURPOSE, context=name)
    except crypto.CannotDecrypt:
        drop(request, name)
        return ""


def drop(request: HttpRequest, name: str) -> None:
    """Forget it."""
    request.session.pop(name, None)


def forget(request: HttpRequest) -> None:
    """Forget all: somebody passes the first factor. Whoever used this browser before may have seen the secret that
    waits here, and must not have it become somebody else's app."""
    for name in (SECRET, CODES):
        drop(request, name)
