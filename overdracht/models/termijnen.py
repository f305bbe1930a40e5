"""Figures of the termijnen that are too many to count for a page."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coa_portal.organisaties.models import Gemeente, Opvanglocatie


class Termijncijfer(models.Model):
    """How one term stood for everybody of one gemeente, or of one opvanglocatie, at `gemeten_op`.

    Counted by beat and replaced as a whole (R14: no term is stored, only how many there were). The columns are those of
    `overdracht.termijnen.overzicht.Telling`. COA's own; a gemeente counts its own koppelingen itself.
    """

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opvanglocatie = models.ForeignKey(
        Opvanglocatie, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    soort = models.CharField(max_length=20)
    wacht = models.PositiveIntegerField()
    open_op_tijd = models.PositiveIntegerField()
    nabij = models.PositiveIntegerField()
    te_laat = models.PositiveIntegerField()
    gehaald = models.PositiveIntegerField()
    gemist = models.PositiveIntegerField()
    redenen = models.JSONField(default=dict)
    gemeten_op = models.DateTimeField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "termijncijfer"
        verbose_name_plural = "termijncijfers"
        constraints = [
            models.CheckConstraint(
                name="termijncijfer_of_one",
                condition=Q(gemeente=None, opvanglocatie__isnull=False)
                | Q(gemeente__isnull=False, opvanglocatie=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.gemeente_id or self.opvanglocatie_id}"
