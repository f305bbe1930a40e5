"""`manage.py import_ibis BESTAND`: read people from a file of IBIS (docs/ibis.md), as often as you like."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coa_portal.access.wall import elevated
from coa_portal.common.errors import DomainError
from klantprofiel.actions.ibis import start_import
from klantprofiel.ibis.rapport import REPORT_HEAD, report_lines
from klantprofiel.models import Ibisimport
from klantprofiel.tasks import run_import

REFUSED = 2


class Command(BaseCommand):
    """Prints the counts and every line that was refused, without what stood in it."""

    help = "Leest personen uit een bestand van IBIS (JSON-regels of CSV). Kan steeds opnieuw met hetzelfde bestand."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file, its format and where the whole report goes."""
        parser.add_argument("bestand", type=Path)
        parser.add_argument(
            "--formaat", choices=Ibisimport.Formaat.values, help="Standaard: volgens de naam."
        )
        parser.add_argument("--rapport", type=Path, help="Schrijf het hele rapport als CSV in dit bestand.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read all of it; ends with 2 when lines were refused, so that a scheduler notices."""
        path: Path = options["bestand"]
        formaat = options["formaat"] or ("csv" if path.suffix.lower() == ".csv" else "jsonl")
        try:
            content = path.read_bytes()
            with elevated("import-ibis"):
                row = start_import(content=content, formaat=formaat, acting_user=None)
        except OSError as error:
            raise CommandError(f"Het bestand is niet te lezen: {error.strerror}.") from None
        except DomainError as error:
            raise CommandError(error.message) from None
        run_import(row.pk)
        with elevated("import-ibis"):
            row = Ibisimport.objects.get(pk=row.pk)
            self._tell(row)
            if options["rapport"]:
                self._write(row, options["rapport"])
        if row.geweigerd:
            sys.exit(REFUSED)

    def _tell(self, row: Ibisimport) -> None:
        for line in self._refused(row):
            self.stdout.write(line)
        self.stdout.write(
            f"{row.regels} regels: {row.gemaakt} gemaakt, {row.gewijzigd} gewijzigd, {row.ongewijzigd} ongewijzigd, "
            f"{row.geweigerd} geweigerd. {row.verschillen} verschillen wachten op een keuze."
        )

    def _refused(self, row: Ibisimport) -> Iterator[str]:
        for line in report_lines(row, uitkomst="geweigerd"):
            yield f"Regel {line[0]}: {line[3]}"

    def _write(self, row: Ibisimport, path: Path) -> None:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(REPORT_HEAD)
            writer.writerows(report_lines(row))
