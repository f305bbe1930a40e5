"""Code lists of the klantprofiel. "onbekend" is a value of its own, different from empty (R15)."""

from django.db import models


class JaNeeOnbekend(models.TextChoices):
    """Answer to a yes-or-no fact; empty means: not asked yet."""

    JA = "ja", "Ja"
    NEE = "nee", "Nee"
    ONBEKEND = "onbekend", "Onbekend"


class Geslacht(models.TextChoices):
    """As in the BRP."""

    MAN = "m", "Mannelijk"
    VROUW = "v", "Vrouwelijk"
    ONBEKEND = "o", "Onbekend"


class BurgerlijkeStaat(models.TextChoices):
    """As in the BRP, with the words of the form."""

    ONGEHUWD = "ongehuwd", "Ongehuwd"
    GEHUWD = "gehuwd", "Gehuwd"
    PARTNERSCHAP = "partnerschap", "Geregistreerd partnerschap"
    GESCHEIDEN = "gescheiden", "Gescheiden"
    WEDUWE = "weduwe", "Weduwe of weduwnaar"
    ONBEKEND = "onbekend", "Onbekend"


class Vergunningsoort(models.TextChoices):
    """Kinds of residence permit that make someone a vergunninghouder."""

    ASIEL_BEPAALD = "asiel_bepaald", "Vergunning bepaalde tijd asiel"
    ASIEL_ONBEPAALD = "asiel_onbepaald", "Vergunning onbepaalde tijd asiel"
    REGULIER_BEPAALD = "regulier_bepaald", "Vergunning bepaalde tijd regulier"
    ONBEKEND = "onbekend", "Onbekend"


class Beheersing(models.TextChoices):
    """How well someone commands a language or a skill (words of the form)."""

    GOED = "goed", "Goed"
    REDELIJK = "redelijk", "Redelijk"
    ZWAK = "zwak", "Zwak"
    NIET = "niet", "Niet"
    ONBEKEND = "onbekend", "Onbekend"


class ErkNiveau(models.TextChoices):
    """ERK levels of a language test (DESIGN §8)."""

    PRE_A1 = "pre_a1", "Pre-A1"
    A1 = "a1", "A1"
    A2 = "a2", "A2"
    B1 = "b1", "B1"
    B2 = "b2", "B2"
    C1 = "c1", "C1"
    C2 = "c2", "C2"
    ONBEKEND = "onbekend", "Onbekend"


class Taalleerbaarheid(models.TextChoices):
    """Outcome of COA's test of how fast someone learns a language."""

    SNEL = "snel", "Snel"
    GEMIDDELD = "gemiddeld", "Gemiddeld"
    LANGZAAM = "langzaam", "Langzaam"
    ONBEKEND = "onbekend", "Onbekend"


class Opleidingsniveau(models.TextChoices):
    """Level in three steps (CBS SOI 2016)."""

    LAAG = "laag", "Laag"
    MIDDELBAAR = "middelbaar", "Middelbaar"
    HOOG = "hoog", "Hoog"
    ONBEKEND = "onbekend", "Onbekend"


class WaarderingSoort(models.TextChoices):
    """What IDW is asked to value."""

    OPLEIDING = "opleiding", "Opleidingswaardering"
    INDICATIE = "indicatie", "Indicatie onderwijsniveau"
    ONBEKEND = "onbekend", "Onbekend"


class Bron(models.TextChoices):
    """Where a fact comes from (R16)."""

    IBIS = "ibis", "IBIS"
    SCREENING = "screening", "Screening"
    GESPREK = "gesprek", "Gesprek"
    DOCENT = "docent", "Docent"
    DOCUMENT = "document", "Document"
    EIGEN_OPGAVE = "eigen_opgave", "Eigen opgave"


# by these a person verifies what was told or entered before: somebody spoke with the person, or saw it
VERIFYING = (Bron.GESPREK, Bron.DOCENT, Bron.DOCUMENT)
