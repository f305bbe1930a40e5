from django.apps import AppConfig


class PortaalConfig(AppConfig):
    name = "coa_portal.portaal"
    label = "portaal"
