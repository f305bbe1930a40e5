from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coa_portal.audit"
    label = "audit"
    verbose_name = "Verantwoording"
