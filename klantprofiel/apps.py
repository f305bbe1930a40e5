from django.apps import AppConfig


class KlantprofielConfig(AppConfig):
    name = "klantprofiel"
    label = "klantprofiel"

    def ready(self) -> None:
        """Make policies, menu items and encrypted columns known."""
        from coa_portal.common.crypto import register_encrypted  # noqa: PLC0415
        from klantprofiel.actions.ibis import BLOCK_COLUMN  # noqa: PLC0415
        from klantprofiel.bsn import COLUMN  # noqa: PLC0415
        from klantprofiel.navigation import register_navigation  # noqa: PLC0415
        from klantprofiel.policy import register_policies  # noqa: PLC0415
        from klantprofiel.views.documenten import register_documents_panel  # noqa: PLC0415
        from klantprofiel.views.samenvoegen import register_doubles_panel  # noqa: PLC0415
        from klantprofiel.views.verschillen import register_differences_panel  # noqa: PLC0415

        register_policies()
        register_navigation()
        register_differences_panel()
        register_doubles_panel()
        register_documents_panel()
        register_encrypted(COLUMN)
        register_encrypted(BLOCK_COLUMN)
