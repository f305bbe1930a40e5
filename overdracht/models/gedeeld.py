"""What COA wrote for a gemeente: the Kaart (tier 0), the frozen screening (tier 1) and Profielversies (tier 2).

Every table carries `gemeente_id`: the policies of the second wall read it (ARCHITECTURE, "Traps").
"""

from typing import Any, ClassVar, NoReturn

from django.db import models

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Gemeente, Opvanglocatie
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling

WORKING_AGE = (
    "18 tot en met 66 jaar"  # the age group that is inburgeringsplichtig (Wet inburgering 2021 art. 3)
)


class Betrokkene(BaseModel):
    """A member of the household of one koppeling, as the shared side knows it: a number, no name.

    `is_lid` follows the household. The gate reads it, because the gemeente's role may not read the living tables. For
    the same reason it says who handles the case at COA, and who does so in an absence, up to and including
    `vervanging_coa_tot`.
    """

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="betrokkenen")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="betrokken_bij"
    )
    volgnummer = models.PositiveSmallIntegerField("volgnummer")
    leeftijdsgroep = models.CharField("leeftijdsgroep", max_length=40)
    is_hoofdpersoon = models.BooleanField("hoofdpersoon", default=False)
    is_lid = models.BooleanField(default=True)
    behandelaar_coa = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    vervanger_coa = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    vervanging_coa_tot = models.DateField(null=True)

    class Meta:
        verbose_name = "betrokkene"
        verbose_name_plural = "betrokkenen"
        ordering = ["volgnummer"]
        constraints = [
            models.UniqueConstraint(fields=["koppeling", "vergunninghouder"], name="betrokkene_once"),
            models.UniqueConstraint(fields=["koppeling", "volgnummer"], name="betrokkene_number"),
        ]

    def __str__(self) -> str:
        return f"persoon {self.volgnummer}"

    @property
    def may_have_traject(self) -> bool:
        """Whether the age group is one that takes part in the inburgering."""
        return self.leeftijdsgroep == WORKING_AGE


class Openstelling(BaseModel):
    """Since when a Profielversie under the present signature exists: it opens tier 2 (R5).

    In a row of its own and not with the betrokkene, because that somebody signed and was published is not for who reads
    tier 0. A gemeente's role has no right on it; the gate asks a view that tells who reads tier 2 (R4).
    """

    betrokkene = models.OneToOneField(Betrokkene, on_delete=models.PROTECT, related_name="openstelling")
    sinds = models.DateTimeField("sinds")

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "openstelling"
        verbose_name_plural = "openstellingen"

    def __str__(self) -> str:
        return f"sinds {self.sinds}"


class Inzage(models.Model):
    """The gate (R5): one row per person and active koppeling with the highest tier that is open now, and since when
    versions count for tier 2.

    A database view made in a migration; `zichtbaar_voor` and every row-level policy read it.
    """

    betrokkene = models.OneToOneField(
        Betrokkene, on_delete=models.DO_NOTHING, primary_key=True, related_name="inzage", db_column="id"
    )
    vergunninghouder = models.ForeignKey(Vergunninghouder, on_delete=models.DO_NOTHING, related_name="+")
    koppeling = models.ForeignKey(Koppeling, on_delete=models.DO_NOTHING, related_name="inzage")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.DO_NOTHING, related_name="+")
    tier = models.PositiveSmallIntegerField()
    sinds = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "overdracht_inzage"

    def __str__(self) -> str:
        return f"laag {self.tier}"


class Locatiecontact(models.Model):
    """A database view: whom a gemeente may call about an opvanglocatie where people of its koppelingen live."""

    id = models.TextField(primary_key=True)
    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.DO_NOTHING, related_name="+")
    gebruiker = models.ForeignKey(Gebruiker, on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        managed = False
        db_table = "overdracht_locatiecontact"

    def __str__(self) -> str:
        return str(self.gebruiker_id)


class Kaart(BaseModel):
    """The informatieprofiel (tier 0): kept up to date in place, with history. No names, no birth dates unless
    the setting says otherwise."""

    koppeling = models.OneToOneField(Koppeling, on_delete=models.PROTECT, related_name="kaart")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    huishouden = models.CharField("referentie huishouden", max_length=12)
    aantal_personen = models.PositiveSmallIntegerField("personen")
    aantal_kinderen = models.PositiveSmallIntegerField("kinderen")
    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, null=True, related_name="+")
    payload = models.JSONField(default=dict)

    history = tracked()

    class Meta:
        verbose_name = "informatieprofiel"
        verbose_name_plural = "informatieprofielen"

    def __str__(self) -> str:
        return self.huishouden


def refuse_frozen(row: models.Model) -> NoReturn:
    """TypeError: a frozen row is not changed or removed."""
    raise TypeError(f"{row._meta.object_name} is frozen")


class WrittenOnce(BaseModel):
    """A row that is written once. The database roles have no right to update it either (R19)."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            refuse_frozen(self)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never: what was shared stays in COA's books (R6)."""
        refuse_frozen(self)


class Frozen(WrittenOnce):
    """What was sent at one moment. `payload` is the head of it, without sections: those stand in rows of their own."""

    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    vergunninghouder = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="+")
    naam = models.CharField("naam", max_length=161)
    payload = models.JSONField()
    grondslag = models.CharField("wettelijke grondslag", max_length=20)

    class Meta:
        abstract = True


class Onderdeel(WrittenOnce):
    """A part of a frozen payload in a row of its own, so that PostgreSQL keeps it from who was not granted it (R4).

    `onderdeel` is what a grant must hold: the key of a section, or a word of `overdracht.payload`.
    """

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    onderdeel = models.CharField("onderdeel", max_length=40)
    volgorde = models.PositiveSmallIntegerField("volgorde")
    section = models.JSONField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        abstract = True
        ordering = ["volgorde"]

    def __str__(self) -> str:
        return self.onderdeel


class Screeningspublicatie(Frozen):
    """Tier 1: the unverified screening, frozen by the action that recorded the consent.

    It opens under that consent alone: a later signature does not open what was shared before a withdrawal (R6).
    """

    toestemming = models.ForeignKey(
        "overdracht.Toestemming", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "gedeelde screening"
        verbose_name_plural = "gedeelde screenings"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["koppeling", "vergunninghouder"], name="screening_gedeeld")]

    def __str__(self) -> str:
        return f"screening {self.pk}"


class Profielversie(Frozen):
    """Tier 2: one publication of a klantprofiel to one gemeente, numbered from 1 per koppeling and person."""

    class Moment(models.TextChoices):
        KOPPELING = "koppeling", "Na koppeling"
        VOORINBURGERING = "voorinburgering", "Voorinburgering afgerond"
        DRIEGESPREK = "driegesprek", "Voor het driegesprek"
        VERHUIZING = "verhuizing", "Bij de verhuizing"
        TUSSENTIJDS = "tussentijds", "Tussentijds"
        AUTOMATISCH = "automatisch", "Automatisch na stilte"

    TIER: ClassVar[int] = 2  # of the gate (DESIGN §4)

    nummer = models.PositiveIntegerField("versie")
    moment = models.CharField("moment", max_length=20, choices=Moment.choices)
    doorgezet_op = models.DateTimeField("doorgezet op")
    doorgezet_door = models.ForeignKey(Gebruiker, on_delete=models.PROTECT, null=True, related_name="+")
    doorgezet_door_naam = models.CharField("doorgezet door", max_length=120)

    class Meta:
        verbose_name = "profielversie"
        verbose_name_plural = "profielversies"
        ordering = ["-nummer"]
        constraints = [
            models.UniqueConstraint(
                fields=["koppeling", "vergunninghouder", "nummer"], name="profielversie_number"
            )
        ]
        indexes = [models.Index(fields=["gemeente", "-doorgezet_op"], name="profielversie_gemeente")]

    def __str__(self) -> str:
        return f"versie {self.nummer}"


class ScreeningOnderdeel(Onderdeel):
    """One fact of a frozen screening."""

    screening = models.ForeignKey(Screeningspublicatie, on_delete=models.PROTECT, related_name="onderdelen")

    class Meta(Onderdeel.Meta):
        verbose_name = "onderdeel van een gedeelde screening"
        verbose_name_plural = "onderdelen van gedeelde screenings"
        constraints = [
            models.UniqueConstraint(fields=["screening", "volgorde"], name="screeningonderdeel_once")
        ]


class VersieOnderdeel(Onderdeel):
    """One section of a Profielversie."""

    versie = models.ForeignKey(Profielversie, on_delete=models.PROTECT, related_name="onderdelen")

    class Meta(Onderdeel.Meta):
        verbose_name = "onderdeel van een profielversie"
        verbose_name_plural = "onderdelen van profielversies"
        constraints = [models.UniqueConstraint(fields=["versie", "volgorde"], name="versieonderdeel_once")]


class VersieGezinslid(WrittenOnce):
    """What one row of a Profielversie says of another member of the household: frozen with the version, apart from it.

    The version itself holds only a placeholder, so that a member's own consent opens that row in PostgreSQL too
    (R4, R5). `plaats` is where the row stands: "section.table.number".
    """

    versie = models.ForeignKey(Profielversie, on_delete=models.PROTECT, related_name="gezinsleden")
    koppeling = models.ForeignKey(Koppeling, on_delete=models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="+")
    vergunninghouder = models.ForeignKey(Vergunninghouder, on_delete=models.PROTECT, related_name="+")
    plaats = models.CharField("plaats in de versie", max_length=120)
    cells = models.JSONField()

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = "gezinslid in een profielversie"
        verbose_name_plural = "gezinsleden in profielversies"
        ordering = ["plaats"]
        constraints = [models.UniqueConstraint(fields=["versie", "plaats"], name="versiegezinslid_once")]

    def __str__(self) -> str:
        return f"gezinslid {self.pk}"
