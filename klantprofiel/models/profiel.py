"""The klantprofiel: one row of single facts per person, and the rows that come in any number.

Every field of COA's form of 3 April 2017 (source B2) and of DESIGN §6. Empty means "not asked yet";
`onbekend` lists fields of which the person does not know the answer (R15), `geen` the row sets that were asked
for and hold nothing (never worked, no hobbies), which is an answer too.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.history import tracked
from coa_portal.common.dates import short_date
from coa_portal.common.models import BaseModel
from coa_portal.organisaties.models import Land, Taal
from klantprofiel.choices import (
    Beheersing,
    Bron,
    BurgerlijkeStaat,
    ErkNiveau,
    JaNeeOnbekend,
    Opleidingsniveau,
    Taalleerbaarheid,
    Vergunningsoort,
    WaarderingSoort,
)
from klantprofiel.models.persoon import Vergunninghouder


def _choice(label: str, choices: type[models.TextChoices]) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=20, choices=choices.choices, blank=True, default="")


def _date(label: str) -> "models.DateField[Any, Any]":
    return models.DateField(label, null=True, blank=True)


def _text(label: str, length: int = 200) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=length, blank=True, default="")


class Klantprofiel(BaseModel):
    """The single facts of one person's growing dossier; `klantprofiel.sections` says which section they are in."""

    vergunninghouder = models.OneToOneField(
        Vergunninghouder, on_delete=models.PROTECT, related_name="klantprofiel"
    )
    onbekend = ArrayField(models.CharField(max_length=60), default=list, blank=True, editable=False)
    geen = ArrayField(models.CharField(max_length=60), default=list, blank=True, editable=False)
    # kept by the actions, so that lists can filter and sort on it; percentage of `klantprofiel.completeness`
    volledigheid = models.PositiveSmallIntegerField("volledigheid (%)", default=0, editable=False)
    # the same for the work list: facts and rows that nobody verified yet (`klantprofiel.herkomst`)
    te_verifieren = models.PositiveSmallIntegerField("nog te verifiëren", default=0, editable=False)

    # persoonlijke gegevens
    burgerlijke_staat = _choice("burgerlijke staat", BurgerlijkeStaat)
    telefoonnummer = _text("telefoonnummer", 20)
    emailadres = models.EmailField("e-mailadres", blank=True, default="")
    digid_aangevraagd = _choice("DigiD aangevraagd", JaNeeOnbekend)
    rijbewijs = _choice("rijbewijs", JaNeeOnbekend)
    land_rijbewijs = models.ForeignKey(
        Land, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="land rijbewijs"
    )

    # familiegegevens
    land_van_herkomst = models.ForeignKey(
        Land,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="land van herkomst",
    )
    gezinshereniging_aangevraagd = _choice("gezinshereniging aangevraagd", JaNeeOnbekend)
    gezinshereniging_toelichting = models.TextField("toelichting", max_length=2000, blank=True, default="")

    # statusgegevens
    vergunningsoort = _choice("soort verblijfsvergunning", Vergunningsoort)
    vergunning_datum = _date("datum verblijfsvergunning")
    verblijfsrecht_van = _date("datum start verblijfsrecht")
    verblijfsrecht_tot = _date("datum einde verblijfsrecht")

    # inburgeringsgegevens
    inburgering_van = _date("inburgeringstermijn, startdatum")
    inburgering_tot = _date("inburgeringstermijn, einddatum")
    duo_lening_aangevraagd = _date("DUO-lening aangevraagd op")
    duo_lening_toegekend = _date("DUO-lening toegekend op")
    pid_ontvangen = _choice("PID-map ontvangen", JaNeeOnbekend)
    pid_datum = _date("datum PID-map")

    # educatieve gegevens
    spreektaal = models.ForeignKey(
        Taal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="spreektaal"
    )
    moderne_taal = models.ForeignKey(
        Taal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="moderne taal"
    )
    tolk_nodig = _choice("tolk nodig", JaNeeOnbekend)
    instemming_voorinburgering = _choice("instemming deelname Voorinburgering", JaNeeOnbekend)
    instemming_datum = _date("datum instemming")
    nt2_toets = _choice("toets NT2 spreekvaardigheid", JaNeeOnbekend)
    nt2_resultaat = _choice("resultaat NT2", ErkNiveau)
    nt2_datum = _date("datum NT2")
    intaketoets_resultaat = _choice("instaptoets taal", ErkNiveau)
    intaketoets_datum = _date("datum instaptoets")
    eindtoets_resultaat = _choice("eindtoets NT2", ErkNiveau)
    eindtoets_datum = _date("datum eindtoets NT2")
    gespreksvaardigheid_resultaat = _choice("gespreksvaardighedentoets", ErkNiveau)
    gespreksvaardigheid_datum = _date("datum gespreksvaardighedentoets")
    luisteren_resultaat = _choice("toets luisteren", ErkNiveau)
    luisteren_datum = _date("datum toets luisteren")
    lezen_resultaat = _choice("toets lezen", ErkNiveau)
    lezen_datum = _date("datum toets lezen")
    schrijven_resultaat = _choice("toets schrijven", ErkNiveau)
    schrijven_datum = _date("datum toets schrijven")
    leerbaarheid_toets = _text("toets taalleerbaarheid", 80)
    leerbaarheid_resultaat = _choice("resultaat taalleerbaarheid", Taalleerbaarheid)
    leerbaarheid_datum = _date("datum taalleerbaarheid")
    opleidingsniveau = _choice("opleidingsniveau", Opleidingsniveau)
    jaren_onderwijs = models.PositiveSmallIntegerField("jaren onderwijs", null=True, blank=True)
    knm_afgerond = _choice("KNM gevolgd", JaNeeOnbekend)
    map_afgerond = _choice("MAP gevolgd", JaNeeOnbekend)
    pvt_afgerond = _choice("PVT gevolgd", JaNeeOnbekend)
    participatie = models.TextField("participatieactiviteiten", max_length=2000, blank=True, default="")

    # UAF
    uaf_datum = _date("datum UAF")

    # IDW
    idw_aangevraagd = _choice("waardering aangevraagd", JaNeeOnbekend)
    idw_soort = _choice("voor", WaarderingSoort)
    idw_niveau = _choice("Nederlands niveau", Opleidingsniveau)
    idw_richting = _text("richting", 120)

    # arbeidsgegevens
    cv_gemaakt = _choice("CV gemaakt", JaNeeOnbekend)

    # toekomst in Nederland
    ambities = models.TextField("ambities", max_length=4000, blank=True, default="")

    # contactpersoon COA
    contactpersoon_naam = _text("naam contactpersoon", 120)
    contactpersoon_email = models.EmailField("e-mailadres contactpersoon", blank=True, default="")

    history = tracked()

    class Meta:
        verbose_name = "klantprofiel"
        verbose_name_plural = "klantprofielen"
        indexes = [
            models.Index(fields=["volledigheid", "id"], name="klantprofiel_volledigheid"),
            models.Index(fields=["updated_at", "id"], name="klantprofiel_gewijzigd"),
            models.Index(
                fields=["vergunninghouder"], name="klantprofiel_verifieren", condition=Q(te_verifieren__gt=0)
            ),
            # what the overview per locatie counts, read without the wide rows themselves
            models.Index(
                fields=["vergunninghouder"],
                name="klantprofiel_stand",
                include=["volledigheid", "updated_at", "te_verifieren"],
            ),
        ]

    def __str__(self) -> str:
        return f"klantprofiel {self.pk}"


class Feitherkomst(BaseModel):
    """Where one single fact of a profile comes from, and who verified it when (R16). `veld`: name of the fact in
    `klantprofiel.sections`. A fact without a row has no known source: it was entered before this was kept, or by the
    system. What somebody states about themselves is not verified.
    """

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="herkomsten")
    veld = models.CharField("gegeven", max_length=60)
    bron = models.CharField("bron", max_length=20, choices=Bron.choices)
    geverifieerd_op = _date("geverifieerd op")
    geverifieerd_door = models.ForeignKey(
        Gebruiker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="geverifieerd door",
    )

    history = tracked()

    class Meta:
        verbose_name = "herkomst van een gegeven"
        verbose_name_plural = "herkomst van gegevens"
        constraints = [
            models.UniqueConstraint(fields=["klantprofiel", "veld"], name="feitherkomst_once"),
            models.CheckConstraint(
                condition=~Q(bron=Bron.EIGEN_OPGAVE) | Q(geverifieerd_op=None),
                name="feitherkomst_own_statement_unverified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.veld}: {self.bron}"

    @property
    def tekst(self) -> str:
        """The source with the day on which it was established: what a gemeente reads too, so without a name."""
        day = short_date(self.geverifieerd_op)
        return f"{self.get_bron_display()}, {day}" if day else self.get_bron_display()


class ProfielRow(BaseModel):
    """A row of a section. Work, self-activation, competences, hobbies and education are the person's own
    statement unless a document shows them (R16)."""

    volgorde = models.PositiveSmallIntegerField(default=0, editable=False)
    bron = models.CharField("bron", max_length=20, choices=Bron.choices, default=Bron.EIGEN_OPGAVE)
    geverifieerd_op = _date("geverifieerd op")
    geverifieerd_door = models.ForeignKey(
        Gebruiker,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="geverifieerd door",
    )

    class Meta:
        abstract = True
        ordering = ["volgorde", "created_at"]

    @property
    def is_own_statement(self) -> bool:
        """Marked as *eigen opgave* where it is shown."""
        return self.bron == Bron.EIGEN_OPGAVE

    @property
    def waits(self) -> bool:
        """Whether somebody still has to verify it; until then it goes into no Profielversie (R16)."""
        return not self.is_own_statement and self.geverifieerd_op is None


class Period(models.Model):
    """From and to, to the day as far as known. Open end: still going on."""

    van = _date("van")
    tot = _date("tot")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(van=None) | Q(tot=None) | Q(tot__gte=F("van")), name="%(class)s_period_order"
            )
        ]


class Taalvaardigheid(ProfielRow):
    """Command of one language, oral and written."""

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="talen")
    taal = models.ForeignKey(Taal, on_delete=models.PROTECT, related_name="+", verbose_name="taal")
    mondeling = _choice("mondeling", Beheersing)
    schriftelijk = _choice("schriftelijk", Beheersing)

    history = tracked()

    class Meta(ProfielRow.Meta):
        verbose_name = "taalvaardigheid"
        verbose_name_plural = "taalvaardigheid"
        # deferred: two rows may swap their language in one save
        constraints = [
            models.UniqueConstraint(
                fields=["klantprofiel", "taal"], name="taal_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return str(self.taal_id)


class Onderwijs(ProfielRow, Period):
    """One school or course."""

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="onderwijs")
    opleiding = models.CharField("opleiding", max_length=120)
    diploma = _choice("diploma", JaNeeOnbekend)
    in_bezit = _choice("in bezit", JaNeeOnbekend)

    history = tracked()

    class Meta(ProfielRow.Meta, Period.Meta):
        verbose_name = "opleiding"
        verbose_name_plural = "onderwijsgegevens"

    def __str__(self) -> str:
        return self.opleiding


class Werkervaring(ProfielRow, Period):
    """One job."""

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="werkervaring")
    beroep = models.CharField("beroep", max_length=120)
    bijzonderheden = _text("bijzonderheden")

    history = tracked()

    class Meta(ProfielRow.Meta, Period.Meta):
        verbose_name = "werkervaring"
        verbose_name_plural = "werkervaring"

    def __str__(self) -> str:
        return self.beroep


class Zelfwerkzaamheid(ProfielRow, Period):
    """A task someone took on at the locatie."""

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="zelfwerkzaamheid")
    taak = models.CharField("taak", max_length=120)

    history = tracked()

    class Meta(ProfielRow.Meta, Period.Meta):
        verbose_name = "zelfwerkzaamheid"
        verbose_name_plural = "zelfwerkzaamheid"

    def __str__(self) -> str:
        return self.taak


class Competentie(ProfielRow):
    """A skill, with how well someone commands it."""

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="competenties")
    competentie = models.CharField("competentie of vaardigheid", max_length=120)
    niveau = _choice("niveau", Beheersing)

    history = tracked()

    class Meta(ProfielRow.Meta):
        verbose_name = "competentie"
        verbose_name_plural = "overige competenties en computervaardigheden"

    def __str__(self) -> str:
        return self.competentie


class Vrijetijdsbesteding(ProfielRow):
    """A hobby."""

    klantprofiel = models.ForeignKey(Klantprofiel, on_delete=models.CASCADE, related_name="hobbys")
    hobby = models.CharField("vrijetijdsbesteding", max_length=120)

    history = tracked()

    class Meta(ProfielRow.Meta):
        verbose_name = "vrijetijdsbesteding"
        verbose_name_plural = "vrijetijdsbesteding (hobby's)"

    def __str__(self) -> str:
        return self.hobby
