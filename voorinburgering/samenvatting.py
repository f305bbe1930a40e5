"""What the Voorinburgering of one person came to: read once, for the next version and for what is printed of it.

Offered, agreed, taking part and present are different facts (DESIGN §8); each has a line of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, Count, QuerySet, When

from coa_portal.organisaties.models import Lesgroep
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import (
    Aanwezigheid,
    NoaAssessment,
    Participatie,
    Programma,
    Stand,
    Toetsresultaat,
    Toetssoort,
    VoorinburgeringEinde,
    Voorwerk,
)
from voorinburgering.uren import Uren, hours_of


@dataclass(frozen=True)
class Samenvatting:
    """All of it, as it stands now. `bijeenkomsten`: per kind of lesgroep in how many given lessons the person was."""

    uren: Uren
    bijeenkomsten: Mapping[str, int]
    programma: Programma | None = None
    einde: VoorinburgeringEinde | None = None
    toetsen: list[Toetsresultaat] = field(default_factory=list)
    participaties: list[Participatie] = field(default_factory=list)
    voorwerk: list[Voorwerk] = field(default_factory=list)
    noa: NoaAssessment | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = (self.programma, self.einde, self.toetsen, self.participaties, self.voorwerk, self.noa)
        return not (self.uren.totaal_minuten or any(told))

    def modules(self) -> list[tuple[str, str, int, int]]:
        """(code, name, meetings, minutes) of the parts beside NT2, in their order."""
        minutes = {"knm": self.uren.knm_minuten, "map": self.uren.map_minuten, "pvt": self.uren.pvt_minuten}
        return [
            (code, Lesgroep.Soort(code).label, self.bijeenkomsten.get(code, 0), spent)
            for code, spent in minutes.items()
        ]


def samenvatting_of(person: Vergunninghouder) -> Samenvatting:
    """Read it, in a constant number of queries."""
    present = Aanwezigheid.objects.filter(
        deelname__vergunninghouder=person, stand=Stand.AANWEZIG, les__status="gegeven"
    )
    counted = present.order_by().values_list("deelname__soort").annotate(aantal=Count("pk"))
    return Samenvatting(
        uren=hours_of(person),
        bijeenkomsten=dict(counted),
        programma=Programma.objects.filter(vergunninghouder=person).first(),
        einde=VoorinburgeringEinde.objects.filter(vergunninghouder=person, hervat_op=None).first(),
        toetsen=list(standing_results(person)),
        participaties=list(Participatie.objects.filter(vergunninghouder=person).order_by("van", "pk")),
        voorwerk=list(Voorwerk.objects.filter(vergunninghouder=person).order_by("aangemeld_op", "pk")),
        noa=NoaAssessment.objects.filter(vergunninghouder=person).first(),
    )


def has_certificate(persoon: UUID) -> bool:
    """Whether there is something to certify: who started, and whose Voorinburgering ended."""
    started = Programma.objects.filter(vergunninghouder=persoon, gestart_op__isnull=False)
    ended = VoorinburgeringEinde.objects.filter(vergunninghouder=persoon, hervat_op=None)
    return bool(started.exists() and ended.exists())


def standing_results(person: Vergunninghouder) -> "QuerySet[Toetsresultaat]":
    """The results that count, by kind and then the latest first."""
    order = Case(*(When(soort=soort, then=number) for number, soort in enumerate(Toetssoort.values)))
    rows: QuerySet[Toetsresultaat] = Toetsresultaat.objects.standing().filter(vergunninghouder=person)
    return rows.order_by(order, "-afgenomen_op", "pk")
