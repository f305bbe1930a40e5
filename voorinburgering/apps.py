from django.apps import AppConfig


class VoorinburgeringConfig(AppConfig):
    name = "voorinburgering"
    label = "voorinburgering"
