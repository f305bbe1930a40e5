"""The result sheet: results of tests and what was followed, as it stands now (tagged, PDF/UA-1)."""

import datetime as dt
from typing import Any

from django.utils import timezone

from coa_portal.common.dates import short_date
from coa_portal.web.pdf.document import render_document
from klantprofiel.models import Vergunninghouder
from voorinburgering.pdf.bewijs import parts_followed
from voorinburgering.samenvatting import Samenvatting

TITLE = "Resultatenblad Voorinburgering"
_LEVELS = (
    "Een niveau is dat van het Europees Referentiekader (ERK): van Pre-A1 (begin) tot C2 (bijna als eerste taal). "
    "Taalleerbaarheid zegt hoe snel iemand een taal leert: snel, gemiddeld of langzaam."
)
_WRONG = "Klopt er iets niet? Vertel het uw docent of uw casemanager."
_NONE = "Er zijn nog geen uitslagen."

Block = dict[str, Any]


def results_pdf(person: Vergunninghouder, found: Samenvatting, *, moment: dt.datetime) -> bytes:
    """The document as of `moment`; there is one at any time, also without results."""
    day = short_date(timezone.localdate(moment))
    locatie = str(person.dossier_locatie) if person.dossier_locatie else "COA"
    meta = [
        ("Naam", person.naam),
        ("Datum", day),
        ("Geboortedatum", short_date(person.geboortedatum)),
        ("Van", locatie),
    ]
    document = {
        "title": TITLE,
        "meta": [{"label": label, "text": text} for label, text in meta],
        "banner": "",
        "blocks": [*_results(found), *_course(found)],
        "notes": [_LEVELS, _WRONG],
        "footer": f"{TITLE} · {day}",
    }
    return render_document(document, moment)


def _results(found: Samenvatting) -> list[Block]:
    heading = {"kind": "section", "text": "TOETSEN"}
    if not found.toetsen:
        return [heading, {"kind": "note", "text": _NONE}]
    rows = [
        [
            row.get_soort_display(),
            row.get_resultaat_display(),
            short_date(row.afgenomen_op),
            row.afgenomen_door,
        ]
        for row in found.toetsen
    ]
    columns = ["Toets", "Uitslag", "Afgenomen op", "Afgenomen door"]
    return [heading, {"kind": "table", "columns": columns, "rows": rows}]


def _course(found: Samenvatting) -> list[Block]:
    """From when to when, and what was followed."""
    programma, end = found.programma, found.einde
    lines: list[tuple[str, str]] = []
    if programma and programma.gestart_op:
        lines.append(("Gestart op", short_date(programma.gestart_op)))
    if end:
        lines.append(("Geëindigd op", f"{short_date(end.op)}: {end.get_reden_display().lower()}"))
    if found.uren.totaal_minuten or found.participaties:
        lines += parts_followed(found)
    if found.noa:
        lines.append(("NOA-assessment", short_date(found.noa.afgenomen_op)))
    if not lines:
        return []
    shown = [[{"label": label, "text": text, "mark": ""}] for label, text in lines]
    return [{"kind": "section", "text": "GEVOLGD"}, {"kind": "lines", "lines": shown}]
