"""Results of tests of Dutch and of how fast somebody learns it (DESIGN §8)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from klantprofiel.choices import ErkNiveau, Taalleerbaarheid
from klantprofiel.models import Vergunninghouder
from voorinburgering.lifecycle import TOETS, TOETS_WITHDRAW_REASONS


class Toetssoort(models.TextChoices):
    """What was tested. The skills are those of the ERK."""

    INSTAPTOETS = "instaptoets", "Instaptoets taal"
    TAALLEERBAARHEID = "taalleerbaarheid", "Taalleerbaarheid"
    EINDTOETS = "eindtoets", "Eindtoets NT2"
    GESPREKSVAARDIGHEID = "gespreksvaardigheid", "Gespreksvaardigheid"
    SPREKEN = "spreken", "Spreken"
    LUISTEREN = "luisteren", "Luisteren"
    LEZEN = "lezen", "Lezen"
    SCHRIJVEN = "schrijven", "Schrijven"


class Correctiereden(models.TextChoices):
    """Why a result reads differently than it did."""

    TYPEFOUT = "typefout", "Verkeerd ingevuld"
    HERBEOORDELING = "herbeoordeling", "De toets is opnieuw beoordeeld"
    DATUM = "datum", "De datum klopte niet"


# "onbekend" is an answer in a profile (R15), and no result of a test
NIVEAUS = tuple((code, label) for code, label in ErkNiveau.choices if code != ErkNiveau.ONBEKEND)
TEMPOS = tuple((code, label) for code, label in Taalleerbaarheid.choices if code != Taalleerbaarheid.ONBEKEND)


def outcomes_of(soort: str) -> tuple[tuple[str, str], ...]:
    """What a test of this kind can say: how fast somebody learns, or an ERK level."""
    return TEMPOS if soort == Toetssoort.TAALLEERBAARHEID else NIVEAUS


class ToetsresultaatQuerySet(models.QuerySet["Toetsresultaat"]):
    """Results by where they stand."""

    def standing(self) -> "ToetsresultaatQuerySet":
        """Not withdrawn."""
        return self.filter(status=TOETS.initial)


class Toetsresultaat(BaseModel, LifecycleModel):
    """One result of one person. Corrected in place, with a reason and its history, or withdrawn.

    `afgenomen_door`: who took the test, in words that stay as they were; `ingevoerd_door`: whose account wrote it.
    A docent reads and writes those of the people in the own lesgroepen (a policy in the database, R4).
    """

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="toetsresultaten"
    )
    soort = models.CharField("toets", max_length=20, choices=Toetssoort.choices)
    resultaat = models.CharField("uitslag", max_length=12, choices=(*NIVEAUS, *TEMPOS))
    afgenomen_op = models.DateField("afgenomen op")
    afgenomen_door = models.CharField("afgenomen door", max_length=120)
    ingevoerd_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="ingevoerd door"
    )
    correctie_reden = models.CharField(
        "reden van de verbetering", max_length=16, choices=Correctiereden.choices, blank=True
    )

    objects: ClassVar[Any] = ToetsresultaatQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "toetsuitslag"
        verbose_name_plural = "toetsuitslagen"
        ordering = ["-afgenomen_op", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["vergunninghouder", "soort", "afgenomen_op"],
                condition=Q(status="vastgelegd"),
                name="toetsresultaat_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(soort=Toetssoort.TAALLEERBAARHEID, resultaat__in=[code for code, _ in TEMPOS])
                | (~Q(soort=Toetssoort.TAALLEERBAARHEID) & Q(resultaat__in=[code for code, _ in NIVEAUS])),
                name="toetsresultaat_fits_its_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.resultaat}"

    @property
    def is_standing(self) -> bool:
        """Whether it counts."""
        return self.status == TOETS.initial

    @property
    def reden_label(self) -> str:
        """Why it was withdrawn, in words."""
        return TOETS_WITHDRAW_REASONS.get(self.status_reden, "")
