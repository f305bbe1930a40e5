"""A document in Dutch beside one other language, as PDF/UA-1."""

import datetime as dt
from pathlib import Path
from typing import Any

from coa_portal.web.pdf.document import render_document
from coa_portal.web.vertaling import UNOFFICIAL, Taal

TEMPLATE = Path(__file__).parent / "tweetalig.typ"

Block = dict[str, Any]


def render_bilingual(
    *, title: str, taal: Taal, blocks: list[Block], footer: str, moment: dt.datetime
) -> bytes:
    """Blocks as `tweetalig.typ` draws them, under a line that says that the translation is not an official one.

    Every label is {"nl", "tr"} (`Taal.both`); what the person's own facts say stays as it is.
    """
    document = {
        "title": taal.both(title),
        "lang": taal.code,
        "direction": "rtl" if taal.is_right_to_left else "ltr",
        "mark": taal.both(UNOFFICIAL),
        "blocks": blocks,
        "notes": [],
        "footer": footer,
    }
    return render_document(document, moment, TEMPLATE)
