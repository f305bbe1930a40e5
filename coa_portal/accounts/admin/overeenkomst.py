"""Verwerkersovereenkomsten: registered and ended by the beheerder."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from coa_portal.accounts import actions
from coa_portal.accounts.admin import steps
from coa_portal.accounts.admin.filters import filter_by_step
from coa_portal.accounts.lifecycle import OVEREENKOMST
from coa_portal.accounts.models import Verwerkersovereenkomst
from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente
from coa_portal.web.forms import DutchDateField, apply_domain_error


class AgreementForm(forms.Form):
    """Between whom, under which mark, from when until when."""

    gemeente = forms.ModelChoiceField(
        Gemeente.objects.filter(geldig_tot=None), label="Gemeente", empty_label="Kies een gemeente"
    )
    derde_partij = forms.CharField(label="Derde partij", max_length=120)
    kenmerk = forms.CharField(label="Kenmerk", max_length=120)
    ingangsdatum = DutchDateField(label="Ingangsdatum")
    einddatum = DutchDateField(label="Einddatum", required=False, help_text="Leeg: geen einddatum.")
    document_kenmerk = forms.CharField(
        label="Kenmerk van het document",
        max_length=120,
        required=False,
        help_text="Waar de getekende overeenkomst is opgeslagen.",
    )


@admin.register(Verwerkersovereenkomst)
class OvereenkomstAdmin(BeheerAdmin):
    """Agreements of gemeenten with third parties. Ending one ends the grants under it."""

    may_add = True
    list_display = ("derde_partij", "kenmerk", "gemeente", "ingangsdatum", "einddatum", "status_in_words")
    list_filter = (filter_by_step(OVEREENKOMST), "einddatum")
    list_select_related = ("gemeente",)
    search_fields = ("derde_partij", "kenmerk", "gemeente__naam")
    search_help_text = "Derde partij, kenmerk of gemeente"
    change_form_template = "admin/accounts/verwerkersovereenkomst_change_form.html"
    fields = (
        "gemeente", "derde_partij", "kenmerk", "ingangsdatum", "einddatum", "document_kenmerk", "status_in_words",
        "status_sinds", "toegang",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="status")
    def status_in_words(self, obj: Verwerkersovereenkomst) -> str:
        """Also tells that it is past its last day."""
        return obj.status_label

    @admin.display(description="lopende toegang")
    def toegang(self, obj: Verwerkersovereenkomst) -> str:
        """Who reads under it now."""
        rows = obj.toekenningen.running().select_related("gebruiker")
        return ", ".join(row.gebruiker.naam for row in rows) or "Niemand"

    def get_urls(self) -> list[URLPattern]:
        """The step on one agreement."""
        return [self.step_url("beeindigen", self.end), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Register one."""
        form = AgreementForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                row = actions.register_overeenkomst(**form.cleaned_data, acting_user=acting(request))
            except DomainError as error:
                apply_domain_error(form, error)
            else:
                steps.log(request, row, "Geregistreerd.")
                return steps.back_to(row)
        return steps.show_form(
            self, request, form, title="Verwerkersovereenkomst registreren", button="Registreren"
        )

    def end(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """End it, and the grants under it."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.end_overeenkomst(overeenkomst=row, acting_user=acting(request))
            return "De overeenkomst is beëindigd, en de toegang eronder ook."

        return steps.take_step(
            self, request, row, title=f"{row} beëindigen", button="Overeenkomst beëindigen", step=step,
            intro=f"De toegang onder deze overeenkomst stopt meteen: {self.toegang(row)}.",
        )  # fmt: skip
