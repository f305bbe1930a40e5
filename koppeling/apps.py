from django.apps import AppConfig


class KoppelingConfig(AppConfig):
    name = "koppeling"
    label = "koppeling"

    def ready(self) -> None:
        """Make policies, menu item and the card on the dossier page known."""
        from klantprofiel.panels import register_panel  # noqa: PLC0415
        from koppeling.navigation import register_navigation  # noqa: PLC0415
        from koppeling.policy import register_policies  # noqa: PLC0415
        from koppeling.screening.panel import screening_panel  # noqa: PLC0415

        register_policies()
        register_navigation()
        register_panel(40, screening_panel, side=True)
