"""Which outside identities belong to accounts: looked at, unlinked, linked again."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from coa_portal.accounts.admin import steps
from coa_portal.accounts.models import ExterneIdentiteit
from coa_portal.accounts.oidc.identities import relink_identity, unlink_identity
from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin


@admin.register(ExterneIdentiteit)
class ExterneIdentiteitAdmin(BeheerAdmin):
    """They come with a first sign-in by the own organisation; nobody makes them by hand."""

    list_display = ("gebruiker", "provider", "created_at", "ontkoppeld_op")
    list_filter = ("provider", ("ontkoppeld_op", admin.EmptyFieldListFilter))
    list_select_related = ("gebruiker",)
    search_fields = ("gebruiker__naam", "gebruiker__email")
    search_help_text = "Naam of e-mailadres van het account"
    fields = ("gebruiker", "provider", "issuer", "subject", "created_at", "ontkoppeld_op")
    readonly_fields = fields
    change_form_template = "admin/accounts/externeidentiteit_change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """The steps on one identity."""
        return [
            self.step_url("ontkoppelen", self.unlink),
            self.step_url("koppelen", self.relink),
            *super().get_urls(),
        ]

    def unlink(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The identity opens nothing from now on."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            unlink_identity(identiteit=row, acting_user=acting(request))
            return "De identiteit is ontkoppeld. Inloggen via de organisatie kan hiermee niet meer."

        return steps.take_step(
            self, request, row, title=f"{row.gebruiker} ontkoppelen", button="Ontkoppelen", step=step
        )

    def relink(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The identity opens the same account again."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            relink_identity(identiteit=row, acting_user=acting(request))
            return "De identiteit is weer gekoppeld."

        return steps.take_step(
            self, request, row, title=f"{row.gebruiker} weer koppelen", button="Weer koppelen", step=step
        )
