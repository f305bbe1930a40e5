"""Base of the pages of Django admin: what a beheerder may do is said here, not by Django's own permissions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst

if TYPE_CHECKING:
    _ModelAdmin = admin.ModelAdmin[Any]
else:
    _ModelAdmin = admin.ModelAdmin  # Django's class takes no type argument at run time

_SECRETS = {"password", "key_hash"}


class BeheerAdmin(_ModelAdmin):
    """A list and a page per row for the beheerder. Reading only, unless a subclass says `may_add` or
    `may_change`; deleting never. Whether somebody is a beheerder is the site's to say."""

    may_add = False
    may_change = False
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for every choice of every filter

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown on the first page of the admin."""
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Every beheerder reads."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only where the page has an action for it."""
        return self.may_add and self.admin_site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only where the page has an action for it."""
        return self.may_change and self.admin_site.has_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Rows end, they are never deleted: history points at them."""
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under the name of what it lists."""
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, {**title, **(extra_context or {})})

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Not by a secret, not even through a key: a filter answers it letter by letter."""
        return not _SECRETS & set(lookup.split("__")) and super().lookup_allowed(lookup, value, request)

    def step_url(self, route: str, view: Callable[..., HttpResponse], *, recent: bool = False) -> URLPattern:
        """The address of a step on one row, named after the method: `admin:<app>_<model>_<method>`. `recent`: for a
        step that gives somebody more than they had, or takes from many at once, password and second factor are asked
        again."""
        return self.page_url(f"<uuid:pk>/{route}", view, recent=recent)

    def page_url(self, route: str, view: Callable[..., HttpResponse], *, recent: bool = False) -> URLPattern:
        """As `step_url`, for a page about several rows or none."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{view.__name__}"
        admin_view = self.admin_site.admin_view(view)
        admin_view.needs_recent = recent  # type: ignore[attr-defined]
        return path(f"{route}/", admin_view, name=name)
