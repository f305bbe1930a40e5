"""How a gemeente welcomes people: a page in each language, and days on which it shows them around."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.dates import today
from coa_portal.common.models import BaseModel
from coa_portal.lifecycle.models import LifecycleModel
from coa_portal.organisaties.models import Gemeente, Taal
from koppeling.models import Koppeling
from overdracht.lifecycle import WELKOMSTPAGINA
from overdracht.models.gedeeld import Betrokkene

# what COA's role may not read: the text that is being worked on, and by whom
KEPT_AT_GEMEENTE = ("titel", "tekst", "links", "status_door", "status_reden")


class WelkomstpaginaQuerySet(models.QuerySet["Welkomstpagina"]):
    """Welcome pages by who may see them."""

    def published(self) -> "WelkomstpaginaQuerySet":
        """As COA reads them: what was published, without the gemeente's own draft."""
        return self.filter(status="gepubliceerd").defer(*KEPT_AT_GEMEENTE)


class Welkomstpagina(BaseModel, LifecycleModel):
    """The welcome of one gemeente in one language.

    `titel`, `tekst` and `links` are the draft; publishing copies them to `gepubliceerd` (keys titel, tekst, links),
    which is all that COA and the inburgeraar get to see, so that a half-written change reaches nobody.
    """

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="welkomstpaginas")
    taal = models.ForeignKey(Taal, on_delete=models.PROTECT, related_name="+", verbose_name="taal")
    titel = models.CharField("titel", max_length=120)
    tekst = models.TextField("tekst", max_length=5000)
    links = models.JSONField("links", default=list, blank=True)
    gepubliceerd = models.JSONField(null=True, editable=False)
    gepubliceerd_op = models.DateTimeField("gepubliceerd op", null=True, editable=False)

    objects: ClassVar[Any] = WelkomstpaginaQuerySet.as_manager()
    history = tracked()

    class Meta:
        verbose_name = "welkomstpagina"
        verbose_name_plural = "welkomstpagina's"
        ordering = ["taal__naam"]
        constraints = [
            models.UniqueConstraint(fields=["gemeente", "taal"], name="welkomstpagina_once"),
            models.CheckConstraint(
                name="welkomstpagina_published_has_text",
                condition=Q(status="concept", gepubliceerd__isnull=True)
                | Q(status="gepubliceerd", gepubliceerd__isnull=False, gepubliceerd_op__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"welkomstpagina {self.pk}"

    @property
    def status_label(self) -> str:
        """Status in words."""
        return WELKOMSTPAGINA.states[self.status]

    @property
    def draft(self) -> dict[str, Any]:
        """What publishing would copy."""
        return {"titel": self.titel, "tekst": self.tekst, "links": self.links}

    @property
    def is_changed(self) -> bool:
        """Whether the draft differs from what is published; False for a page that is not."""
        return self.gepubliceerd is not None and self.gepubliceerd != self.draft


class Introductiedag(BaseModel):
    """A day on which a gemeente shows new people around. `vervallen_op`: it does not go on."""

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="introductiedagen")
    datum = models.DateField("datum")
    van = models.TimeField("van")
    tot = models.TimeField("tot")
    plaats = models.CharField("plaats", max_length=200)
    max_deelnemers = models.PositiveSmallIntegerField("hoogste aantal deelnemers")
    vervallen_op = models.DateTimeField("vervallen op", null=True, editable=False)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "introductiedag"
        verbose_name_plural = "introductiedagen"
        ordering = ["datum", "van"]
        constraints = [
            models.CheckConstraint(name="introductiedag_in_order", condition=Q(tot__gt=F("van"))),
            models.CheckConstraint(name="introductiedag_has_room", condition=Q(max_deelnemers__gt=0)),
        ]

    def __str__(self) -> str:
        return f"introductiedag {self.pk}"

    def is_coming(self, day: dt.date | None = None) -> bool:
        """Whether it goes on, today or later."""
        return self.vervallen_op is None and self.datum >= (day or today())


class Introductieaanmelding(BaseModel):
    """One person registered for an introduction day by COA. Who and when stand in the row, so it needs no history."""

    dag = models.ForeignKey(Introductiedag, on_delete=models.PROTECT, related_name="aanmeldingen")
    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="+")
    aangemeld_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")
    afgemeld_op = models.DateTimeField("afgemeld op", null=True)
    afgemeld_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "aanmelding voor een introductiedag"
        verbose_name_plural = "aanmeldingen voor introductiedagen"
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["dag", "betrokkene"], name="introductieaanmelding_once", condition=Q(afgemeld_op=None)
            )
        ]

    def __str__(self) -> str:
        return f"aanmelding {self.pk}"
