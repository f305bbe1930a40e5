"""Remove lines of the reading log whose term is over; their seals and a sealed proof stay."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coa_portal.audit.retention import MONTHS, expired_range, remove_expired
from coa_portal.common.errors import DomainError


class Command(BaseCommand):
    """`manage.py remove_expired_reading_log --door NAAM [--proef]`. Beat never does this: somebody decides it."""

    help = "Verwijder regels van het leeslog waarvan de bewaartermijn voorbij is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who does it, and whether it is a trial."""
        parser.add_argument("--door", required=True, help="Wie dit doet; komt in het bewijs.")
        parser.add_argument("--proef", action="store_true", help="Toon alleen wat er zou gaan.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the range, and remove it unless this is a trial."""
        found = expired_range()
        if found is None:
            self.stdout.write(f"Geen regels ouder dan {MONTHS} maanden.")
            return
        if options["proef"]:
            self.stdout.write(f"Zou gaan: plaats {found[0]} tot en met {found[1]}.")
            return
        try:
            removal = remove_expired(options["door"])
        except DomainError as error:
            raise CommandError(error.message) from None
        if removal is not None:
            self.stdout.write(
                f"{removal.count} regels verwijderd, plaats {removal.from_position} tot en met {removal.to_position}."
            )
