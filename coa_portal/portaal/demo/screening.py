"""What the programmabegeleider heard at the screening in rows, and what of it was taken over into the profile."""

from typing import Any

from coa_portal.organisaties.models import Sector
from coa_portal.portaal.demo.accounts import UTRECHT, ZEIST, Cast
from coa_portal.portaal.demo.clock import DemoClock
from koppeling.models import Screening
from koppeling.screening.actions import TEXTS, limit_gemeenten, save_screening, take_over_screening

_BANEN = (
    ("Bakker", "G+I", "2011-03-01", "2014-06-30"),
    ("Chauffeur", "H+J", "2009-01-01", "2010-12-31"),
    ("Timmerman", "B-F", "2008-05-01", "2012-02-28"),
)
_CRITERIA = (("familie", UTRECHT), ("netwerk", ZEIST), ("kans_werk", UTRECHT))


def tell_screenings(cast: Cast, clock: DemoClock, locatie: str) -> None:
    """A few people of one locatie told more; of two of them it waits in the profile to be verified."""
    tom = cast.named("tom.visser@coa.example")
    rows = Screening.objects.filter(vergunninghouder__dossier_locatie__naam=locatie)
    chosen = list(rows.select_related("vergunninghouder").order_by("created_at")[: len(_BANEN)])
    for number, row in enumerate(chosen):
        clock.turn_to(6 - number, 10)
        beroep, sector, van, tot = _BANEN[number]
        told: dict[str, Any] = {name: getattr(row, name) for name in TEXTS}
        save_screening(
            vergunninghouder=row.vergunninghouder,
            gesprek_op=row.gesprek_op,
            **told,
            opleidingsniveau=("laag", "middelbaar", "hoog")[number],
            ambitie_sector=Sector.objects.get(pk=sector),
            gezinshereniging="nee",
            rijen={
                "banen": [{"beroep": beroep, "sector": sector, "van": van, "tot": tot}],
                "opleidingen": [{"opleiding": "Avondschool", "van": "", "tot": "", "diploma": "nee"}],
                "criteria": [
                    {"soort": soort, "gemeente": gemeente} for soort, gemeente in _CRITERIA[: number + 1]
                ],
            },
            acting_user=tom,
        )
        if number < 2:
            take_over_screening(vergunninghouder=row.vergunninghouder, acting_user=tom)
    if chosen:
        limit_gemeenten(
            vergunninghouder=chosen[-1].vergunninghouder, gemeenten=[UTRECHT, ZEIST], acting_user=tom
        )
