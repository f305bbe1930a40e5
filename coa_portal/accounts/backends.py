"""Sign-in by e-mail address."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from coa_portal.accounts.models import Gebruiker


class EmailBackend(BaseBackend):
    """Checks an e-mail address and password. Systems never sign in; they have an API key."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Gebruiker | None:
        """The account, or None. An unknown address costs as much time as a wrong password."""
        if not username or password is None:
            return None
        try:
            account = Gebruiker.objects.get_by_natural_key(username)
        except Gebruiker.DoesNotExist:
            Gebruiker().set_password(password)
            return None
        if account.check_password(password) and account.is_active and not account.is_systeem:
            return account
        return None

    def get_user(self, user_id: Any) -> Gebruiker | None:
        """The account of a session, unless it was switched off since."""
        return Gebruiker.objects.filter(pk=user_id, is_active=True, kind=Gebruiker.Kind.MENS).first()
