from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coa_portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"
