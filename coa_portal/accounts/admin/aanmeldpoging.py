"""Who tried to sign in, for who looks into it. Reading only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from coa_portal.accounts.models import Aanmeldpoging
from coa_portal.common.admin import BeheerAdmin


class KnownFilter(admin.SimpleListFilter):
    """Whether an account was meant that exists."""

    title = "account"
    parameter_name = "bekend"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """In words."""
        return [("ja", "van een account"), ("nee", "onbekend e-mailadres")]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Aanmeldpoging]"
    ) -> "QuerySet[Aanmeldpoging]":
        """The chosen ones."""
        return queryset.filter(gebruiker__isnull=self.value() == "nee") if self.value() else queryset


@admin.register(Aanmeldpoging)
class AanmeldpogingAdmin(BeheerAdmin):
    """The attempts of the last year. What was typed is not kept, so an unknown account stays unknown."""

    list_display = ("moment", "wie", "method", "result", "is_new_device", "netwerk")
    list_filter = (
        "result",
        "method",
        "is_new_device",
        "moment",
        KnownFilter,
    )
    list_select_related = ("gebruiker",)
    search_fields = ("gebruiker__naam", "gebruiker__email")
    search_help_text = "Naam of e-mailadres van het account"
    fields = ("moment", "wie", "method", "result", "is_new_device", "netwerk")
    readonly_fields = fields

    @admin.display(description="account", ordering="gebruiker__naam")
    def wie(self, obj: Aanmeldpoging) -> str:
        """The account, when one was meant."""
        return str(obj.gebruiker) if obj.gebruiker else "Onbekend account"
