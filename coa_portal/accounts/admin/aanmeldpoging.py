"""Who tried to sign in, for who looks into it. Reading only."""

from django.contrib import admin

from coa_portal.accounts.models import Aanmeldpoging
from coa_portal.common.admin import BeheerAdmin


@admin.register(Aanmeldpoging)
class AanmeldpogingAdmin(BeheerAdmin):
    """The attempts of the last year. What was typed is not kept, so an unknown account stays unknown."""

    list_display = ("moment", "wie", "method", "result", "is_new_device", "netwerk")
    list_filter = (
        "result",
        "method",
        "is_new_device",
        "moment",
        ("gebruiker", admin.EmptyFieldListFilter),
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
