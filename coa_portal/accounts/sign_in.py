"""Signing in and out, and the one-time link with which a person chooses a password."""

import time
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from coa_portal.accounts import kept, once, pending
from coa_portal.accounts.models import Gebruiker
from coa_portal.accounts.second_factor import methods_of
from coa_portal.web.navigation import url_or_empty


class _LinkTokens(PasswordResetTokenGenerator):
    """Tokens that work once: they are bound to the password, and to the account being in use."""

    key_salt = "coa_portal.accounts.sign_in.password_link"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"


_tokens = _LinkTokens()


def first_factor_passed(
    request: HttpRequest,
    account: Gebruiker,
    *,
    method: str,
    second_factor_done: bool = False,
    next_url: str = "",
) -> str:
    """The one way on after a password, an OpenID Connect answer or a passkey; returns the address to go to.

    `method` says how ("wachtwoord", "oidc", "passkey"). `second_factor_done`: the same step proved a second
    factor too, so the session starts now. `next_url` is where the visitor wanted to be.
    """
    if second_factor_done:
        return finish(request, account, method=method, next_url=next_url)
    pending.begin(request, account, method=method, next_url=next_url)
    return reverse("accounts:second_step" if methods_of(account).is_any else "accounts:enrol")


def finish(request: HttpRequest, account: Gebruiker, *, method: str, next_url: str) -> str:
    """Both factors were passed: start the session; returns the address to go to."""
    start_session(request, account, method=method)
    return kept.address(request) or safe_next(request, next_url)


def start_session(request: HttpRequest, account: Gebruiker, *, method: str) -> None:
    """Sign in, both factors passed: a new session key, every clock anew, and nothing of somebody else."""
    pending.end(request)
    once.forget(request)
    kept.belongs_to(request, account)
    if request.user.is_authenticated and request.user.pk == account.pk:
        request.session.cycle_key()  # Django keeps the key when the same account signs in again
    request.sign_in_method = method  # type: ignore[attr-defined]
    login(request, account, backend="coa_portal.accounts.backends.EmailBackend")
    request.session.set_expiry(None)
    request.session["method"] = method


def note_sign_in(sender: object, request: HttpRequest, user: Gebruiker, **kwargs: object) -> None:
    """Receiver of `user_logged_in`: starts the clocks of the session (age, inactivity, last authentication).
    An update, not a save: who signs in changes no account (no history)."""
    now = int(time.time())
    request.session.update({"started_at": now, "used_at": now, "authenticated_at": now})
    Gebruiker.objects.filter(pk=user.pk).update(last_login=timezone.now())


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` when it leads to this host, else the home page of the account."""
    is_own = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # never back into signing in or out
    passing = (reverse("accounts:login"), reverse("accounts:logout"), reverse("accounts:confirm"))
    if is_own and not urlsplit(wanted).path.startswith(passing):
        return wanted
    return url_or_empty("portaal:home") or reverse("accounts:account")


def make_password_link(gebruiker: Gebruiker) -> str:
    """The address with which this account chooses a password: once, within PASSWORD_RESET_TIMEOUT seconds."""
    path = reverse("accounts:set_password_link", args=[gebruiker.pk, quote(_tokens.make_token(gebruiker))])
    return f"{settings.PORTAL_BASE_URL}{path}"


def account_of_link(key: UUID | str, token: str) -> Gebruiker | None:
    """The account of a link that still works, else None."""
    account = Gebruiker.objects.filter(pk=key, is_active=True, kind=Gebruiker.Kind.MENS).first()
    return account if account is not None and _tokens.check_token(account, token) else None
