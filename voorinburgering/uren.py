"""Hours of the Voorinburgering (DESIGN §8): what was followed, what is left, whose hours run out, and who stands still.

Followed is what was held: minutes present in lessons that were given, and minutes of talks. Everything is derived from
those rows; nothing is counted twice or kept beside them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import (
    Case,
    DateField,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from coa_portal.common.dates import today
from coa_portal.organisaties.normen import (
    BEGELEIDING_UREN,
    BIJNA_OP_UREN,
    NT2_UREN,
    STILSTAND_DAGEN,
    TOTAAL_UREN,
    WEKEN,
    Normen,
    read_normen,
)
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import Aanwezigheid, Begeleidingsgesprek, Participatie, Pauze, Programma, Stand

People = QuerySet[Any]


@dataclass(frozen=True)
class Deel:
    """Minutes followed of one part, and the hours there are for it; `norm` None: there is no such limit."""

    minuten: int
    norm: int | None = None

    @property
    def uren(self) -> str:
        """Followed, in hours as people write them: 83,5."""
        return hours_text(self.minuten)

    @property
    def over(self) -> int | None:
        """Minutes that are left, never below zero; None without a limit."""
        return None if self.norm is None else max(0, self.norm * 60 - self.minuten)

    @property
    def over_tekst(self) -> str:
        """What is left in hours; "" without a limit."""
        return "" if self.over is None else hours_text(self.over)

    @property
    def norm_tekst(self) -> str:
        """The hours that there are; "" without a limit."""
        return "" if self.norm is None else str(self.norm)

    @property
    def procent(self) -> int | None:
        """How much of it was followed, at most 100; None without a limit."""
        return None if not self.norm else min(100, self.minuten * 100 // (self.norm * 60))


@dataclass(frozen=True)
class Uren:
    """What one person followed, in minutes, with the hours of the norm that was in force when the programme started."""

    nt2_minuten: int = 0
    knm_minuten: int = 0
    map_minuten: int = 0
    pvt_minuten: int = 0
    begeleiding_minuten: int = 0
    nt2_norm: int | None = None
    begeleiding_norm: int | None = None
    totaal_norm: int | None = None
    weken_norm: int | None = None

    @property
    def totaal_minuten(self) -> int:
        """Lessons and talks together."""
        lessons = self.nt2_minuten + self.knm_minuten + self.map_minuten + self.pvt_minuten
        return lessons + self.begeleiding_minuten

    @property
    def nt2(self) -> Deel:
        """NT2 lessons."""
        return Deel(self.nt2_minuten, self.nt2_norm)

    @property
    def begeleiding(self) -> Deel:
        """Individual guidance."""
        return Deel(self.begeleiding_minuten, self.begeleiding_norm)

    @property
    def totaal(self) -> Deel:
        """The whole programme."""
        return Deel(self.totaal_minuten, self.totaal_norm)


def hours_text(minutes: int) -> str:
    """Hours with at most two decimals, so that quarters add up: 0,75 and 11,25."""
    hours, rest = divmod(round(minutes * 100 / 60), 100)
    return f"{hours},{rest:02}".rstrip("0") if rest else str(hours)


def hours_of(person: Vergunninghouder) -> Uren:
    """What one person followed."""
    return hours_of_people([person.pk])[person.pk]


def hours_of_people(people: Collection[UUID], normen: Normen | None = None) -> dict[UUID, Uren]:
    """What each of these people followed: as many queries for one as for all."""
    table = normen or read_normen()
    lessons: dict[UUID, dict[str, int]] = defaultdict(dict)
    for person, soort, minutes in (
        _attended()
        .filter(deelname__vergunninghouder__in=people)
        .values_list("deelname__vergunninghouder", "deelname__soort")
        .annotate(som=Sum("minuten"))
    ):
        lessons[person][f"{soort}_minuten"] = minutes
    talks = dict(
        _talks()
        .filter(vergunninghouder__in=people)
        .values_list("vergunninghouder")
        .annotate(som=Sum("minuten"))
    )
    begun = dict(
        Programma.objects.filter(vergunninghouder__in=people)
        .order_by()
        .values_list("vergunninghouder", "gestart_op")
    )
    return {
        person: replace(
            _norms(table, begun.get(person)),
            begeleiding_minuten=talks.get(person, 0),
            **lessons.get(person, {}),
        )
        for person in people
    }


def _attended() -> "QuerySet[Any]":
    rows: QuerySet[Any] = Aanwezigheid.objects.filter(stand=Stand.AANWEZIG, les__status="gegeven").order_by()
    return rows


def _talks() -> "QuerySet[Any]":
    rows: QuerySet[Any] = Begeleidingsgesprek.objects.filter(ingetrokken_op=None).order_by()
    return rows


def _norms(table: Normen, begun: dt.date | None) -> Uren:
    day = begun or today()
    return Uren(
        nt2_norm=table.of(NT2_UREN, day),
        begeleiding_norm=table.of(BEGELEIDING_UREN, day),
        totaal_norm=table.of(TOTAAL_UREN, day),
        weken_norm=table.of(WEKEN, day),
    )


@dataclass(frozen=True)
class Looptijd:
    """The weeks of a programme that was started: `week` is the running one, pauses left out."""

    week: int
    van: int | None
    verwacht_einde: dt.date | None


def duration(begun: dt.date, pauses: Collection[Pauze], uren: Uren, day: dt.date) -> Looptijd:
    """In which week somebody is on `day`, and when the weeks of the norm are over."""
    paused = sum(((row.tot or day) - row.van).days for row in pauses)
    week = max(0, (day - begun).days - paused) // 7 + 1
    end = None
    if uren.weken_norm is not None:
        end = begun + dt.timedelta(days=7 * uren.weken_norm + paused)
    return Looptijd(week, uren.weken_norm, end)


def with_hours(people: People, normen: Normen) -> People:
    """Annotates people who started with `nt2_gevolgd` and `begeleiding_gevolgd` (minutes), `nt2_over` (minutes; NULL
    without a limit) and `laatste`: the last day on which something happened.

    That is a lesson or talk, the start or the end of a pause; a running activity is today.
    """
    lessons = _attended().filter(deelname__vergunninghouder=OuterRef("pk"))
    nt2 = lessons.filter(deelname__soort="nt2").values("deelname__vergunninghouder")
    talks = _talks().filter(vergunninghouder=OuterRef("pk")).values("vergunninghouder")
    pauses = Pauze.objects.filter(programma__vergunninghouder=OuterRef("pk")).order_by()
    found: QuerySet[Any] = people.annotate(
        nt2_gevolgd=Coalesce(Subquery(nt2.annotate(som=Sum("minuten")).values("som")), Value(0)),
        begeleiding_gevolgd=Coalesce(Subquery(talks.annotate(som=Sum("minuten")).values("som")), Value(0)),
        laatste=Greatest(
            F("programma__gestart_op"),
            Subquery(
                lessons.values("deelname__vergunninghouder").annotate(dag=Max("les__dag")).values("dag"),
                output_field=DateField(),
            ),
            Subquery(talks.annotate(laatst=Max("dag")).values("laatst"), output_field=DateField()),
            Subquery(
                pauses.values("programma").annotate(laatst=Max("tot")).values("laatst"),
                output_field=DateField(),
            ),
            Subquery(_activities().values("laatst")[:1], output_field=DateField()),
        ),
    ).annotate(nt2_over=_norm_of(normen, NT2_UREN) * 60 - F("nt2_gevolgd"))
    return found


def _activities() -> "QuerySet[Any]":
    """The last day of an activity of a person: today while one runs."""
    day = today()
    runs = Q(van__lte=day) & (Q(tot=None) | Q(tot__gt=day))
    rows: QuerySet[Any] = Participatie.objects.filter(vergunninghouder=OuterRef("pk"), van__lte=day)
    last = Case(
        When(runs, then=Value(day, output_field=DateField())), default=F("tot"), output_field=DateField()
    )
    found: QuerySet[Any] = rows.order_by().annotate(laatst=last).order_by("-laatst")
    return found


def _norm_of(normen: Normen, code: str) -> Case:
    """The number that was in force when the programme of a person started, as SQL."""
    whens = [
        When(
            Q(programma__gestart_op__gte=row.geldig_van)
            & (Q(programma__gestart_op__lte=row.geldig_tot) if row.geldig_tot else Q()),
            then=Value(row.waarde),
        )
        for row in normen.rows_of(code)
    ]
    return Case(*whens, default=Value(None), output_field=IntegerField())


def runs_out(normen: Normen) -> Q:
    """Of people with `with_hours`: whose NT2 hours are nearly over."""
    near = normen.of(BIJNA_OP_UREN, today())
    return Q(nt2_over__lte=near * 60) if near is not None else Q(pk__in=[])


def stands_still(normen: Normen) -> Q:
    """Of people with `with_hours`: for whom nothing happened for as many days as the norm says."""
    days = normen.of(STILSTAND_DAGEN, today())
    return Q(laatste__lt=today() - dt.timedelta(days=days)) if days is not None else Q(pk__in=[])
