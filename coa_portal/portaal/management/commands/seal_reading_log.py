"""Seal the reading log now; Celery beat does it every minute."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from coa_portal.portaal.toezicht import keten


class Command(BaseCommand):
    """`manage.py seal_reading_log [--alles] [--anker]`."""

    help = "Verzegel de regels van het leeslog die nog geen zegel hebben."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--alles` looks at every line ever written; `--anker` prints the head of the chain."""
        parser.add_argument(
            "--alles", action="store_true", help="Kijk naar alle regels, niet alleen de nieuwe."
        )
        parser.add_argument(
            "--anker",
            action="store_true",
            help="Schrijf de kop van de keten op, om buiten de database te bewaren.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal, and tell how many."""
        self.stdout.write(f"{keten.seal_all(everything=options['alles'])} regels verzegeld.")
        if options["anker"]:
            anchor = keten.write_anchor()
            told = (
                f"Plaats {anchor['position']}: {anchor['hash']}" if anchor else "Er is nog niets verzegeld."
            )
            self.stdout.write(told)
