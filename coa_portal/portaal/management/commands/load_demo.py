"""Load the demo, once; or tell how to sign in to it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.actions import load_demo_locaties
from coa_portal.organisaties.models import Gemeente
from coa_portal.portaal.demo.accounts import ACCOUNTS, login_table
from coa_portal.portaal.demo.load import load_demo
from klantprofiel.models import Vergunninghouder


class Command(BaseCommand):
    """`manage.py load_demo [--logins]`. Does nothing where the demo is already."""

    help = "Laadt verzonnen accounts en huishoudens. Doet niets als de demo er al is."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--logins` only prints the table."""
        parser.add_argument("--logins", action="store_true", help="Toon alleen waarmee u kunt inloggen.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, or refuse where real data may be."""
        if options["logins"]:
            self.stdout.write(login_table())
            return
        if Gebruiker.objects.filter(email=ACCOUNTS[0].email).exists():
            self.stdout.write("De demo is al geladen.")
            return
        has_data = Gebruiker.objects.exists() or Vergunninghouder.objects.exists()
        if has_data and not settings.PORTAL_DEMO:
            raise CommandError(
                "Hier staan al gegevens en PORTAL_DEMO staat niet aan. De demo is niet geladen."
            )
        if not Gemeente.objects.exists():
            raise CommandError("Laad eerst de referentiegegevens: manage.py load_reference")
        load_demo_locaties(acting_user=None)
        told = load_demo()
        self.stdout.write(f"De demo is geladen: {sum(told.values())} huishoudens.")
