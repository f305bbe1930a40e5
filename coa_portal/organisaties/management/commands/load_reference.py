"""`manage.py load_reference`: load the reference data, as often as you like."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coa_portal.common.errors import DomainError
from coa_portal.organisaties.actions import LoadReport, load_demo_locaties, load_reference
from coa_portal.organisaties.reference import DATA_DIR


class Command(BaseCommand):
    """Prints what changed per table; ends with an error code when lines were skipped."""

    help = "Laadt gemeenten, regio's, taakstelling en codelijsten uit de CSV-bestanden. Kan steeds opnieuw."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--map", type=Path, default=DATA_DIR, help="map met de CSV-bestanden")
        parser.add_argument("--demo", action="store_true", help="ook de verzonnen opvanglocaties van de demo")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = [load_reference(acting_user=None, directory=options["map"])]
            if options["demo"]:
                reports.append(load_demo_locaties(acting_user=None, directory=options["map"]))
        except DomainError as error:
            raise CommandError(error.message) from error
        for report in reports:
            self._print(report)
        if skipped := sum(len(report.errors) for report in reports):
            raise CommandError(f"{skipped} keer iets overgeslagen; de goede regels zijn geladen.")

    def _print(self, report: LoadReport) -> None:
        for name, counts in report.counts.items():
            self.stdout.write(
                f"{name:28} {counts.created:5} nieuw {counts.updated:5} gewijzigd "
                f"{counts.ended:5} beëindigd {counts.unchanged:5} gelijk"
            )
        for error in report.errors:
            self.stderr.write(str(error))
