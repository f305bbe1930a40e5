"""The koppeling, which both sides see, and the decision behind it, which stays at COA."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coa_portal.access.policy import policy_of
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente
from klantprofiel.models import Plaatsingseenheid
from koppeling.lifecycle import ACTIVE_STATES, KOPPELING

# columns that the database role of a gemeente may not read: not why a koppeling ended and who decided so (R7), and the
# ground and basis as COA works with them; the gemeente reads those in the Kaart, while it is open
KEPT_AT_COA = ("grond", "grondslag", "status_door", "status_reden")
# the same for rows that are read with their koppeling joined to them
KEPT_OF_JOINED = tuple(f"koppeling__{name}" for name in KEPT_AT_COA)


class KoppelingQuerySet(models.QuerySet["Koppeling"]):
    """Koppelingen by who may see them and where they stand."""

    def zichtbaar_voor(self, gebruiker: object) -> "KoppelingQuerySet":
        """The one visibility function of this noun (R2); see `koppeling.policy`."""
        return self & policy_of(Koppeling).visible(gebruiker)

    def active(self) -> "KoppelingQuerySet":
        """Definitive or gehuisvest: the states in which the gate can be open (R5)."""
        return self.filter(status__in=ACTIVE_STATES)

    def shared(self) -> "KoppelingQuerySet":
        """Without the columns that stay at COA: PostgreSQL refuses them to a gemeente."""
        return self.defer(*KEPT_AT_COA)


class Koppeling(BaseModel, LifecycleModel):
    """Plaatsingseenheid → gemeente. Holds only what the gemeente may always know: the coded, neutral
    koppelingsgrond (R23), never the words or criteria behind it."""

    class Grond(models.TextChoices):
        HARD = "hard", "Hard criterium"
        WERK = "werk", "Kansen op werk"
        ONDERWIJS = "onderwijs", "Kansen op onderwijs"
        NETWERK = "netwerk", "Netwerk in de omgeving"
        TAAKSTELLING = "taakstelling", "Taakstelling van de gemeente"
        WONING = "woning", "Woning beschikbaar"

    class Grondslag(models.TextChoices):
        HUISVESTINGSWET = "huisvestingswet", "Huisvestingswet 2014, art. 28 (taakstelling)"
        WET_COA = "wet_coa", "Wet COA, art. 3 (plaatsing en overdracht)"

    class Toegangsreden(models.TextChoices):
        """Why COA chose another last day of access than the portal reckoned; neutral, the gemeente reads it."""

        MEER_TIJD = "meer_tijd", "De gemeente heeft meer tijd nodig voor de overdracht"
        EERDER_KLAAR = "eerder_klaar", "De overdracht is eerder klaar"
        VERZOEK = "verzoek", "Op verzoek van de gemeente"
        FOUT = "fout", "De dag klopte niet"

    referentie = models.CharField("referentie", max_length=12, unique=True, editable=False)
    plaatsingseenheid = models.ForeignKey(
        Plaatsingseenheid, on_delete=models.PROTECT, related_name="koppelingen"
    )
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="koppelingen")
    grond = models.CharField("koppelingsgrond", max_length=20, choices=Grond.choices)
    grondslag = models.CharField("wettelijke grondslag", max_length=20, choices=Grondslag.choices)
    definitief_op = models.DateTimeField("definitief op", null=True, blank=True, editable=False)
    toegang_tot = models.DateField("toegang tot en met", null=True, blank=True)
    toegang_reden = models.CharField(
        "waarom een andere laatste dag", max_length=20, choices=Toegangsreden.choices, blank=True
    )

    objects: ClassVar[Any] = KoppelingQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "koppeling"
        verbose_name_plural = "koppelingen"
        ordering = ["-definitief_op", "-created_at"]
        indexes = [models.Index(fields=["gemeente", "-definitief_op"], name="koppeling_gemeente")]
        constraints = [
            models.UniqueConstraint(
                fields=["plaatsingseenheid"],
                name="koppeling_one_open",
                condition=Q(status__in=["voorgesteld", *ACTIVE_STATES]),
            ),
            models.CheckConstraint(
                name="koppeling_definitive_has_date",
                condition=~Q(status__in=ACTIVE_STATES) | Q(definitief_op__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.referentie

    @property
    def is_active(self) -> bool:
        """Whether the gate can be open at all (R5)."""
        return self.status in ACTIVE_STATES

    @property
    def status_label(self) -> str:
        """Status in words."""
        return KOPPELING.states[self.status]


class Woonbehoefte(models.TextChoices):
    """What a house must offer. Content-free: never the reason (R9)."""

    GELIJKVLOERS = "gelijkvloers", "Gelijkvloers of met lift"
    SLAAPKAMERS = "slaapkamers", "Extra slaapkamer"
    STUDIO = "studio", "Studio of kamer is passend"
    BEREIKBAAR = "bereikbaar", "Goed bereikbaar met openbaar vervoer"


class Koppelingsbesluit(BaseModel):
    """Why COA decided so: the koppelingsgrond in plain words and the inputs as they were (R22).

    Never readable for a gemeente; the words reach it in the frozen payload of tier 1 once consent opens it.
    """

    koppeling = models.OneToOneField(Koppeling, on_delete=models.PROTECT, related_name="besluit")
    toelichting = models.TextField("koppelingsgrond in gewone woorden", max_length=1000)
    woonbehoeften = ArrayField(
        models.CharField(max_length=20, choices=Woonbehoefte.choices),
        verbose_name="wat de woning moet bieden",
        default=list,
        blank=True,
    )
    afwijking_reden = models.TextField(
        "reden om van de taakstelling af te wijken", max_length=500, blank=True
    )
    invoer = models.JSONField("vastgelegde invoer", default=dict, editable=False)

    history = tracked()

    class Meta:
        verbose_name = "koppelingsbesluit"
        verbose_name_plural = "koppelingsbesluiten"

    def __str__(self) -> str:
        return f"besluit bij {self.koppeling_id}"
