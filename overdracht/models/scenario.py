"""Which scenario is followed for a person (B1 chapter 3), and the scenario that a gemeente prefers per azc."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from koppeling.models import Koppeling
from overdracht.models.gedeeld import Betrokkene


class Scenario(models.IntegerChoices):
    """The three ways in which gemeente and COA work together (B1 chapters 4, 5 and 6)."""

    SNELLE_START = 1, "Scenario 1: snelle start"
    GECOMBINEERD = 2, "Scenario 2: gecombineerde aanpak"
    NA_VERHUIZING = 3, "Scenario 3: start na verhuizing"


# what each means for the person, in the words of B1 ("In scenario 1 start de gemeente …")
SCENARIO_UITLEG = {
    Scenario.SNELLE_START: "De inburgering begint al in het azc.",
    Scenario.GECOMBINEERD: "Brede intake en PIP in het azc, inburgering na de verhuizing.",
    Scenario.NA_VERHUIZING: "Brede intake, PIP en inburgering na de verhuizing.",
}


class Voorkeursscenario(BaseModel):
    """The scenario that a gemeente agreed for the inburgeraars of one azc (B1 §3.1).

    It holds for whoever is gekoppeld from `geldig_van` up to and including `geldig_tot`, null: without end.
    """

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="voorkeursscenarios")
    opvanglocatie = models.ForeignKey(
        Opvanglocatie, on_delete=models.PROTECT, related_name="+", verbose_name="opvanglocatie"
    )
    scenario = models.PositiveSmallIntegerField("scenario", choices=Scenario.choices)
    geldig_van = models.DateField("geldig van")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)
    gezet_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "voorkeursscenario"
        verbose_name_plural = "voorkeursscenario's"
        ordering = ["-geldig_van", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["gemeente", "opvanglocatie"],
                name="voorkeursscenario_one_running",
                condition=Q(geldig_tot=None),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_scenario_display())


class Scenariokeuze(BaseModel):
    """What is followed for one person, from `gekozen_op` on; `vervangen_op` None: now.

    A row without `gekozen_door` came from the voorkeursscenario at the melding: nobody had to choose. `voorkeur`
    is the preference that held then, followed or deviated from (`is_afwijking`, with `reden`).
    """

    class Geinformeerd(models.TextChoices):
        """How the inburgeraar was told; B1 §3.4 prefers a meeting in person."""

        GESPREK = "gesprek", "In een gesprek op het azc"
        GEMEENTE = "gemeente", "In een gesprek in de gemeente"
        TELEFOON = "telefoon", "Telefonisch"
        VIDEO = "video", "Via beeldbellen"
        BRIEF = "brief", "Per brief of e-mail"
        COA = "coa", "Door een medewerker van het COA"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="scenariokeuzes")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="scenariokeuzes")
    scenario = models.PositiveSmallIntegerField("scenario", choices=Scenario.choices)
    gekozen_op = models.DateTimeField("gekozen op")
    gekozen_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    voorkeur = models.ForeignKey(Voorkeursscenario, on_delete=models.PROTECT, null=True, related_name="+")
    is_afwijking = models.BooleanField("wijkt af van de voorkeur", default=False)
    reden = models.CharField("reden", max_length=300, blank=True)
    vervangen_op = models.DateTimeField("vervangen op", null=True, blank=True)
    inburgeraar_geinformeerd_op = models.DateField("inburgeraar geïnformeerd op", null=True, blank=True)
    inburgeraar_geinformeerd_hoe = models.CharField(
        "hoe geïnformeerd", max_length=12, choices=Geinformeerd.choices, blank=True
    )

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "scenariokeuze"
        verbose_name_plural = "scenariokeuzes"
        ordering = ["-gekozen_op"]
        constraints = [
            models.UniqueConstraint(
                fields=["betrokkene"], name="scenariokeuze_one_current", condition=Q(vervangen_op=None)
            ),
            models.CheckConstraint(
                name="scenariokeuze_deviation_has_reason",
                condition=Q(is_afwijking=False) | ~Q(reden=""),
            ),
            models.CheckConstraint(
                name="scenariokeuze_told_when_and_how",
                condition=Q(inburgeraar_geinformeerd_op=None, inburgeraar_geinformeerd_hoe="")
                | Q(inburgeraar_geinformeerd_op__isnull=False) & ~Q(inburgeraar_geinformeerd_hoe=""),
            ),
        ]
        indexes = [models.Index(fields=["koppeling"], name="scenariokeuze_koppeling")]

    def __str__(self) -> str:
        return str(self.get_scenario_display())

    @property
    def is_current(self) -> bool:
        """Whether this is what is followed now."""
        return self.vervangen_op is None

    @property
    def is_from_voorkeur(self) -> bool:
        """Whether nobody had to choose: the voorkeursscenario held at the melding (B1 §3.1)."""
        return self.gekozen_door_id is None

    @property
    def uitleg(self) -> str:
        """What the scenario means."""
        return SCENARIO_UITLEG[Scenario(self.scenario)]
