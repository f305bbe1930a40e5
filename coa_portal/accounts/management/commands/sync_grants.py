"""After a release in which a role brings more: `manage.py sync_grants`, once after `migrate`."""

from typing import Any

from django.core.management.base import BaseCommand

from coa_portal.accounts.actions.toekenning import sync_grants


class Command(BaseCommand):
    """Changes nothing when run again."""

    help = "Geef lopende toekenningen de rechten die hun rol er met deze versie bij kreeg (na elke migrate)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many were brought up to date."""
        self.stdout.write(f"Toekenningen bijgewerkt: {sync_grants(acting_user=None)}")
