"""Who takes lessons in which lesgroep (DESIGN §8)."""

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

track_elsewhere(Lesgroep, app="voorinburgering")


class Eindereden(models.TextChoices):
    """Why somebody's Voorinburgering, or the place in a lesgroep, ended (DESIGN §8)."""

    AFGEROND = "afgerond", "Voorinburgering afgerond"
    REGULIER = "regulier", "Regulier traject gestart"
    VERHUISD = "verhuisd", "Verhuisd naar de gemeente"
    OVERPLAATSING = "overplaatsing", "Naar een andere opvanglocatie"


class DeelnameQuerySet(models.QuerySet["Deelname"]):
    """Deelnames by where they stand."""

    def running(self) -> "DeelnameQuerySet":
        """Not ended: the person is in the group, or will be."""
        return self.filter(Q(tot=None) | Q(tot__gt=today()))


class Deelname(BaseModel):
    """One person in one lesgroep. `tot` is the first day on which the person is no longer in it."""

    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.PROTECT, related_name="deelnames")
    vergunninghouder = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="deelnames")
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


class VoorinburgeringEinde(BaseModel):
    """The Voorinburgering of one person ended, its individual guidance with it; the daily guidance goes on (B1,
    scenario 1). `hervat_op`: it goes on after all, because what ended it turned out not to be so. One row stands at a
    time.
    """

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="einden_voorinburgering"
    )
    op = models.DateField("geëindigd op")
    reden = models.CharField("reden", max_length=16, choices=Eindereden.choices)
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
            )
        ]

    def __str__(self) -> str:
        return f"{self.reden} {self.op}"


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
