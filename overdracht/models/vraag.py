"""A short question about a dossier, from the gemeente to COA or back, with its answer (DESIGN §4, row "vragen")."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from coa_portal.access.roles import Party
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente
from koppeling.models import Koppeling
from overdracht.lifecycle import VRAAG
from overdracht.models.gedeeld import Betrokkene

MAX_TEKST = 500
SIDES = ((Party.COA.value, "COA"), (Party.GEMEENTE.value, "Gemeente"))


class Gezegd(BaseModel):
    """What one side says to the other about a koppeling, or about one person of it. Never changed afterwards.

    The name of who wrote it is kept beside the key: a gemeente reads no accounts of COA's side. `onderdeel`: the
    section of the profile of that person that it is about, empty for none.
    """

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, null=True, related_name="+")
    onderdeel = models.CharField("onderdeel van het profiel", max_length=40, blank=True, default="")
    van_partij = models.CharField("van", max_length=10, choices=SIDES)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    door_naam = models.CharField("geschreven door", max_length=120)
    tekst = models.TextField("tekst", max_length=MAX_TEKST)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True


class Vraag(Gezegd, LifecycleModel):
    """A question; the other side answers it, the own side may say that it is not needed any more."""

    history = tracked()

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["koppeling", "-created_at"], name="vraag_koppeling"),
            models.Index(fields=["gemeente", "status"], name="vraag_gemeente"),
        ]
        constraints = [
            models.CheckConstraint(
                name="vraag_section_of_a_person",
                condition=models.Q(onderdeel="") | models.Q(betrokkene__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"vraag {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return VRAAG.states[self.status]

    @property
    def is_open(self) -> bool:
        """Whether the other side still has to answer."""
        return self.status == VRAAG.initial


class Antwoord(Gezegd):
    """The answer to a question. Written once: who and when stand in the row, so it needs no history.

    `koppeling`, `gemeente` and `betrokkene` repeat the question's, for the policies of the database.
    """

    vraag = models.ForeignKey(Vraag, on_delete=models.PROTECT, related_name="antwoorden")
    op = models.DateTimeField("beantwoord op", default=timezone.now)

    class Meta:
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"
        ordering = ["op"]

    def __str__(self) -> str:
        return f"antwoord {self.pk}"
