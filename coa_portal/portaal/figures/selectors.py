"""The regions an account may see figures of, and the one table of a region and half year."""

from dataclasses import dataclass

from django.db.models import QuerySet

from coa_portal.access.grants import grants_of
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Arbeidsmarktregio, Gemeente, Organisatie, Taakstelling
from coa_portal.portaal.figures.suppress import PART_OF, Published, publish
from coa_portal.portaal.models import Regiocijfer
from koppeling.taakstelling import half_year, half_year_bounds

SHOWN_PERIODS = 4


@dataclass(frozen=True)
class Regel:
    """One line of the table. `getallen`: measure → number, None where a group under five is left out."""

    naam: str
    taakstelling: int | None
    getallen: dict[str, int | None]


@dataclass(frozen=True)
class Cijfertabel:
    """All that is published of one region and half year; page and CSV show this and nothing else."""

    regio: Arbeidsmarktregio
    halfjaar: str
    regels: list[Regel]
    totaal: Regel
    in_totaal: dict[str, int]


def regions_of(gebruiker: object) -> "QuerySet[Arbeidsmarktregio]":
    """Granted regions; every region for who koppelt (DESIGN §3)."""
    grants = grants_of(gebruiker)
    rows: QuerySet[Arbeidsmarktregio] = Arbeidsmarktregio.objects.order_by("naam")
    if grants.has("koppel", Organisatie.COA):
        return rows
    return rows.filter(pk__in=grants.on("view_figures"))


def closed_half_years() -> list[str]:
    """The half years that are over, the latest first: the same as in the view."""
    year, half = (int(part) for part in half_year(today()).split("-"))
    found = []
    for _ in range(SHOWN_PERIODS):
        year, half = (year, 1) if half == 2 else (year - 1, 2)
        found.append(f"{year}-{half}")
    return found


def figures_of(regio: Arbeidsmarktregio, halfjaar: str) -> Cijfertabel:
    """The table, in three queries. `regio` must come from `regions_of`; the view asks so again."""
    # who merged away later stays: a half year is published in one way
    gemeenten = list(
        Gemeente.objects.filter(arbeidsmarktregio=regio)
        .exclude(geldig_tot__lt=half_year_bounds(halfjaar)[1])
        .order_by("naam_sorteer", "naam")
    )
    rows = Regiocijfer.objects.filter(arbeidsmarktregio_id=regio.pk, halfjaar=halfjaar)
    counted = {row["gemeente_id"]: row for row in rows.values("gemeente_id", *PART_OF)}
    published = publish({gemeente.pk: counted.get(gemeente.pk, {}) for gemeente in gemeenten})
    targets = dict(
        Taakstelling.objects.filter(halfjaar=halfjaar, gemeente__in=gemeenten).values_list(
            "gemeente_id", "aantal"
        )
    )
    return _as_table(regio, halfjaar, gemeenten, targets, published)


def _as_table(
    regio: Arbeidsmarktregio,
    halfjaar: str,
    gemeenten: list[Gemeente],
    targets: dict[str, int],
    published: Published,
) -> Cijfertabel:
    lines = [
        Regel(gemeente.naam, targets.get(gemeente.pk), published.per_gemeente[gemeente.pk])
        for gemeente in gemeenten
    ]
    # of some gemeenten only it would be no target of the region
    whole = sum(targets.values()) if gemeenten and len(targets) == len(gemeenten) else None
    return Cijfertabel(
        regio, halfjaar, lines, Regel("Regio samen", whole, published.totals), published.in_total
    )
