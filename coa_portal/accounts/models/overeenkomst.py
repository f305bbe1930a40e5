"""The agreement under which a third party reads for a gemeente (DESIGN §3; sources B0, B3)."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from coa_portal.accounts.lifecycle import OVEREENKOMST
from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente


class VerwerkersovereenkomstQuerySet(models.QuerySet["Verwerkersovereenkomst"]):
    """Agreements by where they stand."""

    def in_force(self, day: dt.date | None = None) -> "VerwerkersovereenkomstQuerySet":
        """In force on `day` (default today)."""
        day = day or today()
        return self.filter(
            Q(einddatum=None) | Q(einddatum__gte=day), status="van_kracht", ingangsdatum__lte=day
        )


class Verwerkersovereenkomst(BaseModel, LifecycleModel):
    """An agreement of one gemeente, the verwerkingsverantwoordelijke, with one third party.

    `einddatum` is the last day on which it holds; None: until it is ended. `derde_partij` is the name that a consent
    names. The agreement itself is kept elsewhere, under `document_kenmerk`.
    """

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    derde_partij = models.CharField("derde partij", max_length=120)
    kenmerk = models.CharField("kenmerk", max_length=120)
    ingangsdatum = models.DateField("ingangsdatum", default=today)
    einddatum = models.DateField("einddatum", null=True, blank=True)
    document_kenmerk = models.CharField("kenmerk van het document", max_length=120, blank=True)

    objects: ClassVar[Any] = VerwerkersovereenkomstQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "verwerkersovereenkomst"
        verbose_name_plural = "verwerkersovereenkomsten"
        ordering = ["gemeente__naam_sorteer", "derde_partij", "kenmerk"]
        constraints = [
            models.CheckConstraint(
                name="overeenkomst_order",
                condition=Q(einddatum=None) | Q(einddatum__gte=F("ingangsdatum")),
            ),
            models.UniqueConstraint(
                name="overeenkomst_once",
                fields=["gemeente", "derde_partij", "kenmerk"],
                condition=Q(status="van_kracht"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.derde_partij} ({self.kenmerk})"

    def covers(self, gemeente_id: object, day: dt.date) -> bool:
        """Whether it is in force for this gemeente now and still on `day`."""
        starts_in_time = self.ingangsdatum <= today()
        ends_in_time = self.einddatum is None or self.einddatum >= max(day, today())
        return (
            self.status == "van_kracht"
            and self.gemeente_id == gemeente_id
            and starts_in_time
            and ends_in_time
        )

    @property
    def status_label(self) -> str:
        """Status in words; past its last day it holds no more, whatever the status."""
        if self.status == "van_kracht" and self.einddatum and self.einddatum < today():
            return "Verlopen"
        return OVEREENKOMST.states[self.status]
