"""Documents that went with a Profielversie (besluit 0036)."""

from typing import Any, ClassVar

from django.db import models

from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Gemeente
from klantprofiel.models.document import download_name, file_text
from overdracht.models.gedeeld import Profielversie


class GedeeldDocument(BaseModel):
    """One document as one version sent it: frozen, but for its end. `document`: the key of the document at COA.

    The file is the one that COA keeps. `teruggenomen_op`: from then on no gemeente reads the row, in whatever version.
    `onderdeel`: the section to which it belongs; a grant must hold that section.
    """

    versie = models.ForeignKey(Profielversie, on_delete=models.PROTECT, related_name="documenten")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    document = models.UUIDField()
    onderdeel = models.CharField("onderdeel", max_length=40)
    volgorde = models.PositiveSmallIntegerField("volgorde")
    soort = models.CharField("soort", max_length=20)
    soort_naam = models.CharField("soort", max_length=60)
    omschrijving = models.CharField("omschrijving", max_length=120)
    datum = models.DateField("datum van het document")
    # names in the storage: no field for files, because a file is another table's to keep and to destroy
    bestand = models.CharField(max_length=120)
    voorbeeld = models.CharField(max_length=120)
    bestand_soort = models.CharField("soort bestand", max_length=40)
    bytes = models.PositiveIntegerField("grootte")
    paginas = models.PositiveSmallIntegerField("bladzijden")
    teruggenomen_op = models.DateTimeField("teruggenomen op", null=True)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "gedeeld document"
        verbose_name_plural = "gedeelde documenten"
        ordering = ["volgorde"]
        constraints = [
            models.UniqueConstraint(fields=["versie", "document"], name="gedeeld_document_once"),
        ]
        indexes = [models.Index(fields=["document"], name="gedeeld_document_van")]

    def __str__(self) -> str:
        return f"document {self.document}"

    @property
    def bestand_tekst(self) -> str:
        """What kind of file, how large, how many pages."""
        return file_text(self.bestand_soort, self.bytes, self.paginas)

    @property
    def download_name(self) -> str:
        """The name under which it is downloaded; says nothing of the person."""
        return download_name(self.soort, self.datum, self.bestand_soort)
