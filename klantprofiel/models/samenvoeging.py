"""Two dossiers of one person made one, with all that is needed to make them two again."""

from django.db import models
from django.db.models import F, Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.models import BaseModel
from klantprofiel.models.persoon import Vergunninghouder


class Samenvoeging(BaseModel):
    """What a merge moved and filled. `verplaatst`: [model, column, key of the row] each; `ingevuld`: [model, key of the
    row, column, value before, value after] each."""

    blijft = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="samenvoegingen")
    vervalt = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="+")
    door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="samengevoegd door"
    )
    verplaatst = models.JSONField(default=list)
    ingevuld = models.JSONField(default=list)
    ongedaan_op = models.DateTimeField("ongedaan gemaakt op", null=True)
    ongedaan_door = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="ongedaan gemaakt door"
    )

    class Meta:
        verbose_name = "samenvoeging"
        verbose_name_plural = "samenvoegingen"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(blijft=F("vervalt")), name="samenvoeging_of_two"),
            models.UniqueConstraint(
                fields=["vervalt"], condition=Q(ongedaan_op=None), name="samenvoeging_once"
            ),
        ]

    def __str__(self) -> str:
        return f"samenvoeging {self.pk}"
