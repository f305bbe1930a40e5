from django.apps import AppConfig


class OverdrachtConfig(AppConfig):
    name = "overdracht"
    label = "overdracht"
