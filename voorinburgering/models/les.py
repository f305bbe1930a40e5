"""Lessons: in which room, by whom, on which day, and the series they come from (DESIGN §8)."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from voorinburgering.lifecycle import LES, LES_REASONS, TAKES_PLACE
from voorinburgering.models.dagdeel import WEEKDAGEN


class Onderwerp(models.TextChoices):
    """What a KNM, MAP or PVT session is about, after B1 §3.3; the first letters of a value say of which soort."""

    KNM_PLICHT = "knm_plicht", "Inburgeringsplicht"
    KNM_WONEN = "knm_wonen", "Wonen"
    KNM_ZORG = "knm_zorg", "Gezondheidszorg"
    KNM_ONDERWIJS = "knm_onderwijs", "Onderwijs"
    KNM_WERK = "knm_werk", "Werk en inkomen"
    KNM_RECHTSSTAAT = "knm_rechtsstaat", "Democratie en rechtsstaat"
    MAP_COMPETENTIES = "map_competenties", "Eigen competenties"
    MAP_ARBEIDSMARKT = "map_arbeidsmarkt", "De Nederlandse arbeidsmarkt"
    MAP_REGIO = "map_regio", "Werk in de regio"
    MAP_SOLLICITEREN = "map_solliciteren", "Solliciteren"
    PVT_VRIJHEID = "pvt_vrijheid", "Vrijheid"
    PVT_GELIJKWAARDIGHEID = "pvt_gelijkwaardigheid", "Gelijkwaardigheid"
    PVT_SOLIDARITEIT = "pvt_solidariteit", "Solidariteit"
    PVT_PARTICIPATIE = "pvt_participatie", "Meedoen"


def onderwerpen_of(soort: str) -> list["Onderwerp"]:
    """What a session of this soort of group may be about; nothing for NT2."""
    return [one for one in Onderwerp if one.value.startswith(f"{soort}_")]


class Ruimte(BaseModel):
    """A room at an opvanglocatie in which lessons are given. `plaatsen` None: not known."""

    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, related_name="ruimten")
    naam = models.CharField("naam", max_length=60)
    plaatsen = models.PositiveSmallIntegerField("plaatsen", null=True, blank=True)
    gesloten_op = models.DateField("gesloten op", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "lokaal"
        verbose_name_plural = "lokalen"
        ordering = ["naam"]
        constraints = [
            models.UniqueConstraint(
                fields=["opvanglocatie", "naam"], name="ruimte_once", condition=Q(gesloten_op=None)
            )
        ]

    def __str__(self) -> str:
        return self.naam


class Lesvrij(BaseModel):
    """Days without lessons at an opvanglocatie, beside the national holidays: a school holiday, a day of its own.
    `tot` is the last of them."""

    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, related_name="lesvrij")
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    naam = models.CharField("naam", max_length=60)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "lesvrije periode"
        verbose_name_plural = "lesvrije perioden"
        ordering = ["van"]
        constraints = [models.CheckConstraint(condition=Q(tot__gte=F("van")), name="lesvrij_order")]

    def __str__(self) -> str:
        return self.naam


class Lestijd(models.Model):
    """When of the day, where and by whom: what a series and its lessons have in common.

    `docent` has an account; `docent_naam` is for who has none.
    """

    begintijd = models.TimeField("begintijd")
    eindtijd = models.TimeField("eindtijd")
    ruimte = models.ForeignKey(Ruimte, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    docent = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    docent_naam = models.CharField("naam van de docent", max_length=80, blank=True)

    class Meta:
        abstract = True

    @property
    def minuten(self) -> int:
        """How long a lesson lasts."""
        day = dt.date.min
        return int(
            (
                dt.datetime.combine(day, self.eindtijd) - dt.datetime.combine(day, self.begintijd)
            ).total_seconds()
            // 60
        )

    @property
    def tijd(self) -> str:
        """From when to when."""
        return f"{self.begintijd:%H:%M}–{self.eindtijd:%H:%M}"

    @property
    def door(self) -> str:
        """Who gives it; empty where nobody was named, or where the asking account may not read that account."""
        return self.docent.naam if self.docent else self.docent_naam


class LesreeksQuerySet(models.QuerySet["Lesreeks"]):
    """Series by where they stand."""

    def running(self) -> "LesreeksQuerySet":
        """Not over: there are lessons of it today or later."""
        return self.filter(tot__gte=today())


class Lesreeks(BaseModel, Lestijd):
    """Lessons of a group on fixed days of the week. `tot` is the last day; `weekdagen`: 1 is Monday."""

    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.PROTECT, related_name="lesreeksen")
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    weekdagen = ArrayField(models.PositiveSmallIntegerField(), verbose_name="dagen")

    objects: ClassVar[Any] = LesreeksQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "lesreeks"
        verbose_name_plural = "lesreeksen"
        ordering = ["van", "begintijd"]
        constraints = [
            models.CheckConstraint(condition=Q(tot__gte=F("van")), name="lesreeks_order"),
            models.CheckConstraint(condition=Q(eindtijd__gt=F("begintijd")), name="lesreeks_times"),
        ]

    def __str__(self) -> str:
        return f"{self.dagen} {self.tijd}"

    @property
    def dagen(self) -> str:
        """The days of the week, in words."""
        names = [WEEKDAGEN[day - 1] for day in sorted(self.weekdagen)]
        return " en ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


class LesQuerySet(models.QuerySet["Les"]):
    """Lessons by where they stand."""

    def held(self) -> "LesQuerySet":
        """Given: attendance was recorded. Hours count these alone."""
        return self.filter(status="gegeven")

    def unrecorded(self) -> "LesQuerySet":
        """Begun, and nobody said yet who was there."""
        now = timezone.localtime()
        begun = Q(dag__lt=now.date()) | Q(dag=now.date(), begintijd__lte=now.time())
        return self.filter(begun, status="gepland")


def _once_at_a_time(name: str, what: str, condition: Q) -> ExclusionConstraint:
    """No two lessons that take place with the same `what` overlap."""
    moments = [
        Func(
            F("dag"),
            F(time),
            # in this order: the migration writes them by the alphabet, and Django compares them in order
            arg_joiner=" + ",
            template="(%(expressions)s)",
            output_field=models.DateTimeField(),
        )
        for time in ("begintijd", "eindtijd")
    ]
    span = Func(*moments, function="tsrange", output_field=DateTimeRangeField())
    return ExclusionConstraint(
        name=name,
        expressions=[(what, RangeOperators.EQUAL), (span, RangeOperators.OVERLAPS)],
        condition=condition & Q(status__in=TAKES_PLACE),
    )


class Les(BaseModel, LifecycleModel, Lestijd):
    """One lesson of a group on one day; most come from a series, some stand alone. A room, a docent and a group are in
    one lesson at a time, and PostgreSQL holds that."""

    lesgroep = models.ForeignKey(Lesgroep, on_delete=models.PROTECT, related_name="lessen")
    lesreeks = models.ForeignKey(
        Lesreeks, on_delete=models.PROTECT, null=True, blank=True, related_name="lessen"
    )
    dag = models.DateField("dag")
    onderwerp = models.CharField("onderwerp", max_length=24, choices=Onderwerp.choices, blank=True)

    objects: ClassVar[Any] = LesQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "les"
        verbose_name_plural = "lessen"
        ordering = ["dag", "begintijd"]
        indexes = [models.Index(fields=["lesgroep", "dag"], name="les_of_group")]
        constraints = [
            models.CheckConstraint(condition=Q(eindtijd__gt=F("begintijd")), name="les_times"),
            _once_at_a_time("les_group_once", "lesgroep", Q()),
            _once_at_a_time("les_ruimte_once", "ruimte", Q(ruimte__isnull=False)),
            _once_at_a_time("les_docent_once", "docent", Q(docent__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.dag} {self.tijd}"

    @property
    def is_begun(self) -> bool:
        """Whether it is time to say who is there."""
        now = timezone.localtime()
        return (self.dag, self.begintijd) <= (now.date(), now.time())

    @property
    def is_unrecorded(self) -> bool:
        """Begun, and nobody said yet who was there."""
        return self.status == LES.initial and self.is_begun

    @property
    def vervallen_omdat(self) -> str:
        """Why it does not take place, in words; empty where it does."""
        return LES_REASONS.get(self.status_reden, "") if self.status == "vervallen" else ""

    @property
    def weekdag(self) -> str:
        """The day of the week, in words."""
        return WEEKDAGEN[self.dag.isoweekday() - 1]
