"""Reading a welcome page: from the plain text that a gemeente types to blocks that page and PDF draw; never to HTML.

"# Kop" is a heading, lines with "- " are a list, an empty line begins a new paragraph. Everything else is text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from coa_portal.access.policy import visible
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Taal
from overdracht.models import Introductieaanmelding, Introductiedag

# ISO 639-3, as the code list has it, to what `lang` asks for (BCP 47: two letters where they exist)
_BCP47 = {
    "amh": "am",
    "ara": "ar",
    "aze": "az",
    "ben": "bn",
    "deu": "de",
    "eng": "en",
    "fas": "fa",
    "fra": "fr",
    "hau": "ha",
    "hye": "hy",
    "ibo": "ig",
    "kat": "ka",
    "kur": "ku",
    "lin": "ln",
    "mul": "und",
    "nld": "nl",
    "orm": "om",
    "pan": "pa",
    "por": "pt",
    "pus": "ps",
    "rus": "ru",
    "snd": "sd",
    "som": "so",
    "spa": "es",
    "sqi": "sq",
    "swa": "sw",
    "tam": "ta",
    "tgk": "tg",
    "tir": "ti",
    "tur": "tr",
    "ukr": "uk",
    "urd": "ur",
    "uzb": "uz",
    "yor": "yo",
    "zho": "zh",
}
# headings of our own on a page in another language: introduction days, more information; else Dutch
_DUTCH = ("Introductiedagen", "Meer informatie")
_ARABIC = ("أيام التعريف", "مزيد من المعلومات")
_PERSIAN = ("روزهای آشنایی", "اطلاعات بیشتر")
_WORDS: dict[str, tuple[str, str]] = {
    "eng": ("Introduction days", "More information"),
    "deu": ("Einführungstage", "Weitere Informationen"),
    "fra": ("Journées d’introduction", "Plus d’informations"),
    "spa": ("Jornadas de introducción", "Más información"),
    "tur": ("Tanışma günleri", "Daha fazla bilgi"),
    "rus": ("Вводные дни", "Дополнительная информация"),
    "ukr": ("Ознайомчі дні", "Додаткова інформація"),
    "tir": ("ናይ ምልላይ መዓልታት", "ተወሳኺ ሓበሬታ"),
    "fas": _PERSIAN,
    "prs": _PERSIAN,
    **dict.fromkeys(("ara", "apc", "apd", "arq", "ary"), _ARABIC),
}


def language_tag(taal: Taal) -> str:
    """What the attribute `lang` of a text in this language says."""
    return _BCP47.get(taal.pk, taal.pk)


@dataclass(frozen=True)
class Stuk:
    """One block of a text. `soort`: kop, alinea or lijst; a list has `regels`, the others `tekst`."""

    soort: str
    tekst: str = ""
    regels: list[str] = field(default_factory=list)


def blocks_of(text: str) -> list[Stuk]:
    """The blocks of a typed text, in order."""
    blocks: list[Stuk] = []
    paragraph: list[str] = []
    bullets: list[str] = []

    def close() -> None:
        if paragraph:
            blocks.append(Stuk("alinea", "\n".join(paragraph)))
        if bullets:
            blocks.append(Stuk("lijst", regels=list(bullets)))
        paragraph.clear()
        bullets.clear()

    for line in (raw.strip() for raw in text.splitlines()):
        if line.startswith("#") and line.strip("# "):
            close()
            blocks.append(Stuk("kop", line.strip("# ")))
        elif line.startswith(("- ", "* ")) and line[2:].strip():
            if paragraph:
                close()
            bullets.append(line[2:].strip())
        elif line:
            if bullets:
                close()
            paragraph.append(line)
        else:
            close()
    close()
    return blocks


@dataclass(frozen=True)
class Welkom:
    """A welcome page as it is read, on screen and on paper."""

    gemeente: str
    titel: str
    taal: Taal
    stukken: list[Stuk]
    links: list[dict[str, str]]
    dagen: list[Introductiedag]

    @property
    def lang(self) -> str:
        """For the attribute `lang`."""
        return language_tag(self.taal)

    @property
    def richting(self) -> str:
        """For the attribute `dir`."""
        return self.taal.richting

    @property
    def kop_dagen(self) -> str:
        """Heading above the introduction days, in the language of the page where we know it."""
        return _WORDS.get(self.taal.pk, _DUTCH)[0]

    @property
    def kop_links(self) -> str:
        """Heading above the links."""
        return _WORDS.get(self.taal.pk, _DUTCH)[1]


def welkom_of(content: Mapping[str, Any], taal: Taal, gemeente: Any, gebruiker: object) -> Welkom:
    """`content`: the draft or the published copy of a page."""
    return Welkom(
        gemeente=str(gemeente),
        titel=content["titel"],
        taal=taal,
        stukken=blocks_of(content["tekst"]),
        links=list(content["links"]),
        dagen=list(coming_days(gebruiker).filter(gemeente=gemeente)),
    )


def coming_days(gebruiker: object) -> "QuerySet[Introductiedag]":
    """Introduction days that go on, today or later, the first one first."""
    rows: QuerySet[Introductiedag] = visible(Introductiedag, gebruiker).filter(
        vervallen_op=None, datum__gte=today()
    )
    return rows.order_by("datum", "van")


def with_registered(rows: "QuerySet[Introductiedag]") -> "QuerySet[Any]":
    """The days with `aangemeld`: how many people are registered, whoever may see who they are."""
    return rows.annotate(aangemeld=Count("aanmeldingen", filter=Q(aanmeldingen__afgemeld_op=None)))


def registrations(dag: Introductiedag, gebruiker: object) -> "QuerySet[Introductieaanmelding]":
    """Who is registered for a day, as far as the account may see them."""
    rows: QuerySet[Introductieaanmelding] = visible(Introductieaanmelding, gebruiker).filter(
        dag=dag, afgemeld_op=None
    )
    return rows.order_by("created_at")
