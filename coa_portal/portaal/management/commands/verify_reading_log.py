"""Verify the chain of the reading log: 0 intact, 1 something is wrong, 2 intact but sealing is behind."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coa_portal.audit.verify import UNSEALED_TOO_LONG, Report
from coa_portal.portaal.toezicht import keten


class Command(BaseCommand):
    """`manage.py verify_reading_log [--from PLAATS] [--ankers BESTAND] [--json]`."""

    help = "Controleer of er in het leeslog iets is gewijzigd, verwijderd, tussengevoegd of verwisseld."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to start, against which anchors, and how to tell."""
        parser.add_argument("--from", dest="start", type=int, default=1, help="Begin bij deze plaats.")
        parser.add_argument(
            "--ankers", type=Path, help="Bestand met ankers die buiten de server zijn bewaard."
        )
        parser.add_argument("--json", action="store_true", help="Schrijf de uitkomst als JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify and end with a code that a scheduler understands."""
        if options["start"] < 1:
            raise CommandError("Plaatsen tellen vanaf 1.")
        try:
            report = keten.run_verification(start=options["start"], anchor_file=options["ankers"])
        except (OSError, ValueError) as error:
            raise CommandError(f"De ankers zijn niet te lezen: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(report), ensure_ascii=False))
        else:
            self._tell(report)
        code = 1 if not report.is_intact else 2 if _is_behind(report) else 0
        if code:
            sys.exit(code)

    def _tell(self, report: Report) -> None:
        for finding in report.findings:
            self.stdout.write(finding.text)
        if report.more_findings:
            self.stdout.write(f"En nog {report.more_findings} afwijkingen.")
        self.stdout.write(f"{report.checked} zegels gecontroleerd, tot en met plaats {report.position}.")
        if report.removed_by_term:
            self.stdout.write(f"{report.removed_by_term} regels zijn na hun bewaartermijn verwijderd.")
        self.stdout.write(_unsealed_text(report))
        self.stdout.write(
            "Het leeslog is ongeschonden." if report.is_intact else "Het leeslog is NIET ongeschonden."
        )


def _unsealed_text(report: Report) -> str:
    if report.oldest_unsealed is None:
        return "Alle regels zijn verzegeld."
    minutes = int((timezone.now() - report.oldest_unsealed).total_seconds() // 60)
    behind = " Het verzegelen loopt achter: draait Celery beat?" if _is_behind(report) else ""
    return f"{report.unsealed} regels zijn nog niet verzegeld; de oudste is {minutes} minuten oud.{behind}"


def _is_behind(report: Report) -> bool:
    return report.oldest_unsealed is not None and timezone.now() - report.oldest_unsealed > UNSEALED_TOO_LONG


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "ongeschonden": report.is_intact,
        "tot_en_met_plaats": report.position,
        "zegels": report.checked,
        "verwijderd_na_termijn": report.removed_by_term,
        "bevindingen": [
            {"soort": finding.code, "plaats": finding.position, "tekst": finding.text}
            for finding in report.findings
        ],
        "meer_bevindingen": report.more_findings,
        "niet_verzegeld": report.unsealed,
        "oudste_niet_verzegeld": report.oldest_unsealed.isoformat() if report.oldest_unsealed else None,
    }
