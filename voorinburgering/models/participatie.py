"""Participation: what an azc has on offer, and who does what (DESIGN §8, B0 "Participatie vanaf dag 1")."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from klantprofiel.models import Vergunninghouder
from voorinburgering.models.dagdeel import WEEKDAGEN, Dagdeel

MOST_HOURS = 40  # a week


class Participatiesoort(models.TextChoices):
    """Kinds of activity."""

    VRIJWILLIGERSWERK = "vrijwilligerswerk", "Vrijwilligerswerk"
    AAN_DE_SLAG = "aan_de_slag", "Aan de slag"
    STAGE = "stage", "Stage"
    WERK = "werk", "Werk"
    SPORT = "sport", "Sport"
    ANDERS = "anders", "Anders"


class ParticipatieaanbodQuerySet(models.QuerySet["Participatieaanbod"]):
    """Offers by whether they hold, and with the places that are left."""

    def open(self) -> "ParticipatieaanbodQuerySet":
        """Not over yet."""
        return self.filter(Q(tot=None) | Q(tot__gte=today()))

    def with_places(self) -> "ParticipatieaanbodQuerySet":
        """Annotates `bezet`: how many take part now or will."""
        taken = Participatie.objects.running().filter(aanbod=OuterRef("pk")).order_by().values("aanbod")
        number = Subquery(taken.annotate(aantal=Count("pk")).values("aantal"))
        return self.annotate(bezet=Coalesce(number, Value(0)))


class Participatieaanbod(BaseModel):
    """An activity that people of an azc can take part in. `gemeente`: where it is, when that is known; people look for
    something in the gemeente where they will live. `tot`: the last day."""

    opvanglocatie = models.ForeignKey(
        Opvanglocatie, on_delete=models.PROTECT, related_name="participatieaanbod"
    )
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    soort = models.CharField("soort", max_length=20, choices=Participatiesoort.choices)
    organisatie = models.CharField("organisatie", max_length=120)
    omschrijving = models.CharField("omschrijving", max_length=300, blank=True)
    uren_per_week = models.PositiveSmallIntegerField("uren per week")
    plaatsen = models.PositiveSmallIntegerField("plaatsen")
    van = models.DateField("van")
    tot = models.DateField("tot en met", null=True, blank=True)

    objects: ClassVar[Any] = ParticipatieaanbodQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "aanbod van participatie"
        verbose_name_plural = "aanbod van participatie"
        ordering = ["organisatie", "van"]
        constraints = [
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gte=F("van")), name="aanbod_order"),
            models.CheckConstraint(condition=Q(plaatsen__gte=1), name="aanbod_has_places"),
            models.CheckConstraint(
                condition=Q(uren_per_week__range=(1, MOST_HOURS)), name="aanbod_hours_of_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} bij {self.organisatie}"

    @property
    def vrij(self) -> int:
        """Places that are left, of a row read with `with_places`."""
        taken: int = self.bezet  # type: ignore[attr-defined]
        return max(0, self.plaatsen - taken)

    @property
    def vrij_tekst(self) -> str:
        """Places that are left, in words."""
        return f"{self.vrij} van {self.plaatsen} vrij"


class ParticipatieQuerySet(models.QuerySet["Participatie"]):
    """Activities by where they stand."""

    def running(self) -> "ParticipatieQuerySet":
        """Not over: the person takes part, or will."""
        return self.filter(Q(tot=None) | Q(tot__gt=today()))


# "1-ochtend" is Monday morning
DAGDEEL_CHOICES: list[tuple[str, str]] = [
    (f"{number}-{part.value}", f"{name} {part.label.lower()}")
    for number, name in enumerate(WEEKDAGEN, 1)
    for part in Dagdeel
]


class Participatie(BaseModel):
    """One person in one activity, from the offer of the azc or found elsewhere. `tot` is the first day on which the
    person no longer takes part. `dagdelen`: codes of `DAGDEEL_CHOICES`; they are taken in the week of the person."""

    class Eindereden(models.TextChoices):
        AFGELOPEN = "afgelopen", "De activiteit is afgelopen"
        WERK = "werk", "Betaald werk gevonden"
        GESTOPT = "gestopt", "Gestopt door de persoon"
        ORGANISATIE = "organisatie", "Gestopt door de organisatie"
        VERHUISD = "verhuisd", "Verhuisd naar de gemeente"
        OVERPLAATSING = "overplaatsing", "Naar een andere opvanglocatie"
        ANDERS = "anders", "Andere reden"

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="participaties"
    )
    aanbod = models.ForeignKey(
        Participatieaanbod, on_delete=models.PROTECT, null=True, blank=True, related_name="participaties"
    )
    soort = models.CharField("soort", max_length=20, choices=Participatiesoort.choices)
    organisatie = models.CharField("organisatie", max_length=120)
    uren_per_week = models.PositiveSmallIntegerField("uren per week")
    dagdelen = ArrayField(
        models.CharField(max_length=12, choices=DAGDEEL_CHOICES),
        default=list,
        blank=True,
        verbose_name="dagdelen",
    )
    van = models.DateField("van")
    tot = models.DateField("tot", null=True, blank=True)
    einde_reden = models.CharField(
        "reden van het einde", max_length=16, choices=Eindereden.choices, blank=True
    )

    objects: ClassVar[Any] = ParticipatieQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "participatie"
        verbose_name_plural = "participatie"
        ordering = ["-van"]
        constraints = [
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gte=F("van")), name="participatie_order"),
            models.CheckConstraint(
                name="participatie_end_has_reason",
                condition=Q(tot=None, einde_reden="") | Q(tot__isnull=False) & ~Q(einde_reden=""),
            ),
            models.CheckConstraint(
                condition=Q(uren_per_week__range=(1, MOST_HOURS)), name="participatie_hours_of_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} bij {self.organisatie}"

    @property
    def places(self) -> list[tuple[int, str]]:
        """The parts of the week that it takes: weekday (1 is Monday) and dagdeel."""
        return [(int(code.split("-")[0]), code.split("-")[1]) for code in self.dagdelen]

    @property
    def dagdelen_tekst(self) -> str:
        """The parts of the week in words, in the order of the week."""
        return ", ".join(label for code, label in DAGDEEL_CHOICES if code in self.dagdelen)
