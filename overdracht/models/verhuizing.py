"""The move to the gemeente and what goes with it (DESIGN §5.9): dates, address, checklist, logeren."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Gemeente
from koppeling.models import Koppeling
from overdracht.models.gedeeld import Betrokkene


class Verhuizing(BaseModel):
    """The move of one household, kept by the gemeente. Made with the first fact.

    `verwacht_op` and `definitief_op` are dates to come, of which `Verhuisdatum` keeps every change; `verhuisd_op` is
    the day of the move itself. The address is the house in the gemeente.
    """

    koppeling = models.OneToOneField(Koppeling, on_delete=models.PROTECT, related_name="verhuizing")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    woning_gevonden_op = models.DateField("woning gevonden op", null=True, blank=True)
    verwacht_op = models.DateField("verwachte verhuisdatum", null=True, blank=True)
    definitief_op = models.DateField("definitieve verhuisdatum", null=True, blank=True)
    verhuisd_op = models.DateField("verhuisd op", null=True, blank=True)
    straat = models.CharField("straat", max_length=80, blank=True)
    huisnummer = models.CharField("huisnummer", max_length=12, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    plaats = models.CharField("plaats", max_length=80, blank=True)
    brp_op = models.DateField("ingeschreven in de BRP op", null=True, blank=True)
    rust_van = models.DateField("rustperiode van", null=True, blank=True)
    rust_tot = models.DateField("rustperiode tot en met", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "verhuizing"
        verbose_name_plural = "verhuizingen"
        constraints = [
            models.CheckConstraint(
                name="verhuizing_date_needs_house",
                condition=Q(definitief_op__isnull=True) | Q(woning_gevonden_op__isnull=False),
            ),
            models.CheckConstraint(
                name="verhuizing_brp_after_move",
                condition=Q(brp_op__isnull=True) | Q(verhuisd_op__isnull=False, brp_op__gte=F("verhuisd_op")),
            ),
            models.CheckConstraint(
                name="verhuizing_rest_order",
                condition=Q(rust_van__isnull=True, rust_tot__isnull=True)
                | Q(rust_van__isnull=False, rust_tot__isnull=False, rust_tot__gte=F("rust_van")),
            ),
        ]

    def __str__(self) -> str:
        return f"verhuizing {self.pk}"

    @property
    def datum(self) -> Any:
        """The date of the move as far as it is known: moved, else definite, else expected; None without."""
        return self.verhuisd_op or self.definitief_op or self.verwacht_op


class Verhuisdatum(BaseModel):
    """One change of the expected or definite date of a move; written once. `datum` None: there no longer is one."""

    class Soort(models.TextChoices):
        VERWACHT = "verwacht", "Verwachte verhuisdatum"
        DEFINITIEF = "definitief", "Definitieve verhuisdatum"

    class Reden(models.TextChoices):
        """Why a date changed; content-free."""

        EERDER = "eerder", "De woning is eerder klaar"
        LATER = "later", "De woning is later klaar"
        VERVALT = "vervalt", "De woning gaat niet door"
        HUISHOUDEN = "huishouden", "Op verzoek van het huishouden"
        COA = "coa", "Op verzoek van het COA"
        FOUT = "fout", "De datum was verkeerd ingevuld"

    verhuizing = models.ForeignKey(Verhuizing, on_delete=models.PROTECT, related_name="datums")
    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    soort = models.CharField("soort", max_length=10, choices=Soort.choices)
    datum = models.DateField("datum", null=True)
    vorige = models.DateField("vorige datum", null=True)
    reden = models.CharField("reden", max_length=10, choices=Reden.choices, blank=True)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "verhuisdatum"
        verbose_name_plural = "verhuisdatums"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"verhuisdatum {self.pk}"


class Huisvestingsgesprek(BaseModel):
    """The talk at COA that prepares the move: that it was held, for both sides (tier 0); COA writes it."""

    koppeling = models.OneToOneField(Koppeling, on_delete=models.PROTECT, related_name="huisvestingsgesprek")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    gehouden_op = models.DateField("huisvestingsgesprek gehouden op")
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "huisvestingsgesprek"
        verbose_name_plural = "huisvestingsgesprekken"

    def __str__(self) -> str:
        return f"huisvestingsgesprek {self.pk}"


class Overdrachtspunt(BaseModel):
    """One line of the handover checklist of one person: whether it was transferred, when and by whom, never what.

    Itself sensitive: for regievoerders, and only while the person's consent holds (`overdracht.objects`, "checklist").
    """

    class Soort(models.TextChoices):
        """What goes from the azc to the gemeente (B4, step 7)."""

        HUISARTS = "gca_huisarts", "Gezondheidscentrum (GCA) naar huisarts"
        JGZ = "jgz", "Jeugdgezondheidszorg (JGZ) van azc naar gemeente"
        VLUCHTELINGENWERK = "vluchtelingenwerk", "VluchtelingenWerk naar maatschappelijke begeleiding"
        SOCIAAL_TEAM = "sociaal_team", "COA naar sociaal team"

    class Stand(models.TextChoices):
        OVERGEDRAGEN = "overgedragen", "Overgedragen"
        NIET = "niet", "Nog niet overgedragen"
        NVT = "nvt", "Niet nodig"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="overdrachtspunten")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="overdrachtspunten")
    soort = models.CharField("soort", max_length=20, choices=Soort.choices)
    stand = models.CharField("stand", max_length=14, choices=Stand.choices)
    op = models.DateField("op", null=True, blank=True)
    door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "punt van de overdracht"
        verbose_name_plural = "punten van de overdracht"
        ordering = ["soort"]
        constraints = [
            models.UniqueConstraint(fields=["betrokkene", "soort"], name="overdrachtspunt_once"),
            models.CheckConstraint(
                name="overdrachtspunt_date",
                condition=Q(stand="overgedragen", op__isnull=False) | (~Q(stand="overgedragen") & Q(op=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort}: {self.stand}"


class Logeerperiode(BaseModel):
    """Staying with friends, family or a host while waiting for the house (B1, "Logeerregeling"): at most three months,
    longer with a reason. COA writes it; both sides see the dates, nobody where."""

    class Verlengreden(models.TextChoices):
        WONING = "woning", "De woning is bijna klaar"
        WERK = "werk", "Werk of opleiding in de buurt"
        GEZIN = "gezin", "Het gaat goed in het gasthuishouden"
        PLAATS = "plaats", "Er is geen goede plaats in de opvang"

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="logeerperiodes")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    betrokkene = models.ForeignKey(Betrokkene, on_delete=models.PROTECT, related_name="logeerperiodes")
    van = models.DateField("van")
    tot = models.DateField("tot en met")
    verlengd_tot = models.DateField("verlengd tot en met", null=True, blank=True)
    verlenging_reden = models.CharField(
        "reden van de verlenging", max_length=10, choices=Verlengreden.choices, blank=True
    )
    beeindigd_op = models.DateField("beëindigd op", null=True, blank=True)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "logeerperiode"
        verbose_name_plural = "logeerperiodes"
        ordering = ["-van"]
        constraints = [
            models.UniqueConstraint(
                fields=["betrokkene"], name="logeerperiode_one_open", condition=Q(beeindigd_op=None)
            ),
            models.CheckConstraint(
                name="logeerperiode_order",
                condition=Q(tot__gte=F("van"))
                & (Q(verlengd_tot=None) | Q(verlengd_tot__gt=F("tot")))
                & (Q(beeindigd_op=None) | Q(beeindigd_op__gte=F("van"))),
            ),
            models.CheckConstraint(
                name="logeerperiode_extension_with_reason",
                condition=Q(verlengd_tot__isnull=True, verlenging_reden="")
                | (Q(verlengd_tot__isnull=False) & ~Q(verlenging_reden="")),
            ),
        ]

    def __str__(self) -> str:
        return f"logeren {self.pk}"

    @property
    def laatste_dag(self) -> Any:
        """The last day that was agreed: that of the extension where there is one."""
        return self.verlengd_tot or self.tot
