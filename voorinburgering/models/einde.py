"""That the Voorinburgering of somebody ended, and why (DESIGN §8)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from klantprofiel.models import Vergunninghouder


class Eindereden(models.TextChoices):
    """Why somebody's Voorinburgering, or the place in a lesgroep, ended (DESIGN §8)."""

    AFGEROND = "afgerond", "Voorinburgering afgerond"
    REGULIER = "regulier", "Regulier traject gestart"
    VERHUISD = "verhuisd", "Verhuisd naar de gemeente"
    GESTOPT = "gestopt", "Gestopt door de persoon"
    OVERIG = "overig", "Andere reden"
    OVERPLAATSING = "overplaatsing", "Naar een andere opvanglocatie"


# a move to another locatie ends a place in a lesgroep there, never the programme
PROGRAMMA_EINDEREDENEN: tuple[Eindereden, ...] = tuple(
    reden for reden in Eindereden if reden != Eindereden.OVERPLAATSING
)


class VoorinburgeringEinde(BaseModel):
    """The Voorinburgering of one person ended, its individual guidance with it; the daily guidance goes on (B1,
    scenario 1). `hervat_op`: it goes on after all, because what ended it turned out not to be so. One row stands at a
    time. `door`: who at COA ended it by hand; None where it follows from the move or from the gemeente's start.
    """

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="einden_voorinburgering"
    )
    op = models.DateField("geëindigd op")
    reden = models.CharField("reden", max_length=16, choices=Eindereden.choices)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    hervat_op = models.DateField("hervat op", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "einde van de voorinburgering"
        verbose_name_plural = "einden van de voorinburgering"
        ordering = ["-op"]
        constraints = [
            models.UniqueConstraint(
                fields=["vergunninghouder"],
                name="voorinburgeringeinde_one_stands",
                condition=Q(hervat_op=None),
            ),
            models.CheckConstraint(
                name="voorinburgeringeinde_one_reason",
                condition=Q(reden__in=[reden.value for reden in PROGRAMMA_EINDEREDENEN]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reden} {self.op}"
