"""The review report of who has which rights: `manage.py report_access --period 2026-K3 > rechten.csv`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coa_portal.accounts.review import as_csv, draw_up_review, period_of, report_lines
from coa_portal.common.errors import DomainError


class Command(BaseCommand):
    """Prints CSV; with --save it is frozen too, for a beheerder to sign off."""

    help = "Schrijf als CSV wie welke rechten heeft, met de wijzigingen in een kwartaal of jaar."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which period."""
        parser.add_argument("--period", required=True, help="2026 of 2026-K3")
        parser.add_argument("--save", action="store_true", help="leg het rapport vast om af te tekenen")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses a period it cannot read."""
        try:
            if options["save"]:
                lines = draw_up_review(periode=options["period"], acting_user=None).inhoud["regels"]
            else:
                lines = report_lines(*period_of(options["period"]))
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(as_csv(lines))
