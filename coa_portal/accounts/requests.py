"""The request of a view that only signed-in accounts reach."""

from django.http import HttpRequest

from coa_portal.accounts.models import Gebruiker


class AccountRequest(HttpRequest):
    """For annotations: `DeclarationMiddleware` let nobody in without an account."""

    user: Gebruiker
