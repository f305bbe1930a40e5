from django.apps import AppConfig


class KoppelingConfig(AppConfig):
    name = "koppeling"
    label = "koppeling"

    def ready(self) -> None:
        """Make the policies known."""
        from koppeling.policy import register_policies  # noqa: PLC0415

        register_policies()
