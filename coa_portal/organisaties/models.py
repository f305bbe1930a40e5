"""Organisations and reference data. Natural keys: a code means the same in every installation.

The permissions on the parent objects are declared here because Django makes them from `Meta`; what they
mean and which role brings them stands in `coa_portal.access.roles`.
"""

from django.db import models

from coa_portal.common.models import BaseModel


class Organisatie(models.Model):
    """A party as a whole. COA's row carries the national grants (DESIGN §3)."""

    COA = "COA"
    DIVOSA = "DIVOSA"

    code = models.CharField("code", max_length=20, primary_key=True)
    naam = models.CharField("naam", max_length=120)

    class Meta:
        verbose_name = "organisatie"
        verbose_name_plural = "organisaties"
        permissions = [
            ("view_all_dossiers", "Alle dossiers van COA lezen"),
            ("koppel", "Plaatsingseenheden koppelen"),
            ("manage_accounts", "TVS-accounts beheren"),
            ("view_reading_log", "Leeslog inzien"),
        ]

    def __str__(self) -> str:
        return self.naam


class Provincie(models.Model):
    """One of the twelve provinces (CBS code)."""

    code = models.CharField("code", max_length=4, primary_key=True)
    naam = models.CharField("naam", max_length=40, unique=True)

    class Meta:
        verbose_name = "provincie"
        verbose_name_plural = "provincies"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Arbeidsmarktregio(models.Model):
    """One of the 35 labour-market regions."""

    code = models.CharField("code", max_length=4, primary_key=True)
    naam = models.CharField("naam", max_length=80, unique=True)

    class Meta:
        verbose_name = "arbeidsmarktregio"
        verbose_name_plural = "arbeidsmarktregio's"
        ordering = ["naam"]
        permissions = [("view_figures", "Cijfers van de regio lezen")]

    def __str__(self) -> str:
        return self.naam


class Gemeente(models.Model):
    """A gemeente (CBS code, "GM0344"). `geldig_tot` is set when it merged away; rows are never deleted."""

    code = models.CharField("CBS-code", max_length=6, primary_key=True)
    naam = models.CharField("naam", max_length=80, unique=True)
    naam_sorteer = models.CharField("sorteernaam", max_length=80, editable=False, default="")
    provincie = models.ForeignKey(Provincie, on_delete=models.PROTECT, related_name="gemeenten")
    arbeidsmarktregio = models.ForeignKey(
        Arbeidsmarktregio, on_delete=models.PROTECT, related_name="gemeenten"
    )
    lat = models.DecimalField("breedtegraad", max_digits=8, decimal_places=5)
    lon = models.DecimalField("lengtegraad", max_digits=8, decimal_places=5)
    geldig_tot = models.DateField("geldig tot", null=True, blank=True)

    class Meta:
        verbose_name = "gemeente"
        verbose_name_plural = "gemeenten"
        ordering = ["naam_sorteer"]
        permissions = [
            ("view_tier0", "Informatieprofiel lezen"),
            ("view_tier1", "Screening & matching lezen"),
            ("view_tier2", "Klantprofiel lezen"),
            ("view_named_tier0", "Informatieprofiel van benoemde dossiers lezen"),
            ("view_extern_tier1", "Screening & matching lezen waar de toestemming de partij noemt"),
            ("view_extern_tier2", "Klantprofiel lezen waar de toestemming de partij noemt"),
            ("manage_overdracht", "Overdracht van de gemeente uitvoeren"),
            ("request_accounts", "Accounts van de gemeente aanvragen"),
        ]

    def __str__(self) -> str:
        return self.naam


class DerdePartij(BaseModel):
    """An organisation that works for gemeenten and is named in a toestemmingsverklaring (DESIGN §3)."""

    naam = models.CharField("naam", max_length=120, unique=True)

    class Meta:
        verbose_name = "derde partij"
        verbose_name_plural = "derde partijen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Inwonertal(models.Model):
    """CBS inhabitants of one gemeente on 1 January of `jaar` (art. 29 Huisvestingswet reads these)."""

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="inwonertallen")
    jaar = models.PositiveSmallIntegerField("op 1 januari van")
    aantal = models.PositiveIntegerField("inwoners")

    class Meta:
        verbose_name = "inwonertal"
        verbose_name_plural = "inwonertallen"
        constraints = [models.UniqueConstraint(fields=["gemeente", "jaar"], name="inwonertal_once")]

    def __str__(self) -> str:
        return f"{self.gemeente_id} {self.jaar}"


class LandelijkeTaakstelling(models.Model):
    """The national number of people to house in one half year, as published."""

    halfjaar = models.CharField("halfjaar", max_length=6, primary_key=True, help_text="jaar-helft: 2025-1")
    aantal = models.PositiveIntegerField("aantal personen")
    bron = models.CharField("bron", max_length=300)

    class Meta:
        verbose_name = "landelijke taakstelling"
        verbose_name_plural = "landelijke taakstellingen"

    def __str__(self) -> str:
        return self.halfjaar


class Taakstelling(models.Model):
    """Number of people one gemeente must house in one half year (art. 29 Huisvestingswet); may be absent."""

    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="taakstellingen")
    halfjaar = models.CharField("halfjaar", max_length=6)
    aantal = models.PositiveIntegerField("aantal personen")
    is_berekend = models.BooleanField("berekend", default=True)
    peildatum_inwoners = models.DateField("peildatum inwoners", null=True, blank=True)
    peildatum_conform_art29 = models.BooleanField("peildatum conform art. 29", default=True)

    class Meta:
        verbose_name = "taakstelling"
        verbose_name_plural = "taakstellingen"
        constraints = [models.UniqueConstraint(fields=["gemeente", "halfjaar"], name="taakstelling_once")]

    def __str__(self) -> str:
        return f"{self.gemeente_id} {self.halfjaar}"


class CodeItem(models.Model):
    """A row of a code list: a code, the Dutch name, and whether it may still be chosen."""

    code = models.CharField("code", max_length=8, primary_key=True)
    naam = models.CharField("naam", max_length=120)
    is_actueel = models.BooleanField("actueel", default=True)

    class Meta:
        abstract = True
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Land(CodeItem):
    """A country of BRP table 34; "0000" is Onbekend."""

    class Meta(CodeItem.Meta):
        verbose_name = "land"
        verbose_name_plural = "landen"


class Nationaliteit(CodeItem):
    """A nationality of BRP table 32; "0000" is Onbekend."""

    class Meta(CodeItem.Meta):
        verbose_name = "nationaliteit"
        verbose_name_plural = "nationaliteiten"


class Taal(CodeItem):
    """A language (ISO 639-3 code), with its script direction for texts in that language."""

    eigen_naam = models.CharField("eigen naam", max_length=80, blank=True)
    richting = models.CharField("schrijfrichting", max_length=3, default="ltr")

    class Meta(CodeItem.Meta):
        verbose_name = "taal"
        verbose_name_plural = "talen"


class Onderwijsniveau(CodeItem):
    """A level of education of SOI 2016 (CBS); `hoofdniveau` is the level in three steps of the form."""

    hoofdniveau = models.CharField("hoofdniveau", max_length=10)

    class Meta(CodeItem.Meta):
        verbose_name = "onderwijsniveau"
        verbose_name_plural = "onderwijsniveaus"
        ordering = ["code"]


class Sector(CodeItem):
    """A main group of sectors of work; the code names the sections of SBI 2008 (CBS) that it joins."""

    class Meta(CodeItem.Meta):
        verbose_name = "sector"
        verbose_name_plural = "sectoren"
        ordering = ["code"]


class Termijnduur(models.Model):
    """How long a termijn lasts (R14), with where that stands and for which starts it holds: reference data.

    A length is a number of days or of months, never both. `herinner_dagen`: from how many days before the last day the
    term is near. The row of the day on which a term starts is the one that counts.
    """

    class Soort(models.TextChoices):
        WETTELIJK = "wettelijk", "Wettelijk"
        AFSPRAAK = "afspraak", "Afspraak"
        STREEF = "streef", "Streeftermijn"

    sleutel = models.CharField("sleutel", max_length=40, primary_key=True)
    code = models.CharField("code", max_length=30)
    omschrijving = models.CharField("omschrijving", max_length=120)
    dagen = models.PositiveSmallIntegerField("dagen", null=True, blank=True)
    maanden = models.PositiveSmallIntegerField("maanden", null=True, blank=True)
    herinner_dagen = models.PositiveSmallIntegerField("herinneren, dagen vooraf", default=0)
    soort = models.CharField("soort", max_length=10, choices=Soort.choices)
    bron = models.CharField("bron", max_length=300)
    geldig_van = models.DateField("geldig van")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "termijnduur"
        verbose_name_plural = "termijnduren"
        ordering = ["code", "-geldig_van"]
        constraints = [
            models.UniqueConstraint(fields=["code", "geldig_van"], name="termijnduur_once"),
            models.CheckConstraint(
                name="termijnduur_days_or_months",
                condition=models.Q(dagen__isnull=False, maanden=None)
                | models.Q(dagen=None, maanden__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.omschrijving


class Norm(models.Model):
    """One number of the Voorinburgering (DESIGN §8: limits are settings per period): hours, weeks or days by `code`,
    with the days on which it holds and where it comes from. No row for a day: then there is no such limit."""

    sleutel = models.CharField("sleutel", max_length=40, primary_key=True)
    code = models.CharField("code", max_length=30)
    omschrijving = models.CharField("omschrijving", max_length=120)
    waarde = models.PositiveSmallIntegerField("waarde")
    bron = models.CharField("bron", max_length=300)
    geldig_van = models.DateField("geldig van")
    geldig_tot = models.DateField("geldig tot en met", null=True, blank=True)

    class Meta:
        verbose_name = "norm van de Voorinburgering"
        verbose_name_plural = "normen van de Voorinburgering"
        ordering = ["code", "-geldig_van"]
        constraints = [models.UniqueConstraint(fields=["code", "geldig_van"], name="norm_once")]

    def __str__(self) -> str:
        return self.omschrijving


class Opvanglocatie(BaseModel):
    """A COA site. `is_demo` marks invented sites; real ones are entered in the admin."""

    class Soort(models.TextChoices):
        COL = "col", "col (centrale ontvangstlocatie)"
        POL = "pol", "pol (procesopvanglocatie)"
        AZC = "azc", "azc (asielzoekerscentrum)"

    naam = models.CharField("naam", max_length=80, unique=True)
    soort = models.CharField("soort", max_length=3, choices=Soort.choices)
    gemeente = models.ForeignKey(Gemeente, on_delete=models.PROTECT, related_name="opvanglocaties")
    straat_huisnummer = models.CharField("straat en huisnummer", max_length=120, blank=True)
    postcode = models.CharField("postcode", max_length=7, blank=True)
    plaats = models.CharField("plaats", max_length=80)
    capaciteit = models.PositiveIntegerField("capaciteit (personen)")
    lat = models.DecimalField("breedtegraad", max_digits=8, decimal_places=5)
    lon = models.DecimalField("lengtegraad", max_digits=8, decimal_places=5)
    is_demo = models.BooleanField("demogegeven", default=False)
    gesloten_op = models.DateField("gesloten op", null=True, blank=True)

    class Meta:
        verbose_name = "opvanglocatie"
        verbose_name_plural = "opvanglocaties"
        ordering = ["naam"]
        permissions = [
            ("view_dossier", "Dossiers van de locatie lezen"),
            ("edit_profiel", "Klantprofiel bewerken"),
            ("doorzetten", "Klantprofiel doorzetten"),
            ("record_toestemming", "Toestemming vastleggen"),
            ("view_household", "Naam en gezin lezen"),
            ("plan_gesprek", "Gesprekken met een gemeente afspreken"),
            ("record_huisvesting", "Huisvestingsgesprek vastleggen"),
            ("record_programma", "Voorinburgering en begeleiding vastleggen"),
            ("record_participatie", "Participatie vastleggen"),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.naam}"

    @property
    def met_plaats(self) -> str:
        """With the town, where the name does not tell it already."""
        is_told = str(self).lower().endswith(self.plaats.lower())
        return str(self) if is_told else f"{self}, {self.plaats}"


class Lesgroep(BaseModel):
    """A group of people at one opvanglocatie that takes lessons together (DESIGN §8): what a docent is granted on.

    An NT2 group has a tempo, and a script that its people write in where that is said; groups of the other soorten have
    neither. Here, below `accounts`, because a grant points at it (besluit 0014); its actions are `voorinburgering`'s.
    """

    class Soort(models.TextChoices):
        NT2 = "nt2", "NT2"
        KNM = "knm", "KNM"
        MAP = "map", "MAP"
        PVT = "pvt", "PVT"

    class Tempo(models.TextChoices):
        SNEL = "snel", "Snel"
        GEMIDDELD = "gemiddeld", "Gemiddeld"
        LANGZAAM = "langzaam", "Langzaam"

    class Schrift(models.TextChoices):
        LATIJNS = "latijns", "Latijns schrift"
        ARABISCH = "arabisch", "Arabisch schrift"
        GEEZ = "geez", "Ge'ez (Tigrinya en Amhaars)"
        CYRILLISCH = "cyrillisch", "Cyrillisch schrift"
        GEMENGD = "gemengd", "Verschillende schriften"
        ALFABETISERING = "alfa", "Leert lezen en schrijven"

    naam = models.CharField("naam", max_length=60)
    opvanglocatie = models.ForeignKey(Opvanglocatie, on_delete=models.PROTECT, related_name="lesgroepen")
    soort = models.CharField("soort", max_length=3, choices=Soort.choices, default=Soort.NT2)
    tempo = models.CharField("tempo", max_length=10, choices=Tempo.choices, blank=True)
    schrift = models.CharField("schrift", max_length=10, choices=Schrift.choices, blank=True)
    gesloten_op = models.DateField("gesloten op", null=True, blank=True)

    class Meta:
        verbose_name = "lesgroep"
        verbose_name_plural = "lesgroepen"
        ordering = ["naam"]
        permissions = [("view_deelname", "Naam, talen en niveau van deelnemers lezen")]
        constraints = [
            models.UniqueConstraint(
                fields=["opvanglocatie", "naam"], name="lesgroep_once", condition=models.Q(gesloten_op=None)
            ),
            models.CheckConstraint(
                name="lesgroep_tempo_of_nt2",
                condition=(models.Q(soort="nt2") & ~models.Q(tempo=""))
                | (~models.Q(soort="nt2") & models.Q(tempo="", schrift="")),
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def omschrijving(self) -> str:
        """What kind of group it is: NT2 of which tempo and script, or another soort."""
        parts = (self.get_soort_display(), self.tempo and f"tempo {self.get_tempo_display().lower()}")
        script = self.get_schrift_display()
        return ", ".join(part for part in (*parts, script[:1].lower() + script[1:]) if part)
