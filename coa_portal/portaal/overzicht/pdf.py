"""The inzage-overzicht on paper: tagged (PDF/UA), plain Dutch, in the layout of COA's form."""

import datetime as dt
from typing import Any

from django.utils import timezone

from coa_portal.common.dates import short_date
from coa_portal.portaal.overzicht.facts import Gedeeld, Gelezen, Overzicht
from coa_portal.web.pdf.document import render_document

TITLE = "Inzage-overzicht"
_INTRO = (
    "U kunt het COA vragen wat er met uw gegevens is gebeurd (Algemene verordening gegevensbescherming, artikel 15). "
    "Hier staat welke gemeente iets over u kreeg, en wie uw gegevens in het portaal heeft gelezen."
)
_NO_NAMES = (
    "U ziet de organisatie en de rol van wie keek, en niet de naam. Vindt u iets vreemd? Zeg het tegen uw "
    "casemanager, of schrijf aan de functionaris gegevensbescherming van het COA. Dan wordt uitgezocht wie het was."
)
_RIGHTS = (
    "Kloppen uw gegevens niet, of wilt u niet meer dat een gemeente ze leest? Vertel het uw casemanager. Uw "
    "toestemming intrekken kan altijd. U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens."
)
_MORE = "Er is vaker gelezen dan hier past. De oudste keren staan er niet bij. Vraag erom als u ze wilt zien."


def overview_pdf(overzicht: Overzicht, moment: dt.datetime) -> bytes:
    """The document of one person, as it was at `moment`."""
    day = short_date(timezone.localdate(moment))
    meta = [("Naam", overzicht.naam), ("Datum", day), ("V-nummer", overzicht.v_nummer), ("Van", "COA")]
    document = {
        "title": TITLE,
        "meta": [{"label": label, "text": text} for label, text in meta],
        "banner": "",
        "blocks": [_note(_INTRO), *_sharing(overzicht), *_reading(overzicht)],
        "notes": [_NO_NAMES, _RIGHTS],
        "footer": f"{TITLE} · {day}",
    }
    return render_document(document, moment)


def _note(text: str) -> dict[str, Any]:
    return {"kind": "note", "text": text}


def _section(text: str) -> dict[str, Any]:
    return {"kind": "section", "text": text.upper()}


def _table(columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"kind": "table", "columns": columns, "rows": rows}


def _sharing(overzicht: Overzicht) -> list[dict[str, Any]]:
    blocks = [_section("Uw toestemming")]
    if overzicht.toestemmingen:
        rows = [[gemeente, text] for gemeente, text in overzicht.toestemmingen]
        blocks.append(_table(["Gemeente", "Toestemming"], rows))
    else:
        blocks.append(_note("U hebt nog geen toestemming gegeven of geweigerd."))
    blocks.append(_section("Wat een gemeente kreeg"))
    if overzicht.gedeeld:
        columns = ["Wat", "Gemeente", "Sinds", "Leesbaar voor de gemeente"]
        blocks.append(_table(columns, [_shared_row(row) for row in overzicht.gedeeld]))
        blocks.append(
            _note("Het informatieprofiel gaat over uw hele gezin en staat op zichzelf zonder uw naam.")
        )
    else:
        blocks.append(_note("Er is nog niets over u met een gemeente gedeeld."))
    return blocks


def _shared_row(row: Gedeeld) -> list[str]:
    return [row.wat, row.gemeente, short_date(row.wanneer), "Ja" if row.nu else "Nee, niet meer"]


def _reading(overzicht: Overzicht) -> list[dict[str, Any]]:
    blocks = [_section("Wie uw gegevens las")]
    if not overzicht.gelezen:
        return [*blocks, _note("Niemand heeft uw gegevens gelezen sinds het portaal dit bijhoudt.")]
    columns = ["Dag", "Organisatie", "Rol", "Wat", "Hoe", "Keer"]
    blocks.append(_table(columns, [_read_row(row) for row in overzicht.gelezen]))
    return [*blocks, _note(_MORE)] if overzicht.meer else blocks


def _read_row(row: Gelezen) -> list[str]:
    what = row.wat.split(" (", 1)[0]
    return [
        short_date(row.dag),
        row.organisatie,
        row.rol,
        what[:1].upper() + what[1:],
        row.weg,
        str(row.keer),
    ]
