from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coa_portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Note a sign-in without a line of history: Django's own receiver saves the account, ours does not."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from coa_portal.accounts.sign_in import note_last_login  # noqa: PLC0415

        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note_last_login, dispatch_uid="accounts.note_last_login")
