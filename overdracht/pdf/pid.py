"""The PID on paper: the person's own facts in Dutch beside a language that the person reads (DESIGN §3, B0)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from coa_portal.common.dates import short_date
from coa_portal.web.pdf.tweetalig import Block, render_bilingual
from coa_portal.web.vertaling import Taal
from klantprofiel.models import Vergunninghouder
from overdracht.profiel import own_sections
from voorinburgering.models import PidOnderdeel, PidOverhandiging

Json = dict[str, Any]

TITLE = "Persoonlijk informatiedossier (PID)"
YOURS = "Dit zijn uw eigen gegevens. Het COA heeft ze met u opgeschreven. Bewaar dit papier in uw blauwe map."
YOU_CHOOSE = (
    "Neem de map mee naar gesprekken met de gemeente, een school of een werkgever. "
    "U kiest zelf wat u laat zien."
)
WRONG = "Klopt er iets niet? Vertel het uw casemanager."
NOTHING = "Er staat hier nog niets."
FOLDER, HANDED_OVER, CONTENTS = "Uw map", "Overhandigd op", "Wat erin zit"
_OF_COA = "contactpersoon"  # always printed, so that the person knows whom to ask


def pid_pdf(
    person: Vergunninghouder, folder: Iterable[PidOverhandiging], taal: Taal, moment: dt.datetime
) -> bytes:
    """The document as it reads at `moment`. `folder`: what was handed over, the latest first."""
    day = short_date(timezone.localdate(moment))
    return render_bilingual(
        title=TITLE,
        taal=taal,
        blocks=[
            _paragraph(taal, YOURS),
            _paragraph(taal, YOU_CHOOSE),
            *_folder(taal, list(folder)),
            *_sections(taal, own_sections(person)),
            _paragraph(taal, WRONG),
        ],
        footer=f"{TITLE} · {day}",
        moment=moment,
    )


def _paragraph(taal: Taal, text: str) -> Block:
    return {"kind": "paragraph", "text": taal.both(text)}


def _folder(taal: Taal, rows: list[PidOverhandiging]) -> Iterator[Block]:
    """When the blue folder was handed over, and what is in it."""
    if not rows:
        return
    yield {"kind": "section", "text": taal.both(FOLDER)}
    lines = [_line(taal, HANDED_OVER, ", ".join(short_date(row.op) for row in reversed(rows)))]
    inside = {part for row in rows for part in row.onderdelen}
    lines += [_line(taal, part.label, "✓") for part in PidOnderdeel if part.value in inside]
    yield {"kind": "facts", "lines": lines}


def _sections(taal: Taal, parts: list[Json]) -> Iterator[Block]:
    """What is known; an empty line says nothing to who reads their own paper."""
    for part in parts:
        lines = [_line(taal, fact["label"], fact["text"]) for fact in part["facts"] if fact["text"]]
        tables = [table for table in part["tables"] if table["rows"]]
        if not (lines or tables or part["key"] == _OF_COA):
            continue
        yield {"kind": "section", "text": taal.both(part["label"])}
        if lines:
            yield {"kind": "facts", "lines": lines}
        for table in tables:
            yield {"kind": "subsection", "text": taal.both(table["label"])}
            yield {
                "kind": "table",
                "columns": [taal.both(column["label"]) for column in table["columns"]],
                "rows": [[cell["text"] for cell in row["cells"]] for row in table["rows"]],
            }
        if not (lines or tables):
            yield {"kind": "note", "text": taal.both(NOTHING)}


def _line(taal: Taal, label: str, text: str) -> Json:
    """One fact; a value of the few that every form knows (ja, goed) is told in both languages."""
    return {"label": taal.both(label), "text": text, "other": taal.translate(text)}
