"""Versions of the toestemmingsverklaring. A signature names the version it was put under (R5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Tekst:
    """One version of the text, in plain Dutch; `{gemeente}` and `{naam}` are filled in for the print.

    `derde`: the paragraph for each third party that the person lets read along; "" in a version that names none.
    """

    versie: str
    vanaf: date
    alineas: tuple[str, ...]
    derde: str = ""


_ALINEAS = (
    "Ik ben {naam}. Ik ga wonen in de gemeente {gemeente}.",
    "Het COA heeft gegevens over mij opgeschreven. Het gaat om gegevens over mijn gezin, mijn "
    "vergunning, mijn talen, mijn opleiding, mijn werk en wat ik in Nederland wil doen. Samen heet "
    "dat mijn klantprofiel.",
    "Ik vind het goed dat het COA deze gegevens deelt met de gemeente {gemeente}. De gemeente "
    "gebruikt de gegevens om mij te helpen met wonen, leren en werken.",
    "Er staan geen gegevens in over mijn gezondheid, mijn geloof of mijn gedrag.",
    "Het COA heeft mij dit uitgelegd in een taal die ik goed begrijp.",
    "Ik mag nee zeggen. Dat heeft geen gevolgen voor mijn vergunning of mijn woning.",
    "Ik mag mijn toestemming altijd intrekken. Dan ziet de gemeente mijn gegevens niet meer. Ik zeg "
    "dat tegen mijn casemanager.",
)

TEKSTEN: dict[str, Tekst] = {
    tekst.versie: tekst
    for tekst in (
        Tekst("2026-1", date(2026, 1, 1), _ALINEAS),
        Tekst(
            "2026-2",
            date(2026, 7, 1),
            _ALINEAS,
            "☐ De gemeente {gemeente} werkt samen met {derde}. Ik vind het goed dat {derde} deze gegevens ook "
            "leest. Ik mag dit weigeren of later intrekken, ook als de gemeente mijn gegevens wel mag blijven lezen.",
        ),
    )
}


def current_text(day: date) -> Tekst:
    """The version in force on `day`."""
    return max((tekst for tekst in TEKSTEN.values() if tekst.vanaf <= day), key=lambda tekst: tekst.vanaf)


def filled_in(tekst: Tekst, *, naam: str, gemeente: str, derden: Iterable[str] = ()) -> list[str]:
    """The paragraphs for one person and gemeente, with one for each third party that is named."""
    named = [tekst.derde.format(gemeente=gemeente, derde=derde) for derde in derden if tekst.derde]
    return [*(alinea.format(naam=naam, gemeente=gemeente) for alinea in tekst.alineas), *named]
