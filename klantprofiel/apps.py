from django.apps import AppConfig


class KlantprofielConfig(AppConfig):
    name = "klantprofiel"
    label = "klantprofiel"

    def ready(self) -> None:
        """Make policies and menu items known."""
        from klantprofiel.navigation import register_navigation  # noqa: PLC0415
        from klantprofiel.policy import register_policies  # noqa: PLC0415

        register_policies()
        register_navigation()
