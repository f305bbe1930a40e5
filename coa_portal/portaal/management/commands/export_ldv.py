"""Processing lines of a period after the standard Logboek Dataverwerkingen, as JSON lines."""

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall, wall_role_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.export import as_json_lines
from coa_portal.audit.reading import Channel, Source, write_reading
from coa_portal.audit.selectors import processing_between


class Command(BaseCommand):
    """`manage.py export_ldv --from DAG --to DAG --account ADRES [--output BESTAND]`."""

    help = "Schrijf verwerkingsregels van een periode als JSON-regels (Logboek Dataverwerkingen)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The period (days, both included), and in whose name the export is logged."""
        parser.add_argument(
            "--from", dest="van", type=dt.date.fromisoformat, required=True, help="jjjj-mm-dd"
        )
        parser.add_argument("--to", dest="tot", type=dt.date.fromisoformat, required=True, help="jjjj-mm-dd")
        parser.add_argument(
            "--account",
            required=True,
            help="E-mailadres van de functionaris gegevensbescherming die erom vraagt.",
        )
        parser.add_argument("--output", type=Path, help="Bestand; zonder dit naar het scherm.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Log first, under the wall of that account; without the log line there is no export (R10)."""
        account = Gebruiker.objects.filter(email__iexact=options["account"], is_active=True).first()
        if account is None or wall_role_of(account) != WallRole.TOEZICHT:
            raise CommandError("Dit account is geen actieve functionaris gegevensbescherming.")
        source = Source(account, "toezicht-leeslog", secrets.token_hex(16), started_at=timezone.now())
        with behind_wall(WallRole.TOEZICHT, account.pk):
            what = "leeslog: export Logboek Dataverwerkingen"
            write_reading(source, what=what, subjects=[], channel=Channel.FILE)
        with behind_wall(WallRole.TOEZICHT, account.pk):
            lines = as_json_lines(
                processing_between(options["van"], options["tot"]).iterator(chunk_size=2000)
            )
            if options["output"]:
                with options["output"].open("w") as file:
                    file.writelines(lines)
            else:
                for line in lines:
                    self.stdout.write(line, ending="")
