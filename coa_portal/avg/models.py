"""What was kept although the guard had marked words: who, when, where and why. Never the text itself (R9)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from coa_portal.common.models import BaseModel


class Reden(models.TextChoices):
    """Why marked words may stay. Coded: a reason in one's own words would repeat what was marked."""

    WERK = "werk", "Het gaat over werk, studie of sport"
    NIEMAND = "niemand", "Het gaat niet over een persoon"
    BETEKENIS = "betekenis", "Het woord betekent hier iets anders"
    NODIG = "nodig", "Het moet er staan; dat is met de persoon besproken"


class Bevestiging(BaseModel):
    """One save in which marked words were kept. `waar`: the action; `velden`, `categorieen`: what was marked."""

    door = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="door"
    )
    waar = models.CharField("waar", max_length=80)
    velden = ArrayField(models.CharField(max_length=80), verbose_name="velden")
    categorieen = ArrayField(models.CharField(max_length=20), verbose_name="categorieën")
    reden = models.CharField("reden", max_length=20, choices=Reden.choices)

    class Meta:
        verbose_name = "bevestiging bij de AVG-wachter"
        verbose_name_plural = "bevestigingen bij de AVG-wachter"

    def __str__(self) -> str:
        return f"{self.waar} {self.created_at:%d-%m-%Y}"
