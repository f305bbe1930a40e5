from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "coa_portal.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """The menu item of the beheerder; the secrets that rotating keys must renew; and note a sign-in without
        a line of history: Django's own receiver saves the account, ours does not."""
        from django.contrib.auth.signals import user_logged_in  # noqa: PLC0415

        from coa_portal.access.grants import grants_of  # noqa: PLC0415
        from coa_portal.accounts.attempts import note_signed_in  # noqa: PLC0415
        from coa_portal.accounts.policy import CAPABILITY, register_policies  # noqa: PLC0415
        from coa_portal.accounts.sign_in import note_sign_in  # noqa: PLC0415
        from coa_portal.common.crypto import EncryptedColumn, register_encrypted  # noqa: PLC0415
        from coa_portal.web.navigation import NavItem, register  # noqa: PLC0415

        register_policies()
        register(
            NavItem(
                code="accounts",
                label="Accounts",
                url_name="accounts_gemeente:lijst",
                order=60,
                visible=lambda request: grants_of(request.user).has(CAPABILITY),
            )
        )
        register(
            NavItem(
                code="beheer",
                label="Beheer",
                url_name="admin:index",
                order=90,
                visible=lambda request: grants_of(request.user).has("manage_accounts"),
            )
        )
        register_encrypted(EncryptedColumn("accounts.TotpApparaat", "secret", "totp", "user_id"))
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(note_sign_in, dispatch_uid="accounts.note_sign_in")
        user_logged_in.connect(note_signed_in, dispatch_uid="accounts.note_signed_in")
