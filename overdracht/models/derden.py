"""Third parties of a gemeente: which consent names them, and which dossiers they were given (DESIGN §3, §4)."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import DerdePartij, Gemeente
from koppeling.models import Koppeling
from overdracht.models.gedeeld import Betrokkene
from overdracht.models.toestemming import Toestemming, document_path


class ToestemmingDerde(BaseModel):
    """A third party that a consent names: part of the text that the person signs.

    `genoemd_op`: the day on which that text was explained. Named later, it has a declaration of its own. Taken back
    (`ingetrokken_op`) alone, or with the whole consent, whose status the gate asks too.
    """

    toestemming = models.ForeignKey(Toestemming, on_delete=models.PROTECT, related_name="derden")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    derde_partij = models.ForeignKey(
        DerdePartij, on_delete=models.PROTECT, related_name="+", verbose_name="derde partij"
    )
    genoemd_op = models.DateField("genoemd op")
    ingetrokken_op = models.DateField("ingetrokken op", null=True, blank=True)
    document = models.FileField("ondertekend document", upload_to=document_path, blank=True)
    document_naam = models.CharField("bestandsnaam", max_length=120, blank=True)
    document_soort = models.CharField("soort bestand", max_length=40, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "derde partij in een toestemming"
        verbose_name_plural = "derde partijen in toestemmingen"
        ordering = ["genoemd_op", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["toestemming", "derde_partij"],
                name="toestemming_names_party_once",
                condition=Q(ingetrokken_op=None),
            )
        ]

    def __str__(self) -> str:
        return f"derde partij {self.derde_partij_id}"

    @property
    def is_named(self) -> bool:
        """Whether the naming stands."""
        return self.ingetrokken_op is None


class BenoemdDossier(BaseModel):
    """One person of a koppeling whose dossier an external contact was given by name (R1).

    Given and taken by a regievoerder of the gemeente; who and when stand in the row, so it needs no history.
    """

    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="benoemd_voor")
    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="benoemd_voor")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    benoemd_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    beeindigd_op = models.DateTimeField("beëindigd op", null=True)
    beeindigd_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "benoemd dossier"
        verbose_name_plural = "benoemde dossiers"
        constraints = [
            models.UniqueConstraint(
                fields=["toekenning", "betrokkene"],
                name="benoemd_dossier_once",
                condition=Q(beeindigd_op=None),
            )
        ]

    def __str__(self) -> str:
        return f"benoemd dossier {self.pk}"


class ExterneLezer(models.Model):
    """A database view: the running toekenningen of external contacts, with whom they work for.

    COA reads all of them (what may a consent name), a regievoerder those of the own gemeenten: the toekenningen
    themselves are closed to a gemeente.
    """

    id = models.UUIDField(primary_key=True)
    gebruiker_id = models.UUIDField()
    naam = models.TextField()
    gemeente_id = models.TextField()
    derde_partij_id = models.UUIDField()
    derde_partij_naam = models.TextField()
    alleen_benoemd = models.BooleanField()
    eindigt_op = models.DateField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        managed = False
        db_table = "overdracht_externe_lezer"

    def __str__(self) -> str:
        return self.naam
