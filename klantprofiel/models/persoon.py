"""Person, household and stay."""

import datetime as dt
from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q, Value

from coa_portal.access.policy import policy_of
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.dates import add_years, age_on, today
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Nationaliteit, Opvanglocatie
from klantprofiel.choices import Geslacht
from klantprofiel.namen import KEY_LENGTH, WRITING_LENGTH, search_values
from klantprofiel.validators import validate_v_nummer

ADULT = 18
OWN_SIGNATURE = 16  # from this birthday the own signature is asked (R5)


class Plaatsingseenheid(BaseModel):
    """The household that is placed together. `referentie` is how parties speak of it without personal data."""

    referentie = models.CharField("referentie", max_length=12, unique=True, editable=False)
    hoofdpersoon = models.OneToOneField(
        "Vergunninghouder",
        on_delete=models.PROTECT,
        null=True,
        related_name="hoofd_van",
        verbose_name="hoofdpersoon",
    )
    # the number of the household in the feed (docs/ibis.md); none for who was entered by hand
    ibis_nummer = models.CharField("nummer in IBIS", max_length=20, unique=True, null=True, editable=False)

    objects: ClassVar[Any] = models.Manager()
    history = tracked()

    class Meta:
        verbose_name = "plaatsingseenheid"
        verbose_name_plural = "plaatsingseenheden"
        ordering = ["referentie"]

    def __str__(self) -> str:
        return self.referentie


class VergunninghouderQuerySet(models.QuerySet["Vergunninghouder"]):
    """People, by who may see them."""

    def zichtbaar_voor(self, gebruiker: object) -> "VergunninghouderQuerySet":
        """The one visibility function of this noun (R2); see `klantprofiel.policy`."""
        return self & policy_of(Vergunninghouder).visible(gebruiker)


class Vergunninghouder(BaseModel):
    """A recognised refugee. `v_nummer` identifies; the BSN stands in a table of its own.

    `dossier_locatie` is derived by the actions of Verblijf (R1): the locatie of the current stay, or of the
    household's last stay when there is none; empty leaves the dossier to COA's national desk.
    """

    v_nummer = models.CharField("V-nummer", max_length=10, unique=True, validators=[validate_v_nummer])
    voornaam = models.CharField("voornaam", max_length=80)
    achternaam = models.CharField("achternaam", max_length=80)
    geboortedatum = models.DateField("geboortedatum")
    geslacht = models.CharField("geslacht", max_length=1, choices=Geslacht.choices, default=Geslacht.ONBEKEND)
    nationaliteit = models.ForeignKey(
        Nationaliteit, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    plaatsingseenheid = models.ForeignKey(
        Plaatsingseenheid, on_delete=models.PROTECT, related_name="leden", verbose_name="plaatsingseenheid"
    )
    is_nareiziger = models.BooleanField("nareiziger", default=False)
    dossier_locatie = models.ForeignKey(
        Opvanglocatie, on_delete=models.PROTECT, null=True, editable=False, related_name="dossiers"
    )
    behandelaar = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="behandelt"
    )
    vervanger = models.ForeignKey(
        Gebruiker, on_delete=models.PROTECT, null=True, blank=True, related_name="vervangt"
    )
    vervanging_tot = models.DateField("vervanging tot en met", null=True, blank=True)

    # a double that was merged into another dossier: nobody sees it, and undoing the merge brings it back
    samengevoegd_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="dubbelen"
    )
    # how the name is searched (`klantprofiel.namen`), kept by `save` and by the bulk path
    zoeknaam = models.CharField(max_length=WRITING_LENGTH, default="", editable=False)
    klanken = ArrayField(models.CharField(max_length=KEY_LENGTH), default=list, editable=False)

    objects: ClassVar[Any] = VergunninghouderQuerySet.as_manager()
    history = tracked(excluded_fields=["zoeknaam", "klanken"])

    class Meta:
        verbose_name = "vergunninghouder"
        verbose_name_plural = "vergunninghouders"
        ordering = ["achternaam", "voornaam"]
        indexes = [
            models.Index(fields=["achternaam", "voornaam"], name="vergunninghouder_naam"),
            models.Index(
                fields=["dossier_locatie", "achternaam", "voornaam"], name="vergunninghouder_locatie"
            ),
            # without a list of rows still to sort in: after a feed of thousands everybody's search would read that
            GinIndex(
                OpClass("zoeknaam", name="gin_trgm_ops"), name="vergunninghouder_zoeknaam", fastupdate=False
            ),
            GinIndex(fields=["klanken"], name="vergunninghouder_klanken", fastupdate=False),
            models.Index(fields=["geboortedatum"], name="vergunninghouder_geboren"),
        ]

    def __str__(self) -> str:
        return self.naam

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the searched writing true to the name."""
        for name, value in search_values(self.voornaam, self.achternaam).items():
            setattr(self, name, value)
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "zoeknaam", "klanken"}
        super().save(*args, **kwargs)

    @property
    def naam(self) -> str:
        """First name and surname."""
        return f"{self.voornaam} {self.achternaam}".strip()

    def age(self, day: dt.date | None = None) -> int:
        """Completed years on `day` (default today)."""
        return age_on(self.geboortedatum, day or today())

    @property
    def is_adult(self) -> bool:
        """Eighteen or older today."""
        return self.age() >= ADULT

    @property
    def signs_self(self) -> bool:
        """Whether consent needs the own signature (R5)."""
        return self.age() >= OWN_SIGNATURE

    @property
    def sixteenth_birthday(self) -> dt.date:
        """From this day a representative's signature no longer covers this person (R5)."""
        return add_years(self.geboortedatum, OWN_SIGNATURE)

    def handled_by(self, day: dt.date | None = None) -> Gebruiker | None:
        """The casemanager whose case it is: the replacement while it lasts."""
        if self.vervanger_id and self.vervanging_tot and self.vervanging_tot >= (day or today()):
            return self.vervanger
        return self.behandelaar


class Burgerservicenummer(BaseModel):
    """The BSN: ciphertext and keyed hash, no history, outside payloads (ARCHITECTURE, "Traps")."""

    vergunninghouder = models.OneToOneField(Vergunninghouder, on_delete=models.CASCADE, related_name="bsn")
    ciphertext = models.TextField()
    keyed_hash = models.CharField(max_length=64, unique=True)
    last_digits = models.CharField(max_length=3)

    class Meta:
        verbose_name = "burgerservicenummer"
        verbose_name_plural = "burgerservicenummers"

    def __str__(self) -> str:
        return "burgerservicenummer"


class Verblijf(BaseModel):
    """A stay at one opvanglocatie. Two stays of one person never overlap; the last day of one may be the
    first of the next (overplaatsing)."""

    vergunninghouder = models.ForeignKey(
        Vergunninghouder, on_delete=models.PROTECT, related_name="verblijven"
    )
    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, related_name="verblijven")
    van = models.DateField("van")
    tot = models.DateField("tot", null=True, blank=True)

    history = tracked()

    class Meta:
        verbose_name = "verblijf"
        verbose_name_plural = "verblijven"
        ordering = ["-van"]
        indexes = [
            models.Index(fields=["vergunninghouder"], name="verblijf_nu", condition=Q(tot=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(tot=None) | Q(tot__gte=F("van")), name="verblijf_order"),
            ExclusionConstraint(
                name="verblijf_no_overlap",
                expressions=[
                    ("vergunninghouder", RangeOperators.EQUAL),
                    (
                        Func(
                            F("van"),
                            F("tot"),
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opvanglocatie_id} {self.van}"
