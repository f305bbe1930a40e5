"""Who looked (R10): two tables under one trace id, as the standard Logboek Dataverwerkingen wants.

Rows are only ever inserted; the sealing chain of the access issue numbers them afterwards.
"""

from django.conf import settings
from django.db import models

from coa_portal.common.models import BaseModel


class Verwerkingsregel(BaseModel):
    """Processing line: one per person concerned. Names no employee."""

    class Status(models.TextChoices):
        OK = "Ok"
        ERROR = "Error"

    trace_id = models.CharField(max_length=32, db_index=True)
    span_id = models.CharField(max_length=16)
    activity = models.CharField("verwerkingsactiviteit", max_length=60)
    subject = models.CharField("betrokkene (pseudoniem)", max_length=64, blank=True)
    status = models.CharField(max_length=5, choices=Status.choices)
    started_at = models.DateTimeField("begin")
    ended_at = models.DateTimeField("einde")

    class Meta:
        verbose_name = "verwerkingsregel"
        verbose_name_plural = "verwerkingsregels"

    def __str__(self) -> str:
        return self.trace_id


class Inzageregel(BaseModel):
    """Audit line: who, for which organisation, what, which version, by which channel, with what result."""

    class Result(models.TextChoices):
        SHOWN = "getoond", "getoond"
        REFUSED = "geweigerd", "geweigerd"

    class Channel(models.TextChoices):
        PAGE = "pagina", "pagina"
        PDF = "pdf", "pdf"
        API = "api", "API"
        FILE = "bestand", "bestand"

    trace_id = models.CharField(max_length=32, db_index=True)
    gebruiker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisatie = models.CharField("voor organisatie", max_length=120)
    what = models.CharField("wat", max_length=80)
    object_id = models.UUIDField("object", null=True)
    version = models.CharField("versie", max_length=20, blank=True)
    channel = models.CharField("kanaal", max_length=10, choices=Channel.choices)
    result = models.CharField("resultaat", max_length=10, choices=Result.choices)

    class Meta:
        verbose_name = "inzageregel"
        verbose_name_plural = "inzageregels"

    def __str__(self) -> str:
        return self.trace_id
