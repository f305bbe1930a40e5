"""Review reports of who has which rights (BIO2), frozen as they were drawn up."""

from typing import Any, ClassVar

from django.db import models

from coa_portal.accounts.lifecycle import RECHTENCONTROLE
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel


class Rechtencontrole(BaseModel, LifecycleModel):
    """The rights as they stood when the report was drawn up, and what changed in the period.

    `periode` is "2026" or "2026-K3"; `inhoud` frozen data with its schema number: never rewritten, so that what a
    reviewer signed off can be shown again.
    """

    periode = models.CharField("periode", max_length=7)
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    inhoud = models.JSONField("inhoud")
    opmerkingen = models.CharField("opmerkingen", max_length=2000, blank=True)

    objects: ClassVar[Any] = models.Manager()
    # the content never changes: copying it into every line of history would only make rows large
    history = tracked(excluded_fields=["inhoud"])

    class Meta:
        verbose_name = "controle van rechten"
        verbose_name_plural = "controles van rechten"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"Controle {self.periode}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return RECHTENCONTROLE.states[self.status]
