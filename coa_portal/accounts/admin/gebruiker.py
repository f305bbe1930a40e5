"""Accounts: add, change, hand over a link for the password, switch off and on."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from coa_portal.accounts import actions, sign_in
from coa_portal.accounts.actions.gebruiker import judge
from coa_portal.accounts.admin import filters, steps
from coa_portal.accounts.models import Gebruiker, TotpApparaat
from coa_portal.accounts.recent import ask_again, is_recent
from coa_portal.accounts.requests import acting
from coa_portal.common.admin import BeheerAdmin
from coa_portal.common.errors import DomainError
from coa_portal.web.forms import apply_domain_error

_ADD_FIELDS = ("email", "naam", "party", "kind", "organisatie_naam", "functie", "telefoon")
_CHANGE_FIELDS = ("email", "naam", "organisatie_naam", "functie", "telefoon")


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Gebruiker]
else:
    _ModelForm = forms.ModelForm  # Django's class takes no type argument at run time


class GebruikerForm(_ModelForm):
    """Judged by the action's own rules, so that a refusal lands at its field."""

    class Meta:
        model = Gebruiker
        fields = _ADD_FIELDS

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                judge(self.instance)
            except DomainError as error:
                apply_domain_error(self, error)


@admin.register(Gebruiker)
class GebruikerAdmin(BeheerAdmin):
    """Accounts. No password, no groups, no permissions: those come from elsewhere (R1)."""

    may_add = may_change = True
    form = GebruikerForm
    list_display = ("naam", "email", "party", "organisatie_naam", "kind", "is_active", "last_login")
    list_filter = (
        "is_active", filters.ExpiresFilter, filters.GemeenteFilter, filters.LocatieFilter, filters.UnusedFilter,
        filters.NoFactorFilter, filters.RoleFilter, "party", "kind",
    )  # fmt: skip
    search_fields = ("naam", "email", "organisatie_naam")
    search_help_text = "Naam, e-mailadres of organisatie"
    change_form_template = "admin/accounts/gebruiker_change_form.html"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """When adding, what is fixed afterwards too."""
        return (
            (*_ADD_FIELDS, "is_active", "last_login", "created_at", "tweede_stap", "rollen")
            if obj
            else _ADD_FIELDS
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Party and kind are fixed once made, because grants were judged by them."""
        return (
            ("party", "kind", "is_active", "last_login", "created_at", "tweede_stap", "rollen") if obj else ()
        )

    @admin.display(description="Tweede stap")
    def tweede_stap(self, obj: Gebruiker) -> str:
        """What the account signs in with, besides a password."""
        has_app = TotpApparaat.objects.filter(user=obj).exists()
        parts = [
            "app" if has_app else "",
            f"{count} passkey(s)" if (count := obj.passkeys.count()) else "",
            f"{count} herstelcodes" if (count := obj.herstelcodes.filter(used_at=None).count()) else "",
        ]
        return ", ".join(filter(None, parts)) or "Nog niet ingesteld"

    @admin.display(description="Toekenningen")
    def rollen(self, obj: Gebruiker) -> SafeString:
        """Every grant the account has or had, with a link."""
        rows = [
            (steps.page_of(row), row.description, row.status_label)
            for row in obj.toekenningen.with_parents().order_by("-created_at")
        ]
        items = format_html_join("", '<li><a href="{}">{}</a> ({})</li>', rows)
        return format_html("<ul>{}</ul>", items) if rows else SafeString("Nog geen")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the action; the admin then shows the row that the action made."""
        names = _CHANGE_FIELDS if change else _ADD_FIELDS
        values = {name: form.cleaned_data[name] for name in names}
        if change:
            actions.change_gebruiker(gebruiker=obj, acting_user=acting(request), **values)
        else:
            obj.pk = actions.add_gebruiker(acting_user=acting(request), **values).pk

    def get_urls(self) -> list[URLPattern]:
        """The steps on one account."""
        return [
            self.step_url("wachtwoord-link", self.password_link, recent=True),
            self.step_url("inloggen-herstellen", self.reset_sign_in, recent=True),
            self.step_url("uitschakelen", self.deactivate),
            self.step_url("inschakelen", self.reactivate, recent=True),
            *super().get_urls(),
        ]

    def password_link(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Make a link and show it once. Only by POST: a page that is fetched twice must not make two."""
        account = steps.find(self, request, pk)
        show = {
            "title": f"Wachtwoord-link voor {account}",
            "button": "Link maken",
            "obj": account,
            "intro": "Met de link kiest deze persoon zelf een wachtwoord. De link werkt één keer en is 3 dagen geldig. "
            "Geef de link alleen aan deze persoon, bijvoorbeeld door te bellen en te mailen.",
        }
        form = steps.NoFieldsForm(request.POST if request.method == "POST" else None)
        if request.method != "POST":
            return steps.show_form(self, request, form, **show)
        if not account.is_active or account.is_systeem:
            form.add_error(None, "Met dit account kan niemand inloggen.")
            return steps.show_form(self, request, form, **show)
        link = sign_in.make_password_link(account)
        steps.log(request, account, "Wachtwoord-link gemaakt.")
        return steps.show_form(self, request, form, **show, once=link, once_label="De link")

    def reset_sign_in(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """For who lost telephone, passkeys and recovery codes: everything goes, and a new link is shown once."""
        account = steps.find(self, request, pk)
        form = steps.ResetForm(request.POST if request.method == "POST" else None)
        show = {
            "title": f"Inloggen herstellen voor {account}",
            "button": "Inloggen herstellen",
            "obj": account,
            "intro": "Controleer eerst wie u spreekt, bijvoorbeeld door terug te bellen. Wachtwoord, app, passkeys en "
            "herstelcodes vervallen meteen, en overal wordt uitgelogd. Met de nieuwe link begint deze persoon opnieuw.",
        }
        if request.method == "POST" and form.is_valid():
            try:
                changed = actions.reset_second_factor(
                    gebruiker=account, acting_user=acting(request), **form.cleaned_data
                )
            except DomainError as error:
                apply_domain_error(form, error)
            else:
                steps.log(request, account, "Inloggen hersteld.")
                link = sign_in.make_password_link(changed)
                return steps.show_form(self, request, form, **show, once=link, once_label="De link")
        return steps.show_form(self, request, form, **show)

    def deactivate(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Switch the account off."""
        account = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.deactivate_gebruiker(gebruiker=account, acting_user=acting(request), **cleaned)
            return "Het account is uitgeschakeld. Alle toekenningen en API-sleutels zijn beëindigd."

        return steps.take_step(
            self, request, account, title=f"{account} uitschakelen", button="Account uitschakelen", step=step,
            form_class=steps.ReasonForm,
            intro="Alle toekenningen en API-sleutels eindigen meteen. Weer inschakelen geeft ze niet terug.",
        )  # fmt: skip

    def reactivate(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Switch the account on again."""
        account = steps.find(self, request, pk)

        def step(cleaned: dict[str, Any]) -> str:
            actions.reactivate_gebruiker(gebruiker=account, acting_user=acting(request))
            return "Het account is weer actief. Het heeft nog geen toekenning en geen wachtwoord."

        return steps.take_step(
            self,
            request,
            account,
            title=f"{account} weer inschakelen",
            button="Account inschakelen",
            step=step,
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """With the address at which a role is granted to this account. Saving asks for the factors again: who changes
        an e-mail address chooses who can sign in, and who hears of it."""
        if request.method == "POST" and not is_recent(request):
            return ask_again(request)
        grant = f"{reverse('admin:accounts_toekenning_add')}?gebruiker={object_id}"
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), "grant_url": grant}
        )
