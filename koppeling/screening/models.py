"""The screening- en matchingsgesprek: limited, unverified information from before the koppeling."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Sector
from klantprofiel.choices import JaNeeOnbekend, Opleidingsniveau
from klantprofiel.models import Vergunninghouder


class Criterium(models.TextChoices):
    """What ties somebody to a gemeente. Hard criteria always lead, soft ones are followed where possible (R21)."""

    FAMILIE = "familie", "Familie in de eerste graad"
    WERK = "werk", "Arbeidscontract"
    OPLEIDING = "opleiding", "Inschrijving bij een opleiding"
    NETWERK = "netwerk", "Andere familie of vrienden"
    KANS_WERK = "kans_werk", "Kans op werk"
    KANS_OPLEIDING = "kans_opleiding", "Kans op een opleiding"


HARD = (Criterium.FAMILIE, Criterium.WERK, Criterium.OPLEIDING)
SOFT = (Criterium.NETWERK, Criterium.KANS_WERK, Criterium.KANS_OPLEIDING)


class Screening(BaseModel):
    """What one adult told at the screening, in their own words; marked *niet geverifieerd* wherever shown.

    `banen`, `opleidingen` and `criteria` are rows as the form asks them (`koppeling.screening.rijen`): a job with its
    sector, a school, a criterion with its gemeente.
    """

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.PROTECT, related_name="screening"
    )
    gesprek_op = models.DateField("datum gesprek")
    werk = models.TextField("werkervaring", max_length=2000, blank=True)
    onderwijs = models.TextField("opleiding", max_length=2000, blank=True)
    ambities = models.TextField("ambities", max_length=2000, blank=True)
    netwerk = models.TextField("netwerk in Nederland", max_length=2000, blank=True)
    banen = models.JSONField("werk", default=list, blank=True)
    opleidingen = models.JSONField("opleidingen", default=list, blank=True)
    criteria = models.JSONField("criteria voor de plaatsing", default=list, blank=True)
    opleidingsniveau = models.CharField(
        "opleidingsniveau", max_length=20, choices=Opleidingsniveau.choices, blank=True, default=""
    )
    ambitie_sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="gewenste sector",
    )
    gezinshereniging = models.CharField(
        "gezinshereniging", max_length=20, choices=JaNeeOnbekend.choices, blank=True, default=""
    )

    history = tracked()

    class Meta:
        app_label = "koppeling"
        verbose_name = "screening"
        verbose_name_plural = "screenings"

    def __str__(self) -> str:
        return f"screening {self.pk}"


class Plaatsingsbeperking(BaseModel):
    """The only gemeenten that qualify for this person, and never why (R9). Entered at the screening; afterwards the
    regievoerder COA alone sees it, so it stands in a table of its own that no page of a dossier reads."""

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.PROTECT, related_name="plaatsingsbeperking"
    )
    gemeenten = ArrayField(models.CharField(max_length=6), verbose_name="gemeenten die in aanmerking komen")

    history = tracked()

    class Meta:
        app_label = "koppeling"
        verbose_name = "plaatsingsbeperking"
        verbose_name_plural = "plaatsingsbeperkingen"

    def __str__(self) -> str:
        return f"plaatsingsbeperking {self.pk}"
