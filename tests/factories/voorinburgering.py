"""Lesgroepen and lessons for tests."""

import datetime as dt
from typing import Any

from coa_portal.common.dates import today
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.actions import (
    Lesplan,
    add_lesvrij,
    add_ruimte,
    create_lesgroep,
    offer_programma,
    plan_lesreeks,
    record_instemming,
    start_deelname,
)
from voorinburgering.lifecycle import LES
from voorinburgering.models import Deelname, Les, Programma

TEN, NOON = dt.time(10), dt.time(12)


def lesgroep_of(locatie: Any, naam: str = "Ochtend 1", soort: str = "nt2") -> Lesgroep:
    """The open group of that name at a locatie, made when it is not there."""
    found = Lesgroep.objects.filter(opvanglocatie=locatie, naam=naam, gesloten_op=None).first()
    tempo = "gemiddeld" if soort == "nt2" else ""
    return found or create_lesgroep(
        opvanglocatie=locatie, naam=naam, soort=soort, tempo=tempo, acting_user=None
    )


def agreed(person: Any, op: dt.date) -> Programma:
    """The programme of somebody who agreed to take part: that there is, or a new one of that day."""
    found: Programma | None = Programma.objects.filter(vergunninghouder=person).first()
    if found is not None:
        return found
    made = offer_programma(vergunninghouder=person, aangeboden_op=op, acting_user=None)
    return record_instemming(programma=made, instemming="ja", instemming_op=op, acting_user=None)


def join(group: Any, person: Any, van: dt.date | None = None) -> Deelname:
    """Somebody who agreed comes into a group, from today on or from `van`."""
    day = van or today()
    agreed(person, min(day, today()))
    return start_deelname(lesgroep=group, vergunninghouder=person, van=day, acting_user=None)


def les_of(group: Any, days_ago: int = 0, begin: dt.time = dt.time(0), end: dt.time = dt.time(2)) -> Les:
    """A planned lesson of two hours that has begun by now; `days_ago` below zero lies ahead."""
    made: Les = Les.objects.create(
        lesgroep=group,
        dag=today() - dt.timedelta(days=days_ago),
        begintijd=begin,
        eindtijd=end,
        status=LES.initial,
    )
    return made


def plan(begin: dt.time = TEN, end: dt.time = NOON, **more: Any) -> Lesplan:
    """From ten to twelve, or from `begin` to `end`."""
    return Lesplan(begin, end, **more)


def make_lessons(lesgroep: Any) -> dict[str, Any]:
    """A lesson that has begun, a series, a room and free days at the locatie of the group."""
    locatie, day = lesgroep.opvanglocatie, today()
    later = day + dt.timedelta(days=30)
    return {
        "les": les_of(lesgroep),
        "reeks": plan_lesreeks(
            lesgroep=lesgroep, van=day, tot=later, weekdagen=[1, 4], plan=plan(), acting_user=None
        ),
        "lokaal": add_ruimte(opvanglocatie=locatie, naam="Lokaal 1", acting_user=None),
        "vrij": add_lesvrij(opvanglocatie=locatie, van=later, tot=later, naam="Open dag", acting_user=None)[
            0
        ],
    }
