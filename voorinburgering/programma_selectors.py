"""Reads of somebody's Voorinburgering, and of everybody's at a locatie; lists start at the visible queryset (R2)."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value, When

from coa_portal.access.policy import visible
from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import add_years, long_date, today
from coa_portal.organisaties.normen import Normen
from coa_portal.web.components import Lijnpunt
from klantprofiel.models import Verblijf, Vergunninghouder
from klantprofiel.models.persoon import ADULT
from klantprofiel.selectors import handled_by
from voorinburgering.models import (
    Begeleidingsafspraak,
    Begeleidingsgesprek,
    Deelname,
    NoaAssessment,
    Participatie,
    Participatieaanbod,
    Pauze,
    PidOverhandiging,
    Programma,
    VoorinburgeringEinde,
    Voorwerk,
)
from voorinburgering.programma_lifecycle import PAUZE_REDENEN, PROGRAMMA
from voorinburgering.uren import Looptijd, Uren, duration, hours_of, with_hours

NOT_OFFERED = "niet_aangeboden"
# where somebody stands, in the order of the line; the keys are those of PROGRAMMA but for the first
STANDEN: dict[str, str] = {
    NOT_OFFERED: "Nog niet aangeboden",
    "aangeboden": "Nog geen antwoord",
    "ingestemd": "Wacht op de start",
    "loopt": "Loopt",
    "gepauzeerd": "Gepauzeerd",
    "geen_instemming": "Wil niet meedoen",
    "beeindigd": "Beëindigd",
}
STAND_SOORT = {NOT_OFFERED: "letop", "aangeboden": "letop", "ingestemd": "info", "loopt": "goed"}


def stand_badge(stand: str) -> str:
    """The colour of a stand; words say it as well."""
    return STAND_SOORT.get(stand, "neutraal")


def with_stand(people: QuerySet[Any]) -> QuerySet[Any]:
    """Annotates people with `stand`. Who was never offered anything counts while an adult lives at a locatie now."""
    day = today()
    ended = VoorinburgeringEinde.objects.filter(vergunninghouder=OuterRef("pk"), hervat_op=None)
    stays = Verblijf.objects.filter(
        Q(tot=None) | Q(tot__gt=day), vergunninghouder=OuterRef("pk"), van__lte=day
    )
    rows = people.annotate(
        stand=Case(
            When(Exists(ended.order_by()), then=Value("beeindigd")),
            When(programma__isnull=True, then=Value(NOT_OFFERED)),
            default=F("programma__status"),
            output_field=CharField(),
        )
    )
    may_be_offered = Q(Exists(stays.order_by()), geboortedatum__lte=add_years(day, -ADULT))
    # the end of a child, or of who moved on before any offer, is no programme
    found: QuerySet[Any] = rows.filter(Q(programma__isnull=False) | Q(may_be_offered, stand=NOT_OFFERED))
    return found


@dataclass(frozen=True)
class Programmafilter:
    """How the list of everybody is narrowed."""

    stand: str = ""
    wie: str = ""
    locatie: Any = None


def list_programmas(gebruiker: Any, wanted: Programmafilter, normen: Normen) -> QuerySet[Any]:
    """The people that fit, with what a line of the list shows."""
    rows = _narrowed(gebruiker, wanted)
    if wanted.stand in STANDEN:
        rows = rows.filter(stand=wanted.stand)
    groups = Deelname.objects.running().select_related("lesgroep").order_by("van")
    shown = with_hours(rows, normen).select_related("programma", "dossier_locatie", "plaatsingseenheid")
    return shown.prefetch_related(
        Prefetch("deelnames", queryset=groups, to_attr="lopende_deelnames")
    ).order_by("achternaam", "voornaam", "pk")


def count_standen(gebruiker: Any, wanted: Programmafilter) -> dict[str, int]:
    """How many people stand where, in one query."""
    counted = _narrowed(gebruiker, wanted).order_by().values("stand").annotate(aantal=Count("pk"))
    numbers = {row["stand"]: row["aantal"] for row in counted}
    return {stand: numbers.get(stand, 0) for stand in STANDEN}


def _narrowed(gebruiker: Any, wanted: Programmafilter) -> QuerySet[Any]:
    people: QuerySet[Any] = visible(Vergunninghouder, gebruiker)
    if wanted.wie == "mijn":
        people = people.filter(handled_by(gebruiker))
    if wanted.locatie:
        people = people.filter(dossier_locatie=wanted.locatie)
    return with_stand(people)


def taking_part(gebruiker: Any, normen: Normen) -> QuerySet[Any]:
    """Everybody visible whose programme runs, with hours and last activity."""
    rows = visible(Vergunninghouder, gebruiker).filter(programma__status="loopt")
    return with_hours(rows, normen).select_related("programma", "dossier_locatie", "plaatsingseenheid")


@dataclass(frozen=True)
class Begeleiding:
    """What was done for one person beside the lessons."""

    gesprekken: Sequence[Begeleidingsgesprek]
    pid: Sequence[PidOverhandiging]
    voorwerk: Sequence[Voorwerk]
    noa: Sequence[NoaAssessment]
    participaties: Sequence[Participatie]


@dataclass(frozen=True)
class Traject:
    """Somebody's Voorinburgering as its page shows it. `einde`: the end that holds now."""

    programma: Programma | None
    einde: VoorinburgeringEinde | None
    pauzes: Sequence[Pauze]
    uren: Uren
    looptijd: Looptijd | None
    namen: dict[UUID, str]

    @property
    def stand(self) -> str:
        """A key of STANDEN."""
        if self.einde is not None:
            return "beeindigd"
        return self.programma.status if self.programma else NOT_OFFERED


def traject_of(gebruiker: Any, person: Vergunninghouder) -> Traject:
    """Read once for the page and for the card on the dossier page."""
    programma = visible(Programma, gebruiker).filter(vergunninghouder=person).first()
    pauses = list(visible(Pauze, gebruiker).filter(programma=programma).order_by("van")) if programma else []
    end = visible(VoorinburgeringEinde, gebruiker).filter(vergunninghouder=person, hervat_op=None).first()
    hours = hours_of(person)
    day = end.op if end else today()
    runs = duration(programma.gestart_op, pauses, hours, day) if programma and programma.gestart_op else None
    keys = {programma.aangeboden_door_id} if programma else set()
    return Traject(programma, end, pauses, hours, runs, names_of({key for key in keys if key}))


def begeleiding_of(gebruiker: Any, person: Vergunninghouder) -> Begeleiding:
    """Talks with what was agreed, PID, VOORwerk, NOA and activities, the newest first."""
    agreed = Prefetch("afspraken", queryset=Begeleidingsafspraak.objects.order_by("voor_op", "created_at"))
    talks = visible(Begeleidingsgesprek, gebruiker).filter(vergunninghouder=person)

    def rows(noun: Any) -> list[Any]:
        return list(visible(noun, gebruiker).filter(vergunninghouder=person))

    return Begeleiding(
        gesprekken=list(talks.prefetch_related(agreed)),
        pid=rows(PidOverhandiging),
        voorwerk=rows(Voorwerk),
        noa=rows(NoaAssessment),
        participaties=rows(Participatie),
    )


def groups_of(person: Vergunninghouder) -> list[Deelname]:
    """The groups that a visible person is in now, or will be; also for who keeps no groups."""
    rows = Deelname.objects.running().filter(vergunninghouder=person).select_related("lesgroep")
    return list(rows.order_by("soort", "van"))


def names_of(keys: Collection[UUID]) -> dict[UUID, str]:
    """Names of accounts; the role of COA's pages reads no other column than these."""
    return dict(Gebruiker.objects.filter(pk__in=keys).order_by().values_list("pk", "naam")) if keys else {}


def lijn(traject: Traject) -> list[Lijnpunt]:
    """The line through time: what was, and what is expected."""
    row, day = traject.programma, today()
    if row is None:
        return [
            Lijnpunt("Nog niet aangeboden", None, "nabij", "Het COA biedt iedereen de Voorinburgering aan")
        ]
    by = traject.namen.get(row.aangeboden_door_id) if row.aangeboden_door_id else ""
    points = [Lijnpunt("Aangeboden", row.aangeboden_op, "geweest", f"door {by}" if by else "")]
    if row.instemming_op is not None:
        answers = {"ja": "Wil meedoen", "nee": "Wil niet meedoen"}
        answer = answers.get(row.instemming, "Weet het nog niet")
        points.append(Lijnpunt(answer, row.instemming_op, "geweest"))
    elif traject.einde is None:
        points.append(Lijnpunt("Antwoord van de persoon", None, "nabij", "nog niet gevraagd of gegeven"))
    if row.gestart_op is not None:
        points.append(Lijnpunt("Gestart", row.gestart_op, "geweest"))
    elif traject.stand == "ingestemd":
        points.append(Lijnpunt("Start", None, "nabij", "wacht op de eerste dag"))
    for pause in traject.pauzes:
        points += _pause_points(pause)
    points += _end_points(traject, day)
    return points


def _pause_points(pause: Pauze) -> list[Lijnpunt]:
    points = [Lijnpunt("Pauze", pause.van, "geweest", PAUZE_REDENEN.get(pause.reden, "").lower())]
    if pause.tot is not None:
        points.append(Lijnpunt("Weer verder", pause.tot, "geweest"))
    return points


def _end_points(traject: Traject, day: dt.date) -> list[Lijnpunt]:
    end, runs = traject.einde, traject.looptijd
    if end is not None:
        return [Lijnpunt("Beëindigd", end.op, "geweest", end.get_reden_display().lower())]
    if runs is None or runs.verwacht_einde is None:
        return []
    if runs.verwacht_einde < day:
        return [Lijnpunt("Verwacht einde", runs.verwacht_einde, "laat", "de weken zijn voorbij")]
    return [Lijnpunt("Verwacht einde", runs.verwacht_einde, "komt", f"na {runs.van} weken")]


def stand_words(traject: Traject) -> str:
    """Where it stands, with the day: "Loopt sinds 3 april 2026"."""
    row, end = traject.programma, traject.einde
    if end is not None:
        return f"Beëindigd op {long_date(end.op)}: {end.get_reden_display().lower()}"
    if row is None:
        return STANDEN[NOT_OFFERED]
    since = {
        "aangeboden": row.aangeboden_op,
        "ingestemd": row.instemming_op,
        "geen_instemming": row.instemming_op,
        "loopt": row.gestart_op,
        "gepauzeerd": traject.pauzes[-1].van if traject.pauzes else None,
    }[row.status]
    return (
        f"{PROGRAMMA.states[row.status]} sinds {long_date(since)}" if since else PROGRAMMA.states[row.status]
    )


@dataclass(frozen=True)
class Aanbodfilter:
    """How the offer is narrowed."""

    soort: str = ""
    locatie: Any = None
    gemeente: Any = None
    alleen_vrij: bool = False


def list_aanbod(gebruiker: Any, wanted: Aanbodfilter) -> QuerySet[Participatieaanbod]:
    """What is on offer, with how many places are taken."""
    rows: Any = visible(Participatieaanbod, gebruiker)
    rows = (rows & Participatieaanbod.objects.open()).with_places()
    if wanted.soort:
        rows = rows.filter(soort=wanted.soort)
    if wanted.locatie:
        rows = rows.filter(opvanglocatie=wanted.locatie)
    if wanted.gemeente:
        rows = rows.filter(gemeente=wanted.gemeente)
    if wanted.alleen_vrij:
        rows = rows.filter(bezet__lt=F("plaatsen"))
    found: QuerySet[Participatieaanbod] = rows.select_related("opvanglocatie", "gemeente").order_by(
        "organisatie", "van", "pk"
    )
    return found


def aanbod_for(gebruiker: Any, person: Vergunninghouder) -> QuerySet[Participatieaanbod]:
    """What this person can still take part in."""
    wanted = Aanbodfilter(locatie=person.dossier_locatie_id, alleen_vrij=True)
    taken = Participatie.objects.running().filter(vergunninghouder=person, aanbod__isnull=False)
    return list_aanbod(gebruiker, wanted).exclude(pk__in=taken.values("aanbod"))
