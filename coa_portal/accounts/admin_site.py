"""Django admin for the beheerder: accounts and reference data, never a dossier."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver

from coa_portal.access.declare import Declaration
from coa_portal.access.grants import grants_of

ADMIN_DECLARATION = Declaration(
    frozenset({"manage_accounts"}),
    "beheren-accounts",
    ("GET", "POST"),
    is_admin=True,
    scope="accounts en referentiegegevens",
)


class PortaalAdminSite(admin.AdminSite):
    """Every admin view carries the declaration of the beheerder, so that the first wall judges it too."""

    site_header = "COA-portaal beheer"
    site_title = "COA-portaal beheer"
    index_title = "Accounts en referentiegegevens"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Only a beheerder."""
        return bool(request.user.is_active) and grants_of(request.user).has("manage_accounts")

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """Wrap as Django does and add the declaration."""
        inner = super().admin_view(view, cacheable)
        inner.declaration = ADMIN_DECLARATION  # type: ignore[attr-defined]
        return inner

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out Django's own sign-in, password change and catch-all: the portal has its own."""
        dropped = {"login", "logout", "password_change", "password_change_done", "autocomplete"}
        urls: list[Any] = [
            pattern
            for pattern in super().get_urls()
            if getattr(pattern, "name", None) not in dropped and "final_catch_all" not in str(pattern)
        ]
        for pattern in urls:
            callback = getattr(pattern, "callback", None)
            if callback is not None and not hasattr(callback, "declaration"):
                callback.declaration = ADMIN_DECLARATION
        return urls
