"""Who is asking: the account that `accounts.middleware.ApiKeyMiddleware` found by its key."""

from typing import Any

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request


class SystemAccount(BaseAuthentication):
    """The key itself is judged before the wall opens; here DRF only learns the outcome."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The system account of the request, if any."""
        account = getattr(request._request, "user", None)
        if account is None or not account.is_authenticated or not getattr(account, "is_systeem", False):
            return None
        return account, None

    def authenticate_header(self, request: Request) -> str:
        """Makes DRF answer 401 with this challenge, not 403."""
        return 'Bearer realm="COA-portaal"'
