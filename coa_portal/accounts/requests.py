"""The request of a view that only signed-in accounts reach."""

from typing import cast

from django.http import HttpRequest

from coa_portal.accounts.models import Gebruiker


class AccountRequest(HttpRequest):
    """For annotations: `DeclarationMiddleware` let nobody in without an account."""

    user: Gebruiker


def acting(request: HttpRequest) -> Gebruiker:
    """The account of such a request, where a signature of Django's (its admin) does not let us say so."""
    return cast("AccountRequest", request).user
