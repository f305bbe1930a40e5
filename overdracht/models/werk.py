"""Work around the sharing: whose case it is at the gemeente, requests for the profile, held publications."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.lifecycle import OPVRAGING
from overdracht.models.gedeeld import Betrokkene
from overdracht.models.toestemming import Toestemming


class BehandelaarGemeente(BaseModel):
    """Whose koppeling it is at the gemeente, with a replacement during absence ("mine")."""

    koppeling = models.OneToOneField(Koppeling, on_delete=models.PROTECT, related_name="behandelaar_gemeente")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    behandelaar = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    vervanger = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    vervanging_tot = models.DateField("vervanging tot en met", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "behandelaar bij de gemeente"
        verbose_name_plural = "behandelaars bij de gemeente"

    def __str__(self) -> str:
        return str(self.behandelaar_id)


class Opvraging(BaseModel, LifecycleModel):
    """A gemeente asks for the profile of one person; it becomes a task at COA (R5)."""

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="opvragingen")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="opvragingen"
    )
    gevraagd_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "opvraging"
        verbose_name_plural = "opvragingen"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["koppeling", "vergunninghouder"],
                name="opvraging_one_open",
                condition=Q(status="open"),
            )
        ]

    def __str__(self) -> str:
        return f"opvraging {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return OPVRAGING.states[self.status]


class Vasthouding(BaseModel):
    """The casemanager holds back the publishing that would follow by itself, with a reason (DESIGN §5.5)."""

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.PROTECT, related_name="vasthouding"
    )
    reden = models.CharField("reden", max_length=300)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    history = tracked()

    class Meta:
        verbose_name = "vasthouding"
        verbose_name_plural = "vasthoudingen"

    def __str__(self) -> str:
        return f"vasthouding {self.pk}"


class VernietigingsBevestiging(BaseModel):
    """The gemeente confirms that it destroyed what it downloaded under one consent that was withdrawn (R6).

    Written once: who and when stand in the row itself, so it needs no history.
    """

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="vernietigingen")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="vernietigingen")
    toestemming = models.OneToOneField(
        Toestemming,
        on_delete=models.PROTECT,
        related_name="vernietiging",
        verbose_name="ingetrokken toestemming",
    )
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField("bevestigd op", default=timezone.now)

    class Meta:
        verbose_name = "bevestiging van vernietiging"
        verbose_name_plural = "bevestigingen van vernietiging"
        ordering = ["-op"]

    def __str__(self) -> str:
        return f"vernietiging {self.pk}"
