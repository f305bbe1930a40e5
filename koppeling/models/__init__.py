"""Models of the match: koppeling, the decision behind it, and the screening."""

from koppeling.models.koppeling import Koppeling, Koppelingsbesluit, Woonbehoefte
from koppeling.screening.models import Screening

__all__ = ["Koppeling", "Koppelingsbesluit", "Screening", "Woonbehoefte"]
