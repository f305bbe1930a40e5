"""What somebody has on paper: a diploma, a cv. COA's own; a gemeente reads what was published of it (besluit 0035)."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from klantprofiel.documentsoorten import SOORT_CHOICES, SOORTEN, Documentsoort
from klantprofiel.lifecycle import DOCUMENT, INTREKREDENEN
from klantprofiel.models.persoon import Vergunninghouder

FOLDER = "documenten"
_EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


class Zichtbaar(models.TextChoices):
    """Who may see a document. A person at COA chooses; without a choice it stays there."""

    COA = "coa", "Alleen het COA"
    GEMEENTE = "gemeente", "Het COA, en de gemeente na doorzetten"


def file_path(instance: "Document", filename: str) -> str:
    """An unguessable name outside the web root. The uploaded name is not kept: it may hold anything."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


def download_name(soort: str, datum: Any, content_type: str) -> str:
    """A name that says what it is and nothing of the person (R11)."""
    return f"{soort}-{datum:%Y-%m-%d}.{_EXTENSIONS[content_type]}"


def file_text(content_type: str, size: int, pages: int) -> str:
    """What kind of file, how large, how many pages: "pdf, 120 kB, 2 bladzijden"."""
    kilobytes = max(1, round(size / 1000))
    large = f"{kilobytes / 1000:.1f}".replace(".", ",") + " MB" if kilobytes >= 1000 else f"{kilobytes} kB"
    number = "1 bladzijde" if pages == 1 else f"{pages} bladzijden"
    return f"{_EXTENSIONS[content_type]}, {large}, {number}"


class Document(BaseModel, LifecycleModel):
    """One document. `datum`: the day that stands on it. `bewijst`: the fact or row ("onderwijs:key") that it shows.

    A withdrawn document has no files any more. `vervangt`: the older one that it came in place of.
    """

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="documenten"
    )
    soort = models.CharField("soort", max_length=20, choices=SOORT_CHOICES)
    omschrijving = models.CharField("omschrijving", max_length=120)
    datum = models.DateField("datum van het document")
    zichtbaar = models.CharField(
        "wie mag het zien", max_length=10, choices=Zichtbaar.choices, default=Zichtbaar.COA
    )
    bewijst = models.CharField("toont aan", max_length=80, blank=True)
    bestand = models.FileField("bestand", upload_to=file_path, blank=True)
    voorbeeld = models.FileField("voorbeeld", upload_to=file_path, blank=True)
    bestand_soort = models.CharField("soort bestand", max_length=40)
    bytes = models.PositiveIntegerField("grootte")
    paginas = models.PositiveSmallIntegerField("bladzijden")
    toegevoegd_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    vervangt = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="opvolger"
    )

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "document"
        verbose_name_plural = "documenten"
        ordering = ["-datum", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="document_has_files",
                condition=Q(status="ingetrokken", bestand="", voorbeeld="")
                | (~Q(status="ingetrokken") & ~Q(bestand="") & ~Q(voorbeeld="")),
            ),
            models.CheckConstraint(
                name="document_of_no_kind_stays",
                condition=~Q(zichtbaar="gemeente") | ~Q(soort="overig"),
            ),
        ]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def kind(self) -> Documentsoort:
        """Its kind, with what goes with it."""
        return SOORTEN[self.soort]

    @property
    def status_label(self) -> str:
        """Status in words."""
        return DOCUMENT.states[self.status]

    @property
    def reden_label(self) -> str:
        """Why it was withdrawn, in words."""
        return INTREKREDENEN.get(self.status_reden, "")

    @property
    def is_current(self) -> bool:
        """Neither replaced nor withdrawn."""
        return self.status == DOCUMENT.initial

    @property
    def bestand_tekst(self) -> str:
        """What kind of file, how large, how many pages."""
        return file_text(self.bestand_soort, self.bytes, self.paginas)

    @property
    def download_name(self) -> str:
        """The name under which it is downloaded."""
        return download_name(self.soort, self.datum, self.bestand_soort)
