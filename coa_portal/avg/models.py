"""What was kept although the guard had marked words: who, when, where and why. Never the text itself (R9)."""

from django.conf import settings
from django.db import models

from coa_portal.avg.categories import CATEGORIES
from coa_portal.common.models import BaseModel


class Reden(models.TextChoices):
    """Why marked words may stay. Coded: a reason in one's own words would repeat what was marked."""

    WERK = "werk", "Het gaat over werk, studie of sport"
    NIEMAND = "niemand", "Het gaat niet over een persoon"
    BETEKENIS = "betekenis", "Het woord betekent hier iets anders"
    NODIG = "nodig", "Het moet er staan; dat is met de persoon besproken"


class Bevestiging(BaseModel):
    """One kind of words that was kept in one field.

    `waar`: the activity of the verwerkingsregister (or the action, outside a request); `veld`: the field as on the
    screen; `trace_id`: the request, by which the reading log tells the rest to who may read it.
    """

    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="door"
    )
    waar = models.CharField("waar", max_length=80)
    veld = models.CharField("veld", max_length=120)
    categorie = models.CharField(
        "categorie", max_length=20, choices=[(one.code, one.label.capitalize()) for one in CATEGORIES]
    )
    reden = models.CharField("reden", max_length=20, choices=Reden.choices)
    trace_id = models.CharField("nummer van het verzoek", max_length=32, blank=True)

    class Meta:
        verbose_name = "bevestiging bij de AVG-wachter"
        verbose_name_plural = "bevestigingen bij de AVG-wachter"
        indexes = (models.Index(fields=["-created_at"], name="avg_bevestiging_op"),)

    def __str__(self) -> str:
        return f"{self.waar} {self.created_at:%d-%m-%Y}"
