"""Figures of the Voorinburgering per opvanglocatie (DESIGN §8): offered, agreed, took part and completed are different
facts, and each number says which it counts.

Counted are the people to whom the programme was offered in a half year, as things stand now, at the locatie that keeps
their dossier: where they live, or lived last. Groups under five are left out as in `suppress`: who reads these figures
may read the dossiers too, but figures travel on in reports.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Opvanglocatie, Organisatie
from coa_portal.portaal.figures.suppress import Published, publish
from klantprofiel.models import Vergunninghouder
from koppeling.taakstelling import half_year, half_year_bounds
from voorinburgering.models import Aanwezigheid, Programma, Stand, Toetsresultaat, VoorinburgeringEinde
from voorinburgering.policy import KEEP

SHOWN_PERIODS = 6
# measure → the group that it is a part of. Levels nest ("A1 of hoger" holds "A2 of hoger"): parts that add up to their
# whole would give each other away.
PARTS = {
    "aangeboden": "",
    "ingestemd": "aangeboden",
    "gestart": "ingestemd",
    "afgerond": "gestart",
    "getoetst": "gestart",
    "a1": "getoetst",
    "a2": "a1",
    "b1": "a2",
}
_AT_LEAST = {
    "a1": ("a1", "a2", "b1", "b2", "c1", "c2"),
    "a2": ("a2", "b1", "b2", "c1", "c2"),
    "b1": ("b1", "b2", "c1", "c2"),
}


@dataclass(frozen=True)
class Regel:
    """One line. `getallen`: measure → number, None where it is left out. `wacht`: agreed and not started; `uren`: NT2
    hours per person who started; both None where a number that they follow from is left out."""

    naam: str
    getallen: Mapping[str, int | None]
    wacht: int | None
    uren: float | None


@dataclass(frozen=True)
class Cijfers:
    """All that is shown of one half year; page, CSV and spreadsheet show this and nothing else.

    `gehelen`: of which numbers the totals are a part, summed over the lines where they are shown.
    """

    halfjaar: str
    regels: list[Regel]
    samen: Regel
    gehelen: Mapping[str, int]


def periods() -> list[str]:
    """The running half year and those before it, the latest first."""
    year, half = (int(part) for part in half_year(today()).split("-"))
    found = []
    for _ in range(SHOWN_PERIODS):
        found.append(f"{year}-{half}")
        year, half = (year, 1) if half == 2 else (year - 1, 2)
    return found


def locaties_of(gebruiker: object) -> "QuerySet[Opvanglocatie]":
    """All locaties for who koppelt; else those whose profiles the account keeps."""
    rows: QuerySet[Opvanglocatie] = Opvanglocatie.objects.order_by("naam", "pk")
    grants = grants_of(gebruiker)
    return rows if grants.has("koppel", Organisatie.COA) else rows.filter(pk__in=grants.on(KEEP))


def figures_of(gebruiker: object, halfjaar: str) -> Cijfers:
    """The table in three queries, whatever the number of locaties; those without anybody offered are left out."""
    counted = _count(gebruiker, halfjaar)
    names = {locatie.pk: str(locatie) for locatie in locaties_of(gebruiker) if locatie.pk in counted}
    raw = {str(key): counted[key] for key in names}
    published = publish(raw, PARTS)
    lines = [
        _line(naam, published.per_gemeente[str(key)], counted[key]["minuten"]) for key, naam in names.items()
    ]
    wholes = {
        measure: sum(line.getallen[measure] or 0 for line in lines) for measure in set(PARTS.values()) - {""}
    }
    shown = [
        counted[key]["minuten"] for key in names if published.per_gemeente[str(key)]["gestart"] is not None
    ]
    return Cijfers(halfjaar, lines, _together(published, wholes, sum(shown)), wholes)


def _line(naam: str, numbers: Mapping[str, int | None], minutes: int) -> Regel:
    agreed, started = numbers["ingestemd"], numbers["gestart"]
    waiting = agreed - started if agreed is not None and started is not None else None
    return Regel(naam, numbers, waiting, _hours(minutes, started))


def _together(published: Published, wholes: Mapping[str, int], minutes: int) -> Regel:
    """The totals. Waiting and hours are of the lines that show what they follow from, or they would tell the rest."""
    started = published.totals["gestart"]
    waiting = wholes["ingestemd"] - started if started is not None else None
    return Regel("Samen", published.totals, waiting, _hours(minutes, wholes["gestart"] or None))


def _hours(minutes: int, people: int | None) -> float | None:
    return round(minutes / 60 / people, 1) if people else None


def _count(gebruiker: object, halfjaar: str) -> dict[Any, dict[str, int]]:
    """Locatie → measure → number, of the people whose dossiers the account sees (R2)."""
    first, until = half_year_bounds(halfjaar)
    people = visible(Vergunninghouder, gebruiker).order_by()
    rows = Programma.objects.filter(
        aangeboden_op__gte=first,
        aangeboden_op__lt=until,
        vergunninghouder__in=people,
        vergunninghouder__dossier_locatie__in=locaties_of(gebruiker).order_by(),
    )
    # only who still waits, or started: who said yes and stopped before the start is in neither
    agreed = Q(instemming="ja") & (Q(gestart_op__isnull=False) | Q(is_ended=False))
    started = Q(gestart_op__isnull=False)
    found = (
        rows.annotate(is_ended=Exists(_ends()), is_completed=Exists(_ends().filter(reden="afgerond")))
        .annotate(niveau=Subquery(_levels()), minuten_nt2=Coalesce(Subquery(_minutes()), Value(0)))
        .order_by()
        .values("vergunninghouder__dossier_locatie")
        .annotate(
            aangeboden=Count("pk"),
            ingestemd=Count("pk", filter=agreed),
            gestart=Count("pk", filter=started),
            afgerond=Count("pk", filter=started & Q(is_completed=True)),
            getoetst=Count("pk", filter=started & Q(niveau__isnull=False)),
            **{
                code: Count("pk", filter=started & Q(niveau__in=levels)) for code, levels in _AT_LEAST.items()
            },
            minuten=Coalesce(Sum("minuten_nt2", filter=started), Value(0)),
        )
    )
    return {row.pop("vergunninghouder__dossier_locatie"): row for row in found}


def _ends() -> "QuerySet[Any]":
    rows: QuerySet[Any] = VoorinburgeringEinde.objects.filter(
        vergunninghouder=OuterRef("vergunninghouder"), hervat_op=None
    )
    return rows


def _levels() -> "QuerySet[Any]":
    """The latest standing eindtoets of a person."""
    rows = Toetsresultaat.objects.standing().filter(
        vergunninghouder=OuterRef("vergunninghouder"), soort="eindtoets"
    )
    found: QuerySet[Any] = rows.order_by("-afgenomen_op", "-created_at").values("resultaat")[:1]
    return found


def _minutes() -> "QuerySet[Any]":
    """Minutes of a person in NT2 lessons that were given."""
    rows = Aanwezigheid.objects.filter(
        deelname__vergunninghouder=OuterRef("vergunninghouder"),
        deelname__soort="nt2",
        stand=Stand.AANWEZIG,
        les__status="gegeven",
    )
    summed: QuerySet[Any] = (
        rows.order_by().values("deelname__vergunninghouder").annotate(som=Sum("minuten")).values("som")
    )
    return summed
