"""The first account of an installation: `manage.py create_beheerder naam@coa.nl "Voornaam Achternaam"`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from coa_portal.access.roles import Party
from coa_portal.accounts.actions import add_gebruiker, grant_role
from coa_portal.accounts.sign_in import make_password_link
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Organisatie


class Command(BaseCommand):
    """Makes a beheerder and prints the link with which that person chooses a password; the rest is admin."""

    help = "Maak een beheerder en toon de link om een wachtwoord te kiezen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("email")
        parser.add_argument("naam")

    def handle(self, *args: Any, **options: Any) -> None:
        """Both writes or none; refuses an address that has an account."""
        coa = Organisatie.objects.filter(pk=Organisatie.COA).first()
        if coa is None:
            raise CommandError("Draai eerst: manage.py load_reference")
        try:
            with transaction.atomic():
                account = add_gebruiker(
                    email=options["email"],
                    naam=options["naam"],
                    party=Party.COA,
                    organisatie_naam="COA",
                    acting_user=None,
                )
                grant_role(gebruiker=account, rol="beheerder", parent=coa, acting_user=None)
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"Kies een wachtwoord op {make_password_link(account)}")
