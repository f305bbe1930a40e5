"""Who takes lessons in which lesgroep (DESIGN §8)."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from coa_portal.audit.history import track_elsewhere, tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Lesgroep
from klantprofiel.choices import ErkNiveau
from klantprofiel.models import Vergunninghouder
from voorinburgering.models.einde import Eindereden

track_elsewhere(Lesgroep, app="voorinburgering")


class DeelnameQuerySet(models.QuerySet["Deelname"]):
    """Deelnames by where they stand."""

    def on(self, day: dt.date) -> "DeelnameQuerySet":
        """In the group on that day."""
        return self.filter(Q(tot=None) | Q(tot__gt=day), van__lte=day)

    def running(self) -> "DeelnameQuerySet":
        """Not ended: the person is in the group, or will be."""
        return self.filter(Q(tot=None) | Q(tot__gt=today()))


class Deelname(BaseModel):
    """One person in one lesgroep. `tot` is the first day on which the person is no longer in it. `soort` is that of the
    group: of each soort somebody is in one group at a time."""

    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.PROTECT, related_name="deelnames")
    vergunninghouder = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="deelnames")
    soort = models.CharField(
        "soort", max_length=3, choices=Lesgroep.Soort.choices, default=Lesgroep.Soort.NT2, editable=False
    )
    van = models.DateField("van")
    tot = models.DateField("tot", null=True, blank=True)
    einde_reden = models.CharField(
        "reden van het einde", max_length=16, choices=Eindereden.choices, blank=True
    )

    objects: ClassVar[Any] = DeelnameQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "deelname"
        verbose_name_plural = "deelnames"
        ordering = ["-van"]
        constraints = [
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gte=F("van")), name="deelname_order"),
            ExclusionConstraint(
                name="deelname_no_overlap",
                expressions=[
                    ("vergunninghouder", RangeOperators.EQUAL),
                    ("soort", RangeOperators.EQUAL),
                    (
                        Func(
                            F("van"),
                            F("tot"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesgroep_id} {self.van}"


class Deelnemer(models.Model):
    """All that a docent gets of a person: a database view, which picks the groups of the asking account itself (R4).

    The key is that of the Deelname; `persoon` is a key too, for the line in the reading log, and leads nowhere.
    """

    id = models.UUIDField(primary_key=True)
    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.DO_NOTHING, related_name="+")
    persoon = models.UUIDField()
    naam = models.TextField()
    talen = ArrayField(models.TextField())
    niveau = models.TextField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        managed = False
        db_table = "voorinburgering_deelnemer"
        ordering = ["naam", "id"]

    def __str__(self) -> str:
        return self.naam

    @property
    def niveau_label(self) -> str:
        """The last known ERK level of Dutch, in words."""
        return ErkNiveau(self.niveau).label if self.niveau else "Nog niet getoetst"
