"""Separate from the site: Django loads app configs before it can load models."""

from django.contrib.admin.apps import AdminConfig
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

_ICONS = {True: ("yes", "Ja"), False: ("no", "Nee"), None: ("unknown", "Onbekend")}


class PortaalAdminConfig(AdminConfig):
    """Makes our site the default one."""

    default_site = "coa_portal.accounts.admin_site.PortaalAdminSite"

    def ready(self) -> None:
        """Also let the icon of a yes or no be read out in Dutch; Django has no setting for its text."""
        from django.contrib.admin.templatetags import admin_list  # noqa: PLC0415 (needs the app registry)

        super().ready()
        admin_list._boolean_icon = boolean_icon  # type: ignore[attr-defined]


def boolean_icon(value: bool | None) -> SafeString:
    """Django's icon, whose text is "True", with a Dutch text."""
    icon, text = _ICONS[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), text)
