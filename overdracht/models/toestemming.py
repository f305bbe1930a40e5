"""The toestemmingsverklaring: the signature that opens the sharing of one person's data with one gemeente."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente, Taal
from klantprofiel.models import Vergunninghouder
from overdracht.lifecycle import TOESTEMMING


def document_path(instance: "Toestemming", filename: str) -> str:
    """An unguessable name outside the web root; the uploaded name is kept in a column."""
    return f"toestemming/{uuid.uuid4().hex}"


class Toestemming(BaseModel, LifecycleModel):
    """The life of one consent: explained, asked, given, refused, withdrawn (R5).

    A representative's signature covers a child only until the sixteenth birthday: `geldig_tot` is that day,
    the first on which the gate is closed again.
    """

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="toestemmingen"
    )
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    tekst_versie = models.CharField("versie van de tekst", max_length=12)
    taal = models.ForeignKey(
        Taal, on_delete=models.PROTECT, related_name="+", verbose_name="taal van de uitleg"
    )
    met_tolk = models.BooleanField("uitgelegd met een tolk", default=False)
    uitgelegd_op = models.DateField("uitgelegd op")
    gevraagd_op = models.DateField("gevraagd op", null=True, blank=True)
    ondertekend_op = models.DateField("ondertekend op", null=True, blank=True)
    ingetrokken_op = models.DateField("ingetrokken op", null=True, blank=True)
    vertegenwoordiger = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    voogd_naam = models.CharField("naam van de voogd", max_length=120, blank=True)
    geldig_tot = models.DateField("dekt tot", null=True, blank=True, editable=False)
    document = models.FileField("ondertekend document", upload_to=document_path, blank=True)
    document_naam = models.CharField("bestandsnaam", max_length=120, blank=True)
    document_soort = models.CharField("soort bestand", max_length=40, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["vergunninghouder", "gemeente"],
                name="toestemming_one_open",
                condition=Q(status__in=["uitgelegd", "gevraagd", "gegeven"]),
            ),
            models.CheckConstraint(
                name="toestemming_given_is_registered",
                condition=~Q(status="gegeven")
                | (Q(ondertekend_op__isnull=False) & ~Q(document="") & ~Q(tekst_versie="")),
            ),
        ]

    def __str__(self) -> str:
        return f"toestemming {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return TOESTEMMING.states[self.status]
