from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "coa_portal.lifecycle"
    label = "lifecycle"
