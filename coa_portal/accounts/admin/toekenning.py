"""Toekenningen: grant on several parents at once, extend, block, unblock and end."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coa_portal.accounts import actions
from coa_portal.accounts.admin import steps
from coa_portal.accounts.admin.grant_form import GrantForm
from coa_portal.accounts.lifecycle import END_REASONS, TOEKENNING
from coa_portal.accounts.models import Toekenning
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.requests import acting
from coa_portal.accounts.selectors import SOON
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error


class StatusFilter(admin.SimpleListFilter):
    """The statuses of the lifecycle, in words."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """From the table of the lifecycle."""
        return TOEKENNING.choices

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Toekenning]") -> "QuerySet[Toekenning]":
        """The chosen one."""
        return queryset.filter(status=self.value()) if self.value() else queryset


class ExpiresFilter(admin.SimpleListFilter):
    """What runs out soon."""

    title = "einddatum"
    parameter_name = "verloopt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """One choice."""
        return [("30", "verloopt binnen 30 dagen")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Toekenning]") -> "QuerySet[Toekenning]":
        """Running grants that end within 30 days."""
        if self.value() != "30":
            return queryset
        day: dt.date = today()
        return queryset.filter(status__in=["actief", "geblokkeerd"], eindigt_op__range=(day, day + SOON))


@admin.register(Toekenning)
class ToekenningAdmin(BeheerAdmin):
    """A grant is never edited: it is given, extended, blocked or ended, each by its action."""

    may_add = True
    list_display = ("account", "rol", "waarvoor", "status_in_words", "begint_op", "eindigt_op")
    list_display_links = ("rol",)
    list_filter = (StatusFilter, ExpiresFilter, "rol", ("gemeente", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("gebruiker", "gemeente", "opvanglocatie", "arbeidsmarktregio", "organisatie")
    search_fields = ("gebruiker__naam", "gebruiker__email", "gemeente__naam", "opvanglocatie__naam")
    change_form_template = "admin/accounts/toekenning_change_form.html"
    fields = (
        "account", "rol", "waarvoor", "status_in_words", "reden", "status_sinds", "begint_op", "eindigt_op",
        "max_tier", "welke_onderdelen", "verwerkersovereenkomst", "derde_partij", "alleen_benoemd", "toegekend_door",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="account", ordering="gebruiker__naam")
    def account(self, obj: Toekenning) -> SafeString:
        """With a link to the account."""
        return format_html('<a href="{}">{}</a>', steps.page_of(obj.gebruiker), obj.gebruiker)

    @admin.display(description="waarvoor")
    def waarvoor(self, obj: Toekenning) -> str:
        """The parent object."""
        return str(obj.parent)

    @admin.display(description="status", ordering="status")
    def status_in_words(self, obj: Toekenning) -> str:
        """From the table of the lifecycle."""
        return obj.status_label

    @admin.display(description="reden")
    def reden(self, obj: Toekenning) -> str:
        """Of blocking or ending."""
        return END_REASONS.get(obj.status_reden, obj.status_reden) or "-"

    @admin.display(description="onderdelen")
    def welke_onderdelen(self, obj: Toekenning) -> str:
        """In words."""
        return ", ".join(ONDERDELEN.get(code, code) for code in obj.onderdelen) or "Alle"

    def get_urls(self) -> list[URLPattern]:
        """The steps on one grant."""
        return [
            self.step_url("beeindigen", self.end),
            self.step_url("blokkeren", self.block),
            self.step_url("deblokkeren", self.unblock, recent=True),
            self.step_url("verlengen", self.extend, recent=True),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Grant one role on everything chosen, or on nothing when one of them is refused."""
        initial = {"gebruiker": request.GET.get("gebruiker", "")}
        form = GrantForm(request.POST if request.method == "POST" else None, initial=initial)
        if request.method == "POST" and form.is_valid():
            try:
                granted = actions.grant_role_on_all(**form.terms, acting_user=acting(request))
            except DomainError as error:
                apply_domain_error(form, error)
            else:
                for row in granted:
                    steps.log(request, row, "Toegekend.")
                number = "1 toekenning" if len(granted) == 1 else f"{len(granted)} toekenningen"
                messages.success(request, f"{number} gegeven aan {granted[0].gebruiker}.")
                return redirect(steps.page_of(granted[0].gebruiker))
        return steps.show_form(self, request, form, title="Rol toekennen", button="Toekennen")

    def end(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """End it, with a reason."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.end_toekenning(toekenning=row, acting_user=acting(request), **cleaned)
            return "De toekenning is beëindigd."

        return self._step(
            request, row, "beëindigen", "Toekenning beëindigen", step, form_class=steps.ReasonForm
        )

    def block(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Block it, with a reason."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.block_toekenning(toekenning=row, acting_user=acting(request), **cleaned)
            return "De toekenning is geblokkeerd."

        return self._step(
            request, row, "blokkeren", "Toekenning blokkeren", step, form_class=steps.ReasonForm
        )

    def unblock(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Give back what blocking took."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.unblock_toekenning(toekenning=row, acting_user=acting(request))
            return "De toekenning is weer actief."

        return self._step(request, row, "deblokkeren", "Toekenning deblokkeren", step)

    def extend(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Give it another last day."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.extend_toekenning(toekenning=row, acting_user=acting(request), **cleaned)
            return "De einddatum is gewijzigd."

        initial = {"eindigt_op": row.eindigt_op}
        return self._step(
            request,
            row,
            "verlengen",
            "Einddatum opslaan",
            step,
            form_class=steps.EndDateForm,
            initial=initial,
        )

    def _step(
        self, request: HttpRequest, row: Toekenning, verb: str, button: str, step: steps.Step, **options: Any
    ) -> HttpResponse:
        title = f"Toekenning {verb}: {row.gebruiker}, {row.description}"
        return steps.take_step(self, request, row, title=title, button=button, step=step, **options)
