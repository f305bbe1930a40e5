from django.apps import AppConfig


class KlantprofielConfig(AppConfig):
    name = "klantprofiel"
    label = "klantprofiel"
