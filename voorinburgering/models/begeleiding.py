"""Individual guidance (DESIGN §8): talks and what was agreed in them, the PID, VOORwerk and the NOA assessment."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from klantprofiel.models import Vergunninghouder
from voorinburgering.programma_lifecycle import BEGELEIDINGSAFSPRAAK, VOORWERK, VOORWERK_STOPREDENEN

LONGEST_TALK = 240  # minutes: what is longer was mistyped


class Begeleidingsgesprek(BaseModel):
    """A talk of one person with a casemanager: that it was, and how long. What was said is nobody's to write down.

    Both kinds count for the hours of individual guidance. `boven_norm`: why a talk went over those hours.
    `ingetrokken_op`: it was recorded by mistake and counts no more.
    """

    class Soort(models.TextChoices):
        BEGELEIDING = "begeleiding", "Begeleidingsgesprek"
        PARTICIPATIE = "participatie", "Begeleidingsgesprek participatie"

    class BovenNorm(models.TextChoices):
        AFGESPROKEN = "afgesproken", "Extra uren zijn afgesproken"
        NODIG = "nodig", "Er was meer begeleiding nodig"
        UITLOOP = "uitloop", "Het laatste gesprek liep uit"

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="begeleidingsgesprekken"
    )
    soort = models.CharField("soort", max_length=12, choices=Soort.choices)
    dag = models.DateField("datum")
    minuten = models.PositiveSmallIntegerField("duur in minuten")
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    boven_norm = models.CharField(
        "reden van extra uren", max_length=12, choices=BovenNorm.choices, blank=True
    )
    ingetrokken_op = models.DateField("ingetrokken op", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "begeleidingsgesprek"
        verbose_name_plural = "begeleidingsgesprekken"
        ordering = ["-dag", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="begeleidingsgesprek_minutes", condition=Q(minuten__range=(1, LONGEST_TALK))
            )
        ]

    def __str__(self) -> str:
        return f"begeleidingsgesprek {self.dag}"


class Begeleidingsafspraak(BaseModel, LifecycleModel):
    """Who does what by when, agreed in a talk."""

    class Wie(models.TextChoices):
        PERSOON = "persoon", "De vergunninghouder"
        COA = "coa", "COA"
        ANDER = "ander", "Iemand anders"

    gesprek = models.ForeignKey(Begeleidingsgesprek, on_delete=models.PROTECT, related_name="afspraken")
    tekst = models.CharField("wat is afgesproken", max_length=200)
    wie = models.CharField("wie doet het", max_length=8, choices=Wie.choices)
    voor_op = models.DateField("uiterlijk op")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "afspraak van de begeleiding"
        verbose_name_plural = "afspraken van de begeleiding"
        ordering = ["voor_op", "created_at"]

    def __str__(self) -> str:
        return f"afspraak {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return BEGELEIDINGSAFSPRAAK.states[self.status]

    @property
    def is_late(self) -> bool:
        """Open after its last day."""
        return self.status == BEGELEIDINGSAFSPRAAK.initial and self.voor_op < today()


class PidOnderdeel(models.TextChoices):
    """What is in the blue folder (B1 §3.3: opleidingen, werkervaring, netwerk en ambities; B0: test results)."""

    OPLEIDING = "opleiding", "Opleidingen en diploma’s"
    WERK = "werk", "Werkervaring en cv"
    NETWERK = "netwerk", "Netwerk"
    AMBITIES = "ambities", "Ambities en toekomstplan"
    TOETSEN = "toetsen", "Uitslagen van toetsen"
    CERTIFICATEN = "certificaten", "Bewijzen van deelname"


class PidOverhandiging(BaseModel):
    """The PID was handed over, or added to: when, and what is in it. The folder is the person's own."""

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="pid_overhandigingen"
    )
    op = models.DateField("overhandigd op")
    onderdelen = ArrayField(
        models.CharField(max_length=12, choices=PidOnderdeel.choices), verbose_name="wat erin zit"
    )
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "overhandiging van het PID"
        verbose_name_plural = "overhandigingen van het PID"
        ordering = ["-op", "-created_at"]

    def __str__(self) -> str:
        return f"PID {self.op}"

    @property
    def onderdelen_tekst(self) -> str:
        """What is in it, in words, in the order of the list."""
        return ", ".join(part.label for part in PidOnderdeel if part.value in self.onderdelen)


class Voorwerk(BaseModel, LifecycleModel):
    """Taking part in VOORwerk of IOM or UAF (B0). The reason of stopping stands in `status_reden`."""

    class Aanbieder(models.TextChoices):
        IOM = "iom", "IOM"
        UAF = "uaf", "UAF"

    vergunninghouder = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="voorwerk")
    aanbieder = models.CharField("aanbieder", max_length=4, choices=Aanbieder.choices)
    aangemeld_op = models.DateField("aangemeld op")
    gestart_op = models.DateField("gestart op", null=True, blank=True)
    afgerond_op = models.DateField("afgerond op", null=True, blank=True)
    gestopt_op = models.DateField("gestopt op", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "VOORwerk"
        verbose_name_plural = "VOORwerk"
        ordering = ["-aangemeld_op"]
        constraints = [
            models.UniqueConstraint(
                fields=["vergunninghouder", "aanbieder"],
                name="voorwerk_one_open",
                condition=Q(status__in=["aangemeld", "gestart"]),
            ),
            models.CheckConstraint(
                name="voorwerk_one_outcome", condition=Q(afgerond_op=None) | Q(gestopt_op=None)
            ),
        ]

    def __str__(self) -> str:
        return f"VOORwerk {self.aanbieder}"

    @property
    def status_label(self) -> str:
        """Status in words, with the reason where it stopped."""
        reason = VOORWERK_STOPREDENEN.get(self.status_reden, "")
        return f"{VOORWERK.states[self.status]}{f' ({reason.lower()})' if reason else ''}"


class NoaAssessment(BaseModel):
    """The NOA assessment was taken: when, and by which organisation. No contents (DESIGN §5)."""

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="noa_assessments"
    )
    afgenomen_op = models.DateField("afgenomen op")
    organisatie = models.CharField("afgenomen door", max_length=120)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "NOA-assessment"
        verbose_name_plural = "NOA-assessments"
        ordering = ["-afgenomen_op", "-created_at"]

    def __str__(self) -> str:
        return f"NOA {self.afgenomen_op}"
