"""What a screening offers the klantprofiel: facts that nobody verified (R16)."""

import datetime as dt
from typing import Any

from klantprofiel.overnemen import Aanbod
from koppeling.screening.models import Screening


def offer_of(screening: Screening) -> Aanbod:
    """Facts and rows of the profile that the screening told of. The network stays in the screening: the profile has no
    place for it; and so do sector and criteria, which are for the placement."""
    facts: dict[str, Any] = {
        "gezinshereniging_aangevraagd": screening.gezinshereniging,
        "opleidingsniveau": screening.opleidingsniveau,
        "ambities": screening.ambities,
    }
    work = [
        {"beroep": row["beroep"], "van": _day(row["van"]), "tot": _day(row["tot"])} for row in screening.banen
    ]
    schools = [
        {
            "opleiding": row["opleiding"],
            "van": _day(row["van"]),
            "tot": _day(row["tot"]),
            "diploma": row["diploma"],
        }
        for row in screening.opleidingen
    ]
    return Aanbod(facts, {"onderwijs": schools, "werkervaring": work})


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
