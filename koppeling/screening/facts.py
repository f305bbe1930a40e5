"""The screening as a list of facts, for reading."""

from coa_portal.common.dates import long_date
from coa_portal.web.components import Gegeven
from koppeling.screening.models import Plaatsingsbeperking, Screening
from koppeling.screening.rijen import Woorden, read_woorden


def facts_of(known: Screening | None, woorden: Woorden | None = None) -> list[Gegeven]:
    """The screening as it stands, for reading. `woorden`: read before, where there are more screenings."""
    if known is None:
        return []
    words = woorden or read_woorden()
    more = [
        ("Opleidingsniveau", known.get_opleidingsniveau_display()),
        ("Gewenste sector", words.sectoren.get(known.ambitie_sector_id or "", "")),
        ("Gezinshereniging", known.get_gezinshereniging_display()),
        ("Harde criteria", "; ".join(words.criteria(known, hard=True))),
        ("Zachte criteria", "; ".join(words.criteria(known, hard=False))),
    ]
    return [
        Gegeven("Datum gesprek", long_date(known.gesprek_op)),
        Gegeven("Werkervaring", work_text(known, words)),
        Gegeven("Opleiding", school_text(known, words)),
        Gegeven("Ambities", known.ambities),
        Gegeven("Netwerk in Nederland", known.netwerk),
        *(Gegeven(label, text) for label, text in more if text),
    ]


def work_text(known: Screening, words: Woorden) -> str:
    """Jobs and what was told about work."""
    return _joined([words.baan(row) for row in known.banen], known.werk)


def school_text(known: Screening, words: Woorden) -> str:
    """Schools and what was told about them."""
    return _joined([words.opleiding(row) for row in known.opleidingen], known.onderwijs)


def _joined(rows: list[str], text: str) -> str:
    return "\n".join([*rows, text] if text else rows)


def limit_text(limit: Plaatsingsbeperking | None, words: Woorden) -> str:
    """The gemeenten that alone qualify; "" without a limit. For the regievoerder COA alone (R9)."""
    return ", ".join(sorted(words.gemeenten.get(code, code) for code in limit.gemeenten)) if limit else ""
