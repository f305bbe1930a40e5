"""Lessons of the demo: NT2 by a docent, KNM by a programmabegeleider, with three weeks of attendance."""

import datetime as dt
from random import Random

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.accounts.models import Gebruiker
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from coa_portal.portaal.demo.accounts import Cast
from coa_portal.portaal.demo.clock import DemoClock
from coa_portal.portaal.demo.cursus import OFFERED
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions import (
    Lesplan,
    Opgave,
    add_lesvrij,
    add_ruimte,
    cancel_les,
    create_lesgroep,
    end_deelname,
    plan_lesreeks,
    record_aanwezigheid,
    start_deelname,
)
from voorinburgering.members import member_keys
from voorinburgering.models import Deelname, Les, Ruimte

_DOCENT, _PROGRAMMA = "ineke.dekker@coa.example", "tom.visser@coa.example"
_AZC = "Luttelgeest"
_SEED = 121  # hours of NT2
_WEEKS_BACK = 3
_WEEKS = 14
_IN_GROUP = 9
_AWAY = ("afgemeld", "afgemeld", "afspraak", "zonder_bericht", "deel")


def tell_lessons(cast: Cast, clock: DemoClock) -> None:
    """Groups with rooms, series and people; who came to the lessons since, and the last lesson not filled in yet."""
    monday = clock.today - dt.timedelta(days=clock.today.weekday() + 7 * _WEEKS_BACK)
    ago = (clock.today - monday).days
    clock.turn_to(ago, 8)
    azc = Opvanglocatie.objects.get(naam=_AZC)
    rooms = [add_ruimte(opvanglocatie=azc, naam=f"Lokaal {n}", plaatsen=16, acting_user=None) for n in (1, 2)]
    docent, keeper = cast.named(_DOCENT), cast.named(_PROGRAMMA)
    knm = create_lesgroep(opvanglocatie=azc, naam="KNM 1", soort="knm", acting_user=keeper)
    groups = {row.naam: row for row in Lesgroep.objects.filter(opvanglocatie=azc)}
    _series(groups["Ochtend 1"], monday, (1, 2, 4), (9, 12), rooms[0], docent)
    _series(groups["Middag 2"], monday, (1, 3, 5), (13, 16), rooms[0], docent)
    _series(knm, monday, (3,), (10, 12), rooms[1], keeper)
    people = _people(azc, clock)
    for group, start in ((groups["Ochtend 1"], 0), (groups["Middag 2"], _IN_GROUP), (knm, 3)):
        for place, person in enumerate(people[start : start + _IN_GROUP]):
            # the last one of each group came a week later
            van = monday + dt.timedelta(days=7 if place == _IN_GROUP - 1 else 0)
            van = max(van, person.programma.instemming_op or van)
            start_deelname(lesgroep=group, vergunninghouder=person, van=van, acting_user=keeper)
    _holiday(azc, clock)
    _teach(clock, docent, keeper)
    clock.turn_to(0)


def _series(
    group: Lesgroep,
    monday: dt.date,
    days: tuple[int, ...],
    hours: tuple[int, int],
    room: Ruimte,
    docent: Gebruiker,
) -> None:
    first, last = hours
    plan_lesreeks(
        lesgroep=group,
        van=monday,
        tot=monday + dt.timedelta(weeks=_WEEKS, days=-3),
        weekdagen=days,
        plan=Lesplan(dt.time(first), dt.time(last), room, docent),
        acting_user=None,
    )


def _people(azc: Opvanglocatie, clock: DemoClock) -> list[Vergunninghouder]:
    """Who agreed to take part at the azc and is in no NT2 group yet, who was asked first first. Who did not come into
    the course of the summer waits for the next one."""
    rows = Vergunninghouder.objects.filter(
        dossier_locatie=azc, programma__status__in=("ingestemd", "loopt", "gepauzeerd")
    ).exclude(deelnames__soort="nt2", deelnames__tot=None)
    rows = rows.exclude(programma__status="ingestemd", programma__aangeboden_op=clock.day(OFFERED))
    return list(rows.select_related("programma").order_by("programma__instemming_op", "v_nummer"))


def _holiday(azc: Opvanglocatie, clock: DemoClock) -> None:
    """The first Christmas holiday to come."""
    first = dt.date(clock.today.year, 12, 21)
    add_lesvrij(
        opvanglocatie=azc,
        van=first,
        tot=first + dt.timedelta(days=14),
        naam="Kerstvakantie",
        acting_user=None,
    )


def _teach(clock: DemoClock, docent: Gebruiker, keeper: Gebruiker) -> None:
    """Every lesson until today, in order; of each group the last one is still to be filled in."""
    chance = Random(_SEED)  # noqa: S311  (a story, no secret)
    rows = list(
        Les.objects.filter(dag__lt=clock.today, status="gepland")
        .select_related("lesgroep")
        .order_by("dag", "begintijd")
    )
    last = {row.lesgroep_id: row.pk for row in rows}
    for number, row in enumerate(rows):
        if row.pk == last[row.lesgroep_id]:
            continue
        clock.turn_to((clock.today - row.dag).days, row.eindtijd.hour)
        who = docent if row.docent_id == docent.pk else keeper
        if number == 5:
            cancel_les(les=row, reden="docent", acting_user=keeper)
        elif who == docent:
            with behind_wall(WallRole.DOCENT, docent.pk):
                _record(row, docent, chance)
        else:
            _record(row, keeper, chance)
    someone = Deelname.objects.running().filter(lesgroep__naam="Ochtend 1").order_by("pk").first()
    if someone is not None:
        clock.turn_to(0)
        end_deelname(deelname=someone, tot=clock.today, acting_user=keeper)


def _record(row: Les, who: Gebruiker, chance: Random) -> None:
    said = {}
    for key in sorted(member_keys(who, row)):
        reason = chance.choice(_AWAY) if chance.random() < 0.15 else ""
        said[key] = Opgave(reason, 90 if reason == "deel" else None)
    if said:
        record_aanwezigheid(les=row, opgaven=said, acting_user=who)
