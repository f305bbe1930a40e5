from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "coa_portal.access"
    label = "access"
    verbose_name = "Toegang"

    def ready(self) -> None:
        """Have every migrate end with the rights of the database roles as the table says."""
        from coa_portal.access.table_rights import apply_rights  # noqa: PLC0415

        post_migrate.connect(apply_rights, sender=self, dispatch_uid="access.table_rights")
