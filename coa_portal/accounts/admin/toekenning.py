"""Toekenningen: grant on several parents at once, extend, block, unblock and end."""

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
from coa_portal.accounts.admin import filters, steps, together
from coa_portal.accounts.admin.grant_form import GrantForm
from coa_portal.accounts.admin.wie import who_page
from coa_portal.accounts.models import Toekenning
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error


@admin.register(Toekenning)
class ToekenningAdmin(BeheerAdmin):
    """A grant is never edited: it is given, extended, blocked or ended, each by its action."""

    may_add = True
    list_display = ("account", "rol", "waarvoor", "status_in_words", "begint_op", "eindigt_op")
    list_display_links = ("rol",)
    list_filter = (
        filters.StatusFilter, filters.ExpiresFilter, filters.GemeenteFilter, filters.LocatieFilter,
        filters.UnusedFilter, filters.NoFactorFilter, filters.RoleFilter,
    )  # fmt: skip
    actions = ("extend_chosen", "block_chosen", "end_chosen")
    list_select_related = (
        "gebruiker",
        "gemeente",
        "arbeidsmarktregio",
        "organisatie",
        "opvanglocatie",
        "lesgroep__opvanglocatie",
    )
    search_fields = ("gebruiker__naam", "gebruiker__email", "gemeente__naam", "opvanglocatie__naam")
    search_help_text = "Naam of e-mailadres van het account, gemeente of locatie"
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
        """The parent object; a lesgroep is called the same at every locatie."""
        return f"{obj.lesgroep.opvanglocatie}: {obj.lesgroep}" if obj.lesgroep else str(obj.parent)

    @admin.display(description="status", ordering="status")
    def status_in_words(self, obj: Toekenning) -> str:
        """From the table of the lifecycle."""
        return obj.status_label

    @admin.display(description="reden")
    def reden(self, obj: Toekenning) -> str:
        """Of blocking or ending."""
        return obj.reden_label or "-"

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
            self.page_url("wie", self.who),
            self.page_url("samen/verlengen", self.extend_together, recent=True),
            # of fifty people at once: what a borrowed browser could do to all who work here (one by one is not asked,
            # because nothing may stand in the way of stopping somebody)
            self.page_url("samen/blokkeren", self.block_together, recent=True),
            self.page_url("samen/beeindigen", self.end_together, recent=True),
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

    def who(self, request: HttpRequest) -> HttpResponse:
        """Every account that may see a gemeente or locatie."""
        return who_page(self, request)

    @admin.action(description="Verlengen tot een datum")
    def extend_chosen(self, request: HttpRequest, rows: "QuerySet[Toekenning]") -> HttpResponse | None:
        """Asks for the date first."""
        return together.ask(self, request, rows, "extend_together")

    @admin.action(description="Blokkeren")
    def block_chosen(self, request: HttpRequest, rows: "QuerySet[Toekenning]") -> HttpResponse | None:
        """Asks for the reason first."""
        return together.ask(self, request, rows, "block_together")

    @admin.action(description="Beëindigen")
    def end_chosen(self, request: HttpRequest, rows: "QuerySet[Toekenning]") -> HttpResponse | None:
        """Asks for the reason first."""
        return together.ask(self, request, rows, "end_together")

    def extend_together(self, request: HttpRequest) -> HttpResponse:
        """One last day for several."""
        return together.take(self, request, together.EXTEND)

    def block_together(self, request: HttpRequest) -> HttpResponse:
        """Block several for one reason."""
        return together.take(self, request, together.BLOCK)

    def end_together(self, request: HttpRequest) -> HttpResponse:
        """End several for one reason."""
        return together.take(self, request, together.END)

    def _step(
        self, request: HttpRequest, row: Toekenning, verb: str, button: str, step: steps.Step, **options: Any
    ) -> HttpResponse:
        title = f"Toekenning {verb}: {row.gebruiker}, {row.description}"
        return steps.take_step(self, request, row, title=title, button=button, step=step, **options)
