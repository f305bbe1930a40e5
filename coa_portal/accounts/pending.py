"""Between the factors: who passed the first one. Nobody is signed in yet, `request.user` is still a visitor.

The session holds who, how and since when. It is worth nothing after PENDING_SECONDS, after the password or the
sessions of the account were changed, or once the account is switched off.
"""

import time
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from coa_portal.accounts import once
from coa_portal.accounts.models import Gebruiker

PENDING_SECONDS = 10 * 60
_KEY = "pending"


@dataclass(frozen=True)
class Pending:
    """The first factor of `account` was passed by `method`; `next_url` is where the visitor wanted to be.

    `is_proved`: the second factor was shown too, in setting it up; only the recovery codes must still be seen.
    """

    account: Gebruiker
    method: str
    next_url: str
    is_proved: bool


def begin(request: HttpRequest, account: Gebruiker, *, method: str, next_url: str) -> None:
    """Remember the first factor, under a new session key. Whoever else was signed in here no longer is."""
    if request.user.is_authenticated and request.user.pk != account.pk:
        request.session.flush()
    once.forget(request)
    request.session.cycle_key()
    request.session[_KEY] = {
        "account": str(account.pk),
        "hash": account.get_session_auth_hash(),
        "at": int(time.time()),
        "method": method,
        "next": next_url,
        "is_proved": False,
    }


def pending_of(request: HttpRequest) -> Pending | None:
    """Who is between the factors in this session, if anybody."""
    entry = request.session.get(_KEY)
    if not isinstance(entry, dict):
        return None
    account = Gebruiker.objects.filter(pk=entry["account"], is_active=True, kind=Gebruiker.Kind.MENS).first()
    is_fresh = 0 <= time.time() - entry["at"] < PENDING_SECONDS
    if account is None or not is_fresh or not _same(entry["hash"], account):
        end(request)
        return None
    return Pending(account, entry["method"], entry["next"], entry["is_proved"])


def _same(signed: str, account: Gebruiker) -> bool:
    return constant_time_compare(signed, account.get_session_auth_hash())


def mark_proved(request: HttpRequest, account: Gebruiker) -> None:
    """The account set up its first app and proved it with a code; the time starts anew, for the codes."""
    request.session[_KEY] = {
        **request.session[_KEY],
        "hash": account.get_session_auth_hash(),
        "at": int(time.time()),
        "is_proved": True,
    }


def end(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(_KEY, None)
