"""What PostgreSQL counts for the pages that know every app, and how an account likes its work list."""

from typing import Any, ClassVar

from django.db import models

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.models import BaseModel


class Regiocijfer(models.Model):
    """Counts of one gemeente over one closed half year, as it stood on its last day. A database view that runs as its
    owner and gives each account its own regions only: whoever reads it needs no right on any dossier.

    Not yet publishable: small groups are taken out by `portaal.figures.suppress`. A gemeente without
    anybody has no row.
    """

    id = models.TextField(primary_key=True)
    halfjaar = models.TextField()
    arbeidsmarktregio_id = models.TextField()
    gemeente_id = models.TextField()
    personen = models.IntegerField()
    gehuisvest = models.IntegerField()
    toestemming = models.IntegerField()
    doorgezet = models.IntegerField()
    inburgeraars = models.IntegerField()
    gekozen = models.IntegerField()
    op_tijd = models.IntegerField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        managed = False
        db_table = "portaal_regiocijfer"
        verbose_name = "regiocijfer"
        verbose_name_plural = "regiocijfers"

    def __str__(self) -> str:
        return self.id


class Werkweergave(BaseModel):
    """How an account likes to see its work list: what it saved last, shown when it asks for nothing else."""

    gebruiker = models.OneToOneField(Gebruiker, on_delete=models.PROTECT, related_name="werkweergave")
    wie = models.CharField("wiens werk", max_length=4)
    soort = models.CharField("soort werk", max_length=30, blank=True)
    plaats = models.CharField("plaats", max_length=120, blank=True)
    te_laat = models.BooleanField("alleen wat te laat is", default=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "werkweergave"
        verbose_name_plural = "werkweergaven"

    def __str__(self) -> str:
        return f"werkweergave {self.pk}"
