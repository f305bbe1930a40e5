from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "coa_portal.web"
    label = "web"
