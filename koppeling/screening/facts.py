"""The screening as a list of facts, for reading."""

from coa_portal.common.dates import long_date
from coa_portal.web.components import Gegeven
from koppeling.screening.models import Screening


def facts_of(known: Screening | None) -> list[Gegeven]:
    """The screening as it stands, for reading."""
    if known is None:
        return []
    return [
        Gegeven("Datum gesprek", long_date(known.gesprek_op)),
        Gegeven("Werkervaring", known.werk),
        Gegeven("Opleiding", known.onderwijs),
        Gegeven("Ambities", known.ambities),
        Gegeven("Netwerk in Nederland", known.netwerk),
    ]
