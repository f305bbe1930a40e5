from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "coa_portal.api"
    label = "api"

    def ready(self) -> None:
        """Let the published document know how a system signs in."""
        from coa_portal.api import schema  # noqa: F401, PLC0415
