"""Talks of gemeente, COA and inburgeraar: kennismaking, driegesprek, overdrachtsgesprek, and what was agreed in them.

Date, form and outcome, and agreements; no minutes. `gemeente` stands in every row for the policies of the second wall.
"""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente, Opvanglocatie, Taal
from koppeling.models import KEPT_OF_JOINED, Koppeling
from overdracht.lifecycle import AFSPRAAK, GESPREK, OPEN_TALKS, TALK_REASONS
from overdracht.models.gedeeld import Betrokkene, Frozen, Profielversie


class Partij(models.TextChoices):
    """The two sides that plan."""

    COA = "coa", "COA"
    GEMEENTE = "gemeente", "Gemeente"


class Vorm(models.TextChoices):
    """Where a talk takes place."""

    AZC = "azc", "Op de opvanglocatie"
    TELEFOON = "telefoon", "Telefonisch"
    VIDEO = "video", "Via video"
    GEMEENTE = "gemeente", "Bij de gemeente"


class Bezoekdag(BaseModel):
    """One day on which a gemeente visits an azc for several talks; the talks say when. Written once."""

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, related_name="+")
    dag = models.DateField("dag")
    gepland_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "bezoekdag"
        verbose_name_plural = "bezoekdagen"
        ordering = ["-dag"]

    def __str__(self) -> str:
        return f"bezoekdag {self.dag}"


class Overdrachtssessie(BaseModel):
    """One sitting of a gemeente and an azc about several households; each has a talk of its own. Written once."""

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, related_name="+")
    moment = models.DateTimeField("moment")
    gepland_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "overdrachtsgesprek over meer huishoudens"
        verbose_name_plural = "overdrachtsgesprekken over meer huishoudens"
        ordering = ["-moment"]

    def __str__(self) -> str:
        return f"overdrachtsgesprek {self.pk}"


class GesprekQuerySet(models.QuerySet["Gesprek"]):
    """Talks by where they stand."""

    def shared(self) -> "GesprekQuerySet":
        """With what a page shows of them, without the columns of the koppeling that stay at COA: PostgreSQL refuses
        those to a gemeente."""
        rows = self.select_related("koppeling", "gemeente", "opvanglocatie", "taal")
        return rows.defer(*KEPT_OF_JOINED)

    def still_open(self) -> "GesprekQuerySet":
        """Proposed or planned."""
        return self.filter(status__in=OPEN_TALKS)


class Gesprek(BaseModel, LifecycleModel):
    """One talk about one household. `moment` None: asked for, no moment yet.

    `voorgesteld_door_partij` made the present proposal, so that the other side has to answer. `volgorde` counts the
    proposals from 0: the SEQUENCE of the calendar file (RFC 5545).
    """

    class Soort(models.TextChoices):
        KENNISMAKING = "kennismaking", "Kennismaking"
        DRIEGESPREK = "driegesprek", "Driegesprek"
        OVERDRACHTSGESPREK = "overdrachtsgesprek", "Overdrachtsgesprek"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="gesprekken")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField("soort gesprek", max_length=20, choices=Soort.choices)
    vorm = models.CharField("vorm", max_length=12, choices=Vorm.choices)
    moment = models.DateTimeField("moment", null=True, blank=True)
    duur = models.PositiveSmallIntegerField("duur in minuten", default=60)
    video_link = models.URLField("adres van het videogesprek", max_length=400, blank=True)
    tolk = models.BooleanField("met tolk", default=False)
    taal = models.ForeignKey(Taal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opvanglocatie = models.ForeignKey(
        Opvanglocatie, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    behandelaar_coa = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voorgesteld_door_partij = models.CharField(max_length=12, choices=Partij.choices)
    volgorde = models.PositiveSmallIntegerField(default=0, editable=False)
    gehouden_op = models.DateField("gehouden op", null=True, blank=True)
    bezoekdag = models.ForeignKey(
        Bezoekdag, on_delete=models.PROTECT, null=True, blank=True, related_name="gesprekken"
    )
    sessie = models.ForeignKey(
        Overdrachtssessie, on_delete=models.PROTECT, null=True, blank=True, related_name="gesprekken"
    )

    objects: ClassVar[Any] = GesprekQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "gesprek"
        verbose_name_plural = "gesprekken"
        ordering = ["moment", "created_at"]
        indexes = [
            models.Index(fields=["gemeente", "moment"], name="gesprek_gemeente"),
            models.Index(fields=["status", "moment"], name="gesprek_stand"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["koppeling", "soort"],
                name="gesprek_one_open",
                condition=Q(status__in=OPEN_TALKS),
            ),
            models.CheckConstraint(
                name="gesprek_planned_has_moment",
                condition=~Q(status__in=["gepland", "gehouden", "niet_gehouden"]) | Q(moment__isnull=False),
            ),
            models.CheckConstraint(
                name="gesprek_held_has_day",
                condition=Q(status="gehouden", gehouden_op__isnull=False)
                | (~Q(status="gehouden") & Q(gehouden_op=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"gesprek {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return GESPREK.states[self.status]

    @property
    def reden_label(self) -> str:
        """Why it was cancelled or not held, in words; empty otherwise."""
        return TALK_REASONS.get(self.status_reden, "")

    @property
    def is_open(self) -> bool:
        """Whether it may still take place."""
        return self.status in OPEN_TALKS

    @property
    def eindigt(self) -> dt.datetime | None:
        """When it ends, as planned."""
        return self.moment + dt.timedelta(minutes=self.duur) if self.moment else None

    @property
    def is_past(self) -> bool:
        """Whether the planned moment is over."""
        return self.moment is not None and self.moment < timezone.now()

    @property
    def beurt(self) -> str:
        """Which side has to answer the proposal; empty when none has."""
        if self.status != GESPREK.initial:
            return ""
        return Partij.GEMEENTE if self.voorgesteld_door_partij == Partij.COA else Partij.COA


class Gespreksdeelnemer(BaseModel):
    """A member of the household who is expected at a talk. Written once, with the talk."""

    gesprek = models.ForeignKey(Gesprek, on_delete=models.PROTECT, related_name="deelnemers")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="+")
    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "deelnemer aan een gesprek"
        verbose_name_plural = "deelnemers aan gesprekken"
        constraints = [
            models.UniqueConstraint(fields=["gesprek", "betrokkene"], name="gespreksdeelnemer_once")
        ]

    def __str__(self) -> str:
        return f"deelnemer {self.pk}"


class Afspraak(BaseModel, LifecycleModel):
    """Who does what by when: an agreement of U16's plan van aanpak (B4), not minutes.

    About one person (`betrokkene`), which asks tier 1, or about the household as such. Those about health are for
    regievoerders (DESIGN §5). After a withdrawal a gemeente keeps what itself wrote (`opgesteld_door_partij`).
    """

    class Domein(models.TextChoices):
        HUISVESTING = "huisvesting", "Huisvesting"
        GEZONDHEID = "gezondheid", "Gezondheid, participatie en maatschappelijke begeleiding"
        ONDERWIJS = "onderwijs", "Onderwijs en inburgering"
        WERK = "werk", "Werk en inkomen"

    class Wie(models.TextChoices):
        COA = "coa", "COA"
        GEMEENTE = "gemeente", "Gemeente"
        INBURGERAAR = "inburgeraar", "Inburgeraar"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="afspraken")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(
        Betrokkene, on_delete=models.PROTECT, null=True, blank=True, related_name="afspraken"
    )
    gesprek = models.ForeignKey(
        Gesprek, on_delete=models.PROTECT, null=True, blank=True, related_name="afspraken"
    )
    domein = models.CharField("onderwerp", max_length=16, choices=Domein.choices)
    tekst = models.CharField("wat is afgesproken", max_length=300)
    wie = models.CharField("wie doet het", max_length=12, choices=Wie.choices)
    voor_op = models.DateField("uiterlijk op")
    opgesteld_door_partij = models.CharField(max_length=12, choices=Partij.choices)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "afspraak"
        verbose_name_plural = "afspraken"
        ordering = ["voor_op", "created_at"]

    def __str__(self) -> str:
        return f"afspraak {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return AFSPRAAK.states[self.status]

    @property
    def is_late(self) -> bool:
        """Open after its last day."""
        return self.status == AFSPRAAK.initial and self.voor_op < today()


class Dagdelenpublicatie(Frozen):
    """Tier 2: which parts of the week of a person are taken, frozen with the version it was published with (B1).

    `payload`: rows of weekdag (1 is Monday), dagdeel and what for, in words too.
    """

    versie = models.OneToOneField(Profielversie, on_delete=models.PROTECT, related_name="dagdelen")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "gedeeld weekrooster"
        verbose_name_plural = "gedeelde weekroosters"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"weekrooster {self.pk}"
