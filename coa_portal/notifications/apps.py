from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "coa_portal.notifications"
    label = "notifications"
    verbose_name = "Meldingen"

    def ready(self) -> None:
        """Show the inbox and its counter on every page; a melding is its recipient's alone."""
        from coa_portal.access.policy import register  # noqa: PLC0415
        from coa_portal.notifications import account_kinds, selectors  # noqa: PLC0415
        from coa_portal.notifications.policy import MeldingPolicy  # noqa: PLC0415
        from coa_portal.web import navigation  # noqa: PLC0415

        register(MeldingPolicy())
        account_kinds.register_kinds()
        account_kinds.connect()
        navigation.register_unread(lambda request: selectors.unread_count(request.user))
        navigation.register_inbox("notifications:inbox")
