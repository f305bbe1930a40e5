from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "coa_portal.access"
    label = "access"
    verbose_name = "Toegang"
