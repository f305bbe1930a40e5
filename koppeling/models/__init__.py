"""Models of the match: koppeling, the decision behind it, and the screening."""

from koppeling.models.koppeling import (
    KEPT_AT_COA,
    KEPT_OF_JOINED,
    Koppeling,
    Koppelingsbesluit,
    Woonbehoefte,
)
from koppeling.screening.models import Plaatsingsbeperking, Screening

__all__ = [
    "KEPT_AT_COA",
    "KEPT_OF_JOINED",
    "Koppeling",
    "Koppelingsbesluit",
    "Plaatsingsbeperking",
    "Screening",
    "Woonbehoefte",
]
