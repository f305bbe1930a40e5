"""Review reports of who has which rights (BIO2): read, downloaded and signed off."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from coa_portal.accounts.admin import steps
from coa_portal.accounts.admin.filters import filter_by_step
from coa_portal.accounts.lifecycle import RECHTENCONTROLE
from coa_portal.accounts.models import Rechtencontrole
from coa_portal.accounts.requests import acting
from coa_portal.accounts.review import as_csv, draw_up_review, sign_off_review
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error


class PeriodForm(forms.Form):
    """A year or a quarter."""

    periode = forms.CharField(
        label="Periode", max_length=7, help_text="Een jaar (2026) of kwartaal (2026-K3)."
    )


class SignOffForm(forms.Form):
    """What the reviewer noticed."""

    opmerkingen = forms.CharField(
        label="Opmerkingen", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


@admin.register(Rechtencontrole)
class ControleAdmin(BeheerAdmin):
    """A report is never edited: it is drawn up and signed off."""

    may_add = True
    list_display = ("periode", "created_at", "status_in_words", "status_door", "status_sinds")
    list_filter = (filter_by_step(RECHTENCONTROLE),)
    list_select_related = ("status_door",)
    change_form_template = "admin/accounts/rechtencontrole_change_form.html"
    fields = (
        "periode", "van", "tot", "created_at", "regels", "status_in_words", "status_door", "status_sinds",
        "opmerkingen",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="status", ordering="status")
    def status_in_words(self, obj: Rechtencontrole) -> str:
        """From the table of the lifecycle."""
        return obj.status_label

    @admin.display(description="aantal regels")
    def regels(self, obj: Rechtencontrole) -> int:
        """How many grants the report holds."""
        return len(obj.inhoud["regels"])

    def get_urls(self) -> list[URLPattern]:
        """The download and the step."""
        return [
            self.step_url("csv", self.download),
            self.step_url("aftekenen", self.sign_off),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Draw one up."""
        form = PeriodForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                row = draw_up_review(**form.cleaned_data, acting_user=acting(request))
            except DomainError as error:
                apply_domain_error(form, error)
            else:
                steps.log(request, row, "Opgesteld.")
                return steps.back_to(row)
        return steps.show_form(
            self, request, form, title="Controle van rechten opstellen", button="Opstellen"
        )

    def download(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The frozen content as CSV."""
        row: Rechtencontrole = steps.find(self, request, pk)
        answer = HttpResponse(as_csv(row.inhoud["regels"]), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="rechten-{row.periode}.csv"'
        return answer

    def sign_off(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Somebody went through it."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            sign_off_review(controle=row, acting_user=acting(request), **cleaned)
            return "De controle is afgetekend."

        return steps.take_step(
            self,
            request,
            row,
            title=f"{row} aftekenen",
            button="Aftekenen",
            step=step,
            form_class=SignOffForm,
        )
