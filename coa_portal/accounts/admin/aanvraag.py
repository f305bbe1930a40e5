"""Requests of gemeenten for accounts: granted or refused by the beheerder."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString

from coa_portal.accounts import actions, sign_in
from coa_portal.accounts.actions.aanvraag import KEEP, MOVE, account_of, works_elsewhere
from coa_portal.accounts.admin import steps
from coa_portal.accounts.lifecycle import AANVRAAG, REFUSAL_REASONS
from coa_portal.accounts.models import Accountaanvraag, Gebruiker
from coa_portal.accounts.onderdelen import ONDERDELEN
from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import DutchDateField, apply_domain_error

_ANSWER_HELP = "De gemeente leest dit. Schrijf geen gegevens van vergunninghouders op."


class AanvraagFilter(admin.SimpleListFilter):
    """The statuses of the lifecycle, in words."""

    title = "status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        """From the table of the lifecycle."""
        return AANVRAAG.choices

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Accountaanvraag]"
    ) -> "QuerySet[Accountaanvraag]":
        """The chosen one."""
        return queryset.filter(status=self.value()) if self.value() else queryset


class GrantRequestForm(forms.Form):
    """The answer yes; what happens to access elsewhere is asked only where there is some."""

    keuze = forms.ChoiceField(
        label="Dit account werkt al voor een andere gemeente",
        choices=[
            (KEEP, "De toegang daar blijft: deze persoon werkt voor beide gemeenten"),
            (MOVE, "Verhuizen: alle toegang daar stopt, en een nieuwe link is nodig om in te loggen"),
        ],
        widget=forms.RadioSelect,
    )
    eindigt_op = DutchDateField(
        label="Eindigt op", required=False, help_text="Leeg: zoals aangevraagd, of een half jaar."
    )
    antwoord = forms.CharField(
        label="Antwoord", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_ANSWER_HELP,
    )  # fmt: skip


class RefuseForm(forms.Form):
    """The answer no, with a coded reason and words."""

    reden = forms.ChoiceField(label="Reden", choices=[("", "Kies een reden"), *REFUSAL_REASONS.items()])
    antwoord = forms.CharField(
        label="Antwoord", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_ANSWER_HELP
    )


@admin.register(Accountaanvraag)
class AanvraagAdmin(BeheerAdmin):
    """A request is never edited: it is granted or refused, each by its action."""

    list_display = ("referentie", "gemeente", "naam", "rol", "status_in_words", "created_at")
    list_filter = (AanvraagFilter, "rol")
    list_select_related = ("gemeente",)
    search_fields = ("naam", "email", "gemeente__naam")
    search_help_text = "Naam, e-mailadres of gemeente"
    change_form_template = "admin/accounts/accountaanvraag_change_form.html"
    fields = (
        "referentie", "gemeente", "aangevraagd_door", "created_at", "status_in_words", "reden", "antwoord", "naam",
        "email", "bestaand_account", "functie", "telefoon", "rol", "max_tier", "welke_onderdelen", "eindigt_op",
        "overeenkomst", "toelichting", "toekenning",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description="status", ordering="status")
    def status_in_words(self, obj: Accountaanvraag) -> str:
        """From the table of the lifecycle."""
        return obj.status_label

    @admin.display(description="reden")
    def reden(self, obj: Accountaanvraag) -> str:
        """Why it was refused."""
        return obj.reden_label or "-"

    @admin.display(description="aangevraagd door")
    def aangevraagd_door(self, obj: Accountaanvraag) -> SafeString:
        """With a link to the account."""
        return _account_link(obj.gevraagd_door)

    @admin.display(description="onderdelen")
    def welke_onderdelen(self, obj: Accountaanvraag) -> str:
        """In words."""
        return ", ".join(ONDERDELEN.get(code, code) for code in obj.onderdelen) or "Alle"

    @admin.display(description="verwerkersovereenkomst")
    def overeenkomst(self, obj: Accountaanvraag) -> str:
        """The one that is known, or what the gemeente writes of a new one."""
        if obj.verwerkersovereenkomst is not None:
            return str(obj.verwerkersovereenkomst)
        if not obj.overeenkomst_kenmerk:
            return "-"
        until = f"{obj.overeenkomst_einde:%d-%m-%Y}" if obj.overeenkomst_einde else "geen einddatum"
        return f"Nieuw: {obj.overeenkomst_partij} ({obj.overeenkomst_kenmerk}), {until}"

    @admin.display(description="account met dit e-mailadres")
    def bestaand_account(self, obj: Accountaanvraag) -> SafeString:
        """Whose account the address is already, of whichever organisation."""
        account = account_of(obj)
        if account is None:
            return SafeString("Nog geen: er komt een nieuw account")
        held = "; ".join(row.description for row in account.toekenningen.running().with_parents())
        return format_html(
            "{} – {} ({})", _account_link(account), account.organisatie_naam, held or "geen toegang"
        )

    def get_urls(self) -> list[URLPattern]:
        """The steps on one request."""
        return [
            self.step_url("toekennen", self.grant, recent=True),
            self.step_url("weigeren", self.refuse),
            *super().get_urls(),
        ]

    def grant(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Grant it; for an account without a password the one-time link is shown, this once."""
        row: Accountaanvraag = steps.find(self, request, pk)
        form = GrantRequestForm(request.POST if request.method == "POST" else None)
        known = account_of(row)
        if known is None or not works_elsewhere(known, row.gemeente):
            del form.fields["keuze"]
        show: dict[str, Any] = {
            "title": f"Toekennen: {row}",
            "button": "Toekennen",
            "obj": row,
            "intro": "Verwacht u deze aanvraag van deze gemeente, en is de rol nodig voor het werk?",
        }
        if request.method == "POST" and form.is_valid():
            try:
                done = actions.grant_aanvraag(aanvraag=row, acting_user=acting(request), **form.cleaned_data)
            except DomainError as error:
                apply_domain_error(form, error)
            else:
                return self._granted(request, form, done, show)
        return steps.show_form(self, request, form, **show)

    def _granted(
        self, request: HttpRequest, form: forms.Form, row: Accountaanvraag, show: dict[str, Any]
    ) -> HttpResponse:
        steps.log(request, row, "Toegekend.")
        messages.success(request, f"Toegekend: {row}.")
        assert row.toekenning is not None  # noqa: S101  (the action has just made it)
        account = Gebruiker.objects.get(pk=row.toekenning.gebruiker_id)
        if account.has_usable_password():
            return steps.back_to(row)
        show["intro"] = "Geef deze link alleen aan deze persoon. De link werkt één keer en is 3 dagen geldig."
        link = sign_in.make_password_link(account)
        return steps.show_form(self, request, form, **show, once=link, once_label="De link")

    def refuse(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Refuse it, with a reason and words."""
        row = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.refuse_aanvraag(aanvraag=row, acting_user=acting(request), **cleaned)
            return "De aanvraag is geweigerd."

        return steps.take_step(
            self, request, row, title=f"Weigeren: {row}", button="Weigeren", step=step, form_class=RefuseForm
        )


def _account_link(account: Gebruiker) -> SafeString:
    return format_html('<a href="{}">{}</a>', steps.page_of(account), account)
