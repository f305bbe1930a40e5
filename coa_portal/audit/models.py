"""Who looked (R10): two tables under one trace id, as the standard Logboek Dataverwerkingen wants, and their seals.

Requests only insert. The sealer numbers committed rows afterwards in a table of its own (`Zegel`), so that the
lines themselves are never written twice, by nobody.
"""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from coa_portal.common.models import BaseModel


class Verwerkingsregel(BaseModel):
    """Processing line: one per person concerned. Names no employee.

    The columns are those of the standard: `name` is what was done, `resource` the application with its version.
    `subject_key` tells with which key the pseudonym was made (`audit.pseudonym`).
    """

    class Status(models.TextChoices):
        OK = "Ok"
        ERROR = "Error"

    trace_id = models.CharField(max_length=32)
    span_id = models.CharField(max_length=16)
    parent_span_id = models.CharField("bovenliggende actie", max_length=16, blank=True)
    name = models.CharField("actie", max_length=80, blank=True)
    activity = models.CharField("verwerkingsactiviteit", max_length=60)
    subject = models.CharField("betrokkene (pseudoniem)", max_length=64, blank=True)
    subject_key = models.CharField("sleutel van het pseudoniem", max_length=8, blank=True)
    status = models.CharField(max_length=5, choices=Status.choices)
    started_at = models.DateTimeField("begin")
    ended_at = models.DateTimeField("einde")
    resource = models.CharField("toepassing", max_length=60, blank=True)

    class Meta:
        verbose_name = "verwerkingsregel"
        verbose_name_plural = "verwerkingsregels"
        indexes = [
            models.Index(fields=["trace_id"], name="verwerkingsregel_trace"),
            models.Index(fields=["subject"], name="verwerkingsregel_betrokkene"),
            BrinIndex(fields=["created_at"], name="verwerkingsregel_tijd"),
        ]

    def __str__(self) -> str:
        return self.trace_id


class Inzageregel(BaseModel):
    """Audit line: who, for which organisation, what, which version, by which channel, with what result.

    `rol` and `organisatie` are those of the moment: the role under which was looked, in words, as it was granted.
    `functie` stands in old lines only (what somebody called themselves); seals cover it. `foreign_trace` is what a
    client sent as its own trace.
    """

    class Result(models.TextChoices):
        SHOWN = "getoond", "getoond"
        REFUSED = "geweigerd", "geweigerd"

    class Channel(models.TextChoices):
        PAGE = "pagina", "pagina"
        PDF = "pdf", "pdf"
        API = "api", "API"
        FILE = "bestand", "bestand"

    trace_id = models.CharField(max_length=32)
    span_id = models.CharField(max_length=16, blank=True)
    foreign_trace = models.CharField("kenmerk van de aanroeper", max_length=55, blank=True)
    activity = models.CharField("verwerkingsactiviteit", max_length=60, blank=True)
    gebruiker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    organisatie = models.CharField("voor organisatie", max_length=120)
    rol = models.CharField("rol", max_length=200, blank=True, default="")
    functie = models.CharField("functie", max_length=120, blank=True, default="", editable=False)
    what = models.CharField("wat", max_length=80)
    object_id = models.UUIDField("object", null=True)
    version = models.CharField("versie", max_length=20, blank=True)
    channel = models.CharField("kanaal", max_length=10, choices=Channel.choices)
    result = models.CharField("resultaat", max_length=10, choices=Result.choices)

    class Meta:
        verbose_name = "inzageregel"
        verbose_name_plural = "inzageregels"
        indexes = [
            models.Index(fields=["trace_id"], name="inzageregel_trace"),
            models.Index(fields=["-created_at", "-id"], name="inzageregel_tijd"),
            models.Index(
                fields=["object_id"], name="inzageregel_object", condition=models.Q(object_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.trace_id


class Soort(models.TextChoices):
    """The tables whose rows stand in the chain."""

    INZAGE = "inzage"
    VERWERKING = "verwerking"
    VERWIJDERING = "verwijdering"


class Zegel(models.Model):
    """One link of the chain: row, hash of its content, and a hash over that and the link before.

    `position` counts from 1 without a gap, because only the sealer inserts, one at a time (`audit.seal`). Seals are
    kept when lines are removed after their term: the chain still closes and tells what stood there.
    """

    position = models.BigIntegerField("plaats", primary_key=True)
    soort = models.CharField(max_length=12, choices=Soort.choices)
    regel_id = models.UUIDField("regel")
    form = models.SmallIntegerField("vorm", default=1)
    row_hash = models.CharField("hash van de regel", max_length=64)
    hash = models.CharField("hash van de keten", max_length=64)
    sealed_at = models.DateTimeField("verzegeld op")

    class Meta:
        verbose_name = "zegel"
        verbose_name_plural = "zegels"
        constraints = [models.UniqueConstraint(fields=["regel_id", "soort"], name="one_seal_per_line")]

    def __str__(self) -> str:
        return f"{self.position}"


class Verwijdering(BaseModel):
    """What was removed from the log after its term: a whole sealed range. Sealed itself."""

    from_position = models.BigIntegerField("van plaats")
    to_position = models.BigIntegerField("tot en met plaats")
    count = models.IntegerField("aantal regels")
    end_hash = models.CharField("hash van de laatste plaats", max_length=64)
    term_months = models.SmallIntegerField("bewaartermijn in maanden")
    name = models.CharField("uitgevoerd door", max_length=120)

    class Meta:
        verbose_name = "verwijdering uit het leeslog"
        verbose_name_plural = "verwijderingen uit het leeslog"

    def __str__(self) -> str:
        return f"{self.from_position}-{self.to_position}"


class Ketencontrole(BaseModel):
    """One verification of the chain, for who looks at it later."""

    position = models.BigIntegerField("gecontroleerd tot en met plaats")
    findings = models.IntegerField("aantal bevindingen")
    details = models.JSONField("bevindingen", default=list)

    class Meta:
        verbose_name = "controle van de keten"
        verbose_name_plural = "controles van de keten"

    def __str__(self) -> str:
        return f"{self.position}"
