"""Separate from the site: Django loads app configs before it can load models."""

from django.contrib.admin.apps import AdminConfig


class PortaalAdminConfig(AdminConfig):
    """Makes our site the default one."""

    default_site = "coa_portal.accounts.admin_site.PortaalAdminSite"
