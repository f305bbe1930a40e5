"""Brede intake, leerbaarheidstoets, PIP, leerroute and start: the gemeente's own work for one person (DESIGN §5.8).

Dates and outcomes only: what was said in the intake and what stands in the PIP stays at the gemeente.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Gemeente
from koppeling.models import Koppeling
from overdracht.models.gedeeld import Betrokkene


def _in_order(first: str, then: str) -> Q:
    """`then` only with `first`, and not before it."""
    return Q(**{f"{then}__isnull": True}) | Q(**{f"{first}__isnull": False, f"{then}__gte": F(first)})


class Inburgeringstraject(BaseModel):
    """One person's way into the inburgering at the gemeente of one koppeling. Made with the first fact.

    `start_is_vroeg`: the regular programme began before the move, so that the Voorinburgering of COA ended with it.
    """

    class Toetsuitkomst(models.TextChoices):
        """The answer of the leerbaarheidstoets, as DUO's list has it (M2M API Leerbaarheidstoets 1.2.0, repository
        duonl/gemeente-m2m-inburgering). Not COA's test of taalleerbaarheid."""

        HAALBAAR = "haalbaar", "B1-route haalbaar"
        NIET_HAALBAAR = "niet_haalbaar", "B1-route niet haalbaar"
        ONBEKEND = "onbekend", "Onbekend"

    class Leerroute(models.TextChoices):
        """DUO's codes of the leerroutes (M2M API PIP 1.1.3, repository duonl/gemeente-m2m-inburgering)."""

        B1 = "B", "B1-route"
        ONDERWIJS = "O", "Onderwijsroute"
        Z = "Z", "Z-route"

    class Verlengreden(models.TextChoices):
        """Whose information the PIP waits for: no other reason extends its term (Besluit inburgering 2021 art. 5.3)."""

        TOETS = "toets", "Uitslag van de leerbaarheidstoets"
        DIPLOMA = "diploma", "Waardering van een diploma"
        SCHOOL = "school", "Informatie van een school of opleiding"
        WERKGEVER = "werkgever", "Informatie van een werkgever"
        INSTANTIE = "instantie", "Informatie van een andere instantie"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="trajecten")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.OneToOneField(Betrokkene, on_delete=models.PROTECT, related_name="traject")
    intake_gestart_op = models.DateField("brede intake gestart op", null=True, blank=True)
    intake_afgerond_op = models.DateField("brede intake afgerond op", null=True, blank=True)
    toets_op = models.DateField("leerbaarheidstoets op", null=True, blank=True)
    toets_uitkomst = models.CharField(
        "uitkomst leerbaarheidstoets", max_length=16, choices=Toetsuitkomst.choices, blank=True
    )
    kennisgeving_op = models.DateField("kennisgeving inburgeringsplicht van DUO", null=True, blank=True)
    pip_vastgesteld_op = models.DateField("PIP vastgesteld op", null=True, blank=True)
    pip_verlengd_tot = models.DateField("termijn PIP verlengd tot en met", null=True, blank=True)
    pip_verlenging_reden = models.CharField(
        "reden van de verlenging", max_length=16, choices=Verlengreden.choices, blank=True
    )
    leerroute = models.CharField("leerroute", max_length=1, choices=Leerroute.choices, blank=True)
    gestart_op = models.DateField("regulier traject gestart op", null=True, blank=True)
    start_is_vroeg = models.BooleanField("gestart voor de verhuizing", default=False)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "inburgeringstraject"
        verbose_name_plural = "inburgeringstrajecten"
        constraints = [
            models.CheckConstraint(
                name="traject_intake_order", condition=_in_order("intake_gestart_op", "intake_afgerond_op")
            ),
            models.CheckConstraint(
                name="traject_pip_after_intake",
                condition=_in_order("intake_afgerond_op", "pip_vastgesteld_op"),
            ),
            models.CheckConstraint(
                name="traject_start_after_pip", condition=_in_order("pip_vastgesteld_op", "gestart_op")
            ),
            models.CheckConstraint(
                name="traject_leerroute_with_pip",
                condition=Q(leerroute="") | Q(pip_vastgesteld_op__isnull=False),
            ),
            models.CheckConstraint(
                name="traject_outcome_with_test", condition=Q(toets_uitkomst="") | Q(toets_op__isnull=False)
            ),
            models.CheckConstraint(
                name="traject_extension_with_reason",
                condition=Q(pip_verlengd_tot__isnull=True, pip_verlenging_reden="")
                | (Q(pip_verlengd_tot__isnull=False) & ~Q(pip_verlenging_reden="")),
            ),
        ]

    def __str__(self) -> str:
        return f"traject {self.pk}"


class ExtraKosten(BaseModel):
    """Who pays what the handover costs more: travel, interpreter, childcare, a laptop (B1, "Bijkomende
    organisatorische kosten"). An agreement that no longer holds gets `vervallen_op`."""

    class Soort(models.TextChoices):
        REIS = "reis", "Reiskosten"
        TOLK = "tolk", "Tolk"
        KINDEROPVANG = "kinderopvang", "Kinderopvang"
        LAPTOP = "laptop", "Laptop of telefoon"
        OVERIG = "overig", "Iets anders"

    class Betaler(models.TextChoices):
        COA = "coa", "COA"
        GEMEENTE = "gemeente", "Gemeente"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="extra_kosten")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(
        Betrokkene, on_delete=models.PROTECT, null=True, blank=True, related_name="extra_kosten"
    )
    soort = models.CharField("soort", max_length=16, choices=Soort.choices)
    omschrijving = models.CharField("omschrijving", max_length=120, blank=True)
    bedrag_centen = models.PositiveIntegerField("bedrag in centen", null=True, blank=True)
    wie_betaalt = models.CharField("wie betaalt", max_length=10, choices=Betaler.choices)
    afgesproken_op = models.DateField("afgesproken op")
    vervallen_op = models.DateField("vervallen op", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "extra kosten"
        verbose_name_plural = "extra kosten"
        ordering = ["-afgesproken_op", "-created_at"]

    def __str__(self) -> str:
        return f"kosten {self.pk}"
