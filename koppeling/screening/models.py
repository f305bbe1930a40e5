"""The screening- en matchingsgesprek: limited, unverified information from before the koppeling."""

from django.db import models

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from klantprofiel.models import Vergunninghouder


class Screening(BaseModel):
    """What one adult told at the screening, in their own words; marked *niet geverifieerd* wherever shown."""

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.PROTECT, related_name="screening"
    )
    gesprek_op = models.DateField("datum gesprek")
    werk = models.TextField("werkervaring", max_length=2000, blank=True)
    onderwijs = models.TextField("opleiding", max_length=2000, blank=True)
    ambities = models.TextField("ambities", max_length=2000, blank=True)
    netwerk = models.TextField("netwerk in Nederland", max_length=2000, blank=True)

    history = tracked()

    class Meta:
        app_label = "koppeling"
        verbose_name = "screening"
        verbose_name_plural = "screenings"

    def __str__(self) -> str:
        return f"screening {self.pk}"
