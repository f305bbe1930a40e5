from django.apps import AppConfig


class AvgConfig(AppConfig):
    name = "coa_portal.avg"
    label = "avg"
    verbose_name = "AVG-wachter"
