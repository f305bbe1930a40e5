"""API keys: made once, shown once, withdrawn."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from coa_portal.accounts.admin import steps
from coa_portal.accounts.api_keys import make_api_key, withdraw_api_key
from coa_portal.accounts.models import ApiSleutel, Gebruiker
from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import DutchDateField, apply_domain_error


class ApiKeyForm(forms.Form):
    """For which system, what for, until when."""

    gebruiker = forms.ModelChoiceField(
        Gebruiker.objects.filter(kind=Gebruiker.Kind.SYSTEEM, is_active=True),
        label="Systeemaccount",
        empty_label="Kies een systeemaccount",
    )
    naam = forms.CharField(label="Waarvoor", max_length=80)
    geldig_tot = DutchDateField(label="Geldig tot en met")


@admin.register(ApiSleutel)
class ApiSleutelAdmin(BeheerAdmin):
    """Keys of the systems of gemeenten; only the beginning of a key is known afterwards."""

    may_add = True
    list_display = ("prefix", "gebruiker", "naam", "geldig_tot", "ingetrokken_op", "laatst_gebruikt_op")
    list_filter = (("ingetrokken_op", admin.EmptyFieldListFilter),)
    list_select_related = ("gebruiker",)
    search_fields = ("prefix", "naam", "gebruiker__naam")
    fields = (
        "prefix",
        "gebruiker",
        "naam",
        "geldig_tot",
        "ingetrokken_op",
        "laatst_gebruikt_op",
        "created_at",
    )
    readonly_fields = fields
    change_form_template = "admin/accounts/apisleutel_change_form.html"

    def get_urls(self) -> list[URLPattern]:
        """The step on one key."""
        return [
            self.step_url("intrekken", self.withdraw),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Make a key and show it, this once."""
        form = ApiKeyForm(request.POST if request.method == "POST" else None)
        show: dict[str, Any] = {"title": "API-sleutel maken", "button": "Sleutel maken"}
        if request.method == "POST" and form.is_valid():
            try:
                row, key = make_api_key(**form.cleaned_data, acting_user=acting(request))
            except DomainError as error:
                apply_domain_error(form, error)
            else:
                steps.log(request, row, "Sleutel gemaakt.")
                show["intro"] = "Kopieer de sleutel nu. U ziet hem hierna nooit meer."
                return steps.show_form(
                    self, request, form, **show, obj=row, once=key, once_label="De sleutel"
                )
        return steps.show_form(self, request, form, **show)

    def withdraw(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Withdraw the key at once."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            withdraw_api_key(sleutel=row, acting_user=acting(request))
            return "De sleutel is ingetrokken."

        return steps.take_step(
            self, request, row, title=f"Sleutel {row} intrekken", button="Sleutel intrekken", step=step
        )
