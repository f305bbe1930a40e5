"""Which parts of the week of a person are taken (B1)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from klantprofiel.models import Vergunninghouder


class Dagdeel(models.TextChoices):
    """Part of a day."""

    OCHTEND = "ochtend", "Ochtend"
    MIDDAG = "middag", "Middag"
    AVOND = "avond", "Avond"


class Bezetting(models.TextChoices):
    """What takes a part of the week (DESIGN §8)."""

    NT2 = "nt2", "NT2-les"
    KNM = "knm", "KNM"
    MAP = "map", "MAP of PVT"
    BEGELEIDING = "begeleiding", "Begeleiding"
    PARTICIPATIE = "participatie", "Participatie"
    WERK = "werk", "Werk of stage"
    SCHOOL = "school", "School of opleiding"
    OVERIG = "overig", "Iets anders"


WEEKDAGEN = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")


class BezetDagdeel(BaseModel):
    """A part of the week that is taken for one person, so that a gemeente plans around it (B1). Living; a gemeente gets
    it frozen, with a published version. `weekdag`: 1 is Monday."""

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="bezette_dagdelen"
    )
    weekdag = models.PositiveSmallIntegerField(
        "dag", choices=[(number, name) for number, name in enumerate(WEEKDAGEN, 1)]
    )
    dagdeel = models.CharField("dagdeel", max_length=8, choices=Dagdeel.choices)
    soort = models.CharField("waarvoor", max_length=16, choices=Bezetting.choices)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "bezet dagdeel"
        verbose_name_plural = "bezette dagdelen"
        ordering = ["weekdag", "dagdeel"]
        constraints = [
            models.UniqueConstraint(
                fields=["vergunninghouder", "weekdag", "dagdeel"], name="bezet_dagdeel_once"
            ),
            models.CheckConstraint(condition=Q(weekdag__range=(1, 7)), name="bezet_dagdeel_weekday"),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAGEN[self.weekdag - 1]} {self.dagdeel}"
