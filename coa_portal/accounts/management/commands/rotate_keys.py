"""Renew everything that stands encrypted: `manage.py rotate_keys` after a new key was put first in FIELD_KEYS."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coa_portal.common.crypto import EncryptedColumn, encrypted_columns
from coa_portal.common.rotation import BATCH, Rotated, outdated, renew


class Command(BaseCommand):
    """May be stopped and started again; the portal keeps working meanwhile. Never prints a value."""

    help = "Versleutel alles opnieuw met de nieuwste sleutel van FIELD_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many rows are locked at once, and counting alone."""
        parser.add_argument("--batch", type=int, default=BATCH, help="rijen per keer (standaard 500)")
        parser.add_argument("--tel", action="store_true", help="toon alleen hoeveel er nog moet")

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError (exit code 1) while something is left under an older key: keep that key."""
        left = 0
        for column in encrypted_columns():
            if not options["tel"]:
                self._renew(column, options["batch"])
            count = outdated(column).count()
            left += count
            self.stdout.write(f"{column.model}.{column.field}: {count} nog met een oudere sleutel")
        if left:
            raise CommandError(f"{left} waarden staan nog onder een oudere sleutel. Bewaar die sleutel.")
        self.stdout.write("Alles staat onder de nieuwste sleutel. De oudere sleutels mogen weg.")
        if settings.READING_LOG_KEYS == settings.FIELD_KEYS:
            # a pseudonym in the log cannot be made anew: the log is never written again
            self.stdout.write(
                "Let op: het leeslog gebruikt dezelfde sleutels. Zet eerst READING_LOG_KEYS op de huidige FIELD_KEYS; "
                "zonder zijn sleutel is van oude regels niet meer na te gaan over wie ze gaan."
            )

    def _renew(self, column: EncryptedColumn, batch: int) -> None:
        done = Rotated()
        for done in renew(column, batch=batch):
            self.stdout.write(f"{column.model}.{column.field}: {done.renewed} vernieuwd", ending="\n")
        for key in done.unreadable:
            self.stderr.write(f"{column.model} {key}: met geen van de sleutels te lezen")
