from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "coa_portal.api"
    label = "api"
