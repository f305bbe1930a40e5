"""manage.py check_free_text: judges lines of free text by the AVG guard (R9)."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from coa_portal.avg.guard import check


class Command(BaseCommand):
    """Reads lines on standard input, writes one JSON object a line."""

    help = (
        "Leest regels tekst van de standaardinvoer en schrijft per regel één JSON-object met wat de AVG-wachter vond: "
        '{"line": 1, "findings": [{"term", "category", "reason", "start", "end"}]}. Er gaat geen tekst naar buiten.'
    )
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Bytes that are no UTF-8 are read as the replacement character; start and end count characters."""
        for number, raw in enumerate(_lines(), start=1):
            line = raw.decode("utf-8", errors="replace").rstrip("\r\n")
            findings = [finding.as_dict() for finding in check(line)]
            self.stdout.write(json.dumps({"line": number, "findings": findings}))


def _lines() -> Iterable[bytes]:
    """Standard input, line by line as it comes in. A test may put text there instead of bytes."""
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None:
        return (line.encode("utf-8", errors="replace") for line in sys.stdin)
    return stream  # type: ignore[no-any-return]
