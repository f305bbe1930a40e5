"""What COA's feed IBIS told: the imports with their report, what it last said of a person, and where it differs."""

from typing import Any

from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.models import BaseModel
from klantprofiel.models.persoon import Vergunninghouder
from klantprofiel.models.profiel import Klantprofiel

UNDECIDED = ""


class Ibisimport(BaseModel):
    """One file. The name it had on somebody's disk is not kept: people put names of persons in it."""

    class Formaat(models.TextChoices):
        JSONL = "jsonl", "JSON-regels"
        CSV = "csv", "CSV"

    formaat = models.CharField("formaat", max_length=5, choices=Formaat.choices)
    door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="ingelezen door"
    )
    regels = models.PositiveIntegerField("regels", default=0)
    verwerkt = models.PositiveIntegerField("verwerkt", default=0)
    gemaakt = models.PositiveIntegerField("gemaakt", default=0)
    gewijzigd = models.PositiveIntegerField("gewijzigd", default=0)
    ongewijzigd = models.PositiveIntegerField("ongewijzigd", default=0)
    geweigerd = models.PositiveIntegerField("geweigerd", default=0)
    verschillen = models.PositiveIntegerField("verschillen", default=0)
    klaar_op = models.DateTimeField("klaar op", null=True)

    class Meta:
        verbose_name = "import uit IBIS"
        verbose_name_plural = "imports uit IBIS"
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return f"import van {self.created_at:%d-%m-%Y %H:%M}"

    @property
    def procent(self) -> int:
        """How much of the file is done."""
        return 100 * self.verwerkt // self.regels if self.regels else 100


class Ibisblok(BaseModel):
    """Lines that are still to be read, encrypted; the transaction that writes them removes the block, so that a
    worker that dies leaves no half line and its successor goes on where it was."""

    ibisimport = models.ForeignKey(Ibisimport, on_delete=models.CASCADE, related_name="blokken")
    nummer = models.PositiveIntegerField()
    ciphertext = models.TextField()

    class Meta:
        verbose_name = "nog in te lezen blok"
        verbose_name_plural = "nog in te lezen blokken"
        constraints = [models.UniqueConstraint(fields=["ibisimport", "nummer"], name="ibisblok_once")]

    def __str__(self) -> str:
        return f"blok {self.nummer}"


class Ibisregel(BaseModel):
    """What became of one line. Never what stood in it: `velden` and `opmerkingen` name fields, not values."""

    class Uitkomst(models.TextChoices):
        GEMAAKT = "gemaakt", "Gemaakt"
        GEWIJZIGD = "gewijzigd", "Gewijzigd"
        ONGEWIJZIGD = "ongewijzigd", "Ongewijzigd"
        GEWEIGERD = "geweigerd", "Geweigerd"

    ibisimport = models.ForeignKey(Ibisimport, on_delete=models.CASCADE, related_name="uitkomsten")
    nummer = models.PositiveIntegerField("regel")
    uitkomst = models.CharField("uitkomst", max_length=12, choices=Uitkomst.choices)
    # no constraint: the report stays when a dossier is destroyed, and then points at nothing
    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    velden = models.JSONField("gewijzigde gegevens", default=list)
    opmerkingen = models.JSONField("opmerkingen", default=list)  # [field, sentence] each

    class Meta:
        verbose_name = "regel van een import"
        verbose_name_plural = "regels van een import"
        ordering = ["nummer"]
        indexes = [models.Index(fields=["ibisimport", "uitkomst", "nummer"], name="ibisregel_uitkomst")]

    def __str__(self) -> str:
        return f"regel {self.nummer}: {self.uitkomst}"


class Ibisstand(BaseModel):
    """What IBIS last said of a person. A value that it repeats changes nothing, whatever people made of it since;
    the BSN stands in it as its keyed hash."""

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.CASCADE, related_name="ibisstand"
    )
    waarden = models.JSONField()

    class Meta:
        verbose_name = "stand van IBIS"
        verbose_name_plural = "standen van IBIS"

    def __str__(self) -> str:
        return "stand van IBIS"


class Ibisverschil(BaseModel):
    """IBIS says something else than what people know (R16): a person decides. `waarde`: as stored, of rows a list."""

    class Besluit(models.TextChoices):
        OVERGENOMEN = "overgenomen", "Overgenomen uit IBIS"
        BEHOUDEN = "behouden", "Gehouden zoals het was"
        VERVALLEN = "vervallen", "Vervallen: geen verschil meer"

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="ibisverschillen")
    veld = models.CharField("gegeven", max_length=60)
    waarde: Any = models.JSONField("waarde in IBIS", null=True)
    besluit = models.CharField("besluit", max_length=12, choices=Besluit.choices, blank=True, default="")
    besloten_op = models.DateTimeField("besloten op", null=True)
    besloten_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="besloten door"
    )

    class Meta:
        verbose_name = "verschil met IBIS"
        verbose_name_plural = "verschillen met IBIS"
        ordering = ["created_at", "veld"]
        constraints = [
            models.UniqueConstraint(
                fields=["klantprofiel", "veld"], condition=Q(besluit=UNDECIDED), name="ibisverschil_once"
            ),
            models.CheckConstraint(
                condition=Q(besluit=UNDECIDED, besloten_op=None)
                | (~Q(besluit=UNDECIDED) & Q(besloten_op__isnull=False)),
                name="ibisverschil_decided_when",
            ),
        ]

    def __str__(self) -> str:
        return f"verschil bij {self.veld}"
