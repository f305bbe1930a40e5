"""Who was there in which lesson (DESIGN §8): minutes, and a short coded reason without anything medical (R9)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.models.deelname import Deelname
from voorinburgering.models.les import Les


class Stand(models.TextChoices):
    """Whether somebody was there."""

    AANWEZIG = "aanwezig", "Aanwezig"
    AFWEZIG = "afwezig", "Afwezig"


class Reden(models.TextChoices):
    """Why somebody was away, or not there all the time. Illness is "afgemeld": nobody asks why (R9)."""

    AFGEMELD = "afgemeld", "Afgemeld"
    AFSPRAAK = "afspraak", "Andere afspraak"
    ZONDER_BERICHT = "zonder_bericht", "Zonder bericht"
    DEEL = "deel", "Te laat of eerder weg"


class Aanwezigheid(BaseModel):
    """One person in one lesson. `minuten`: how long the person was there, never longer than the lesson.

    PostgreSQL refuses a row of who was not in the group on that day (a trigger), and a change of the lesson or of the
    deelname that would leave such a row behind.
    """

    les = models.ForeignKey(Les, on_delete=models.PROTECT, related_name="aanwezigheid")
    deelname = models.ForeignKey(Deelname, on_delete=models.PROTECT, related_name="aanwezigheid")
    stand = models.CharField("aanwezig", max_length=10, choices=Stand.choices)
    reden = models.CharField("reden", max_length=16, choices=Reden.choices, blank=True)
    minuten = models.PositiveSmallIntegerField("minuten aanwezig")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "aanwezigheid"
        verbose_name_plural = "aanwezigheid"
        constraints = [
            models.UniqueConstraint(fields=["les", "deelname"], name="aanwezigheid_once"),
            models.CheckConstraint(
                name="aanwezigheid_minutes_of_stand",
                condition=Q(stand=Stand.AANWEZIG, minuten__gt=0) | Q(stand=Stand.AFWEZIG, minuten=0),
            ),
            models.CheckConstraint(
                name="aanwezigheid_reason_of_stand",
                condition=Q(stand=Stand.AANWEZIG, reden__in=("", Reden.DEEL))
                | Q(stand=Stand.AFWEZIG, reden__in=(Reden.AFGEMELD, Reden.AFSPRAAK, Reden.ZONDER_BERICHT)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand} {self.minuten}"


class Lesdeelnemer(models.Model):
    """All that a docent gets of who was in the group on the day of a lesson: a database view, which picks the lessons
    of the asking account itself (R4). Who moved to another opvanglocatie is out of sight.

    `deelname` and `persoon` are keys, the latter for the reading log; they lead nowhere.
    """

    sleutel = models.TextField(primary_key=True)
    deelname = models.UUIDField()
    les = models.ForeignKey(Les, on_delete=models.DO_NOTHING, related_name="+")
    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.DO_NOTHING, related_name="+")
    persoon = models.UUIDField()
    naam = models.TextField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        managed = False
        db_table = "voorinburgering_lesdeelnemer"
        ordering = ["naam", "deelname"]

    def __str__(self) -> str:
        return self.naam
