"""The table of roles for people: `manage.py print_roles > docs/rollen.md`."""

from typing import Any

from django.core.management.base import BaseCommand

from coa_portal.access.role_words import as_markdown


class Command(BaseCommand):
    """Prints docs/rollen.md from the table that the portal itself uses."""

    help = "Toon de tabel van rollen, zoals die in docs/rollen.md staat."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Print to standard output; asks nothing of the database."""
        self.stdout.write(as_markdown(), ending="")
