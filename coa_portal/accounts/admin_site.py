"""Django admin for the beheerder: accounts and reference data, never a dossier."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver

from coa_portal.access import rates
from coa_portal.access.declare import Declaration
from coa_portal.access.grants import grants_of

ADMIN_DECLARATION = Declaration(
    frozenset({"manage_accounts"}),
    "beheren-accounts",
    ("GET", "POST"),
    is_admin=True,
    scope="accounts en referentiegegevens",
    rate=rates.LIST,
)
# the portal has its own sign-in; autocomplete would be one more door to every table
_DROPPED = {"login", "logout", "password_change", "password_change_done", "autocomplete", "view_on_site"}
# what is added here lets somebody in
_RECENT_ADDS = ("accounts_gebruiker_add", "accounts_toekenning_add", "accounts_apisleutel_add")


class PortaalAdminSite(admin.AdminSite):
    """Every admin view carries the declaration of the beheerder, so that the first wall judges it too."""

    site_header = "COA-portaal beheer"
    site_title = "Beheer - COA-portaal"
    index_title = "Accounts en referentiegegevens"
    site_url = "/"
    index_template = "admin/portaal_index.html"
    enable_nav_sidebar = False
    final_catch_all_view = False  # it redirects to addresses with a slash, which tells which ones exist

    def has_permission(self, request: HttpRequest) -> bool:
        """Only a beheerder."""
        return bool(request.user.is_active) and grants_of(request.user).has("manage_accounts")

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """With the requests that wait and what runs out soon above the tables."""
        from coa_portal.accounts.selectors import beheer_work  # noqa: PLC0415 (models come after the site)

        return super().index(request, {**beheer_work(), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Django's, without what the portal has itself."""
        urls = [url for url in super().get_urls() if getattr(url, "name", None) not in _DROPPED]
        _declare(urls)
        return urls


def _declare(urls: Iterable[Any]) -> None:
    """Put the declaration on every view, those of the models too: the wrapper of `ModelAdmin.get_urls` makes
    its admin view anew with each request, and carries nothing itself. Steps that give somebody more than they had
    (`step_url(..., recent=True)`) and pages that add one of `_RECENT_ADDS` ask for the factors again."""
    for url in urls:
        if isinstance(url, URLResolver):
            _declare(url.url_patterns)
        else:
            recent = getattr(url.callback, "needs_recent", False) or str(url.name).endswith(_RECENT_ADDS)
            url.callback.declaration = replace(ADMIN_DECLARATION, recent=recent)
