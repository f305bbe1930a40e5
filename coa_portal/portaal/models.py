"""What PostgreSQL counts for the pages that know every app; no table of its own."""

from typing import Any, ClassVar

from django.db import models


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

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        managed = False
        db_table = "portaal_regiocijfer"
        verbose_name = "regiocijfer"
        verbose_name_plural = "regiocijfers"

    def __str__(self) -> str:
        return self.id
