"""How taking part follows from agreeing and from the lessons (DESIGN §8).

Who agreed comes into a lesgroep; the first lesson that the person was in is the first day of taking part.
"""

import datetime as dt
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Min, Q

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import elevated, wall_role_of
from coa_portal.common.dates import long_date
from coa_portal.common.errors import DomainError
from klantprofiel.choices import JaNeeOnbekend
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.leaving import leave
from voorinburgering.models import (
    Aanwezigheid,
    Begeleidingsgesprek,
    Deelname,
    Eindereden,
    Les,
    Pauze,
    Programma,
    Stand,
)
from voorinburgering.programma_lifecycle import PROGRAMMA

# codes of the refusals that the Voorinburgering of the person can lift
NO_PROGRAMME = frozenset({"not_offered", "no_answer", "declined", "before_answer"})
_FIRST = "Leg dat eerst vast bij de Voorinburgering."


def require_agreement(person: Vergunninghouder, van: dt.date) -> None:
    """DomainError at the field when the locked person had not agreed by `van`: taking part is voluntary."""
    row = Programma.objects.filter(vergunninghouder=person).first()
    if row is None:
        raise DomainError(
            f"De Voorinburgering is nog niet aangeboden aan deze persoon. {_FIRST}",
            field="v_nummer",
            code="not_offered",
        )
    if row.instemming == JaNeeOnbekend.NEE:
        raise DomainError(
            "Deze persoon wil niet meedoen aan de Voorinburgering. Meedoen is vrijwillig.",
            field="v_nummer",
            code="declined",
        )
    if row.instemming != JaNeeOnbekend.JA:
        raise DomainError(
            f"Deze persoon gaf nog geen antwoord op het aanbod van de Voorinburgering. {_FIRST}",
            field="v_nummer",
            code="no_answer",
        )
    if row.instemming_op is not None and van < row.instemming_op:
        raise DomainError(
            f"Deze persoon wil meedoen sinds {long_date(row.instemming_op)}. Kies die dag of een latere.",
            field="van",
            code="before_answer",
        )


def begin_by_attendance(deelnames: Collection[UUID], dag: dt.date, acting_user: Any) -> None:
    """Who was in a lesson of that day takes part from it on at the latest. One query while nobody begins.

    Called before attendance is written, so that everybody locks the person first. A docent has no right on the
    programme: what follows from the lesson is written for the system.
    """
    with _on_side_of_programme(acting_user):
        rows = Programma.objects.filter(
            Q(gestart_op=None) | Q(gestart_op__gt=dag),
            vergunninghouder__deelnames__in=deelnames,
            instemming=JaNeeOnbekend.JA,
            instemming_op__lte=dag,
        )
        people = sorted(rows.values_list("vergunninghouder", flat=True).distinct())
        if not people:
            return
        list(Vergunninghouder.objects.filter(pk__in=people).order_by("pk").select_for_update())
        for row in Programma.objects.select_for_update(of=("self",)).filter(vergunninghouder__in=people):
            row.gestart_op, row.start_uit_les = dag, True
            if row.status == "ingestemd":
                PROGRAMMA.apply(row, "start", acting_user=acting_user, save=("gestart_op", "start_uit_les"))
            else:
                row.save(update_fields=["gestart_op", "start_uit_les"])


def take_back_start(les: Les, deelnames: Collection[UUID], acting_user: Any) -> None:
    """The start that this lesson alone gave goes with the attendance of these people (besluit 0038): to the next day
    that shows them taking part, else away. One that a person recorded stays, and so does that of a programme which was
    paused or has ended. One query while nobody's start goes.

    Called before attendance is written, as `begin_by_attendance`.
    """
    with _on_side_of_programme(acting_user):
        rows = Programma.objects.filter(
            start_uit_les=True,
            gestart_op=les.dag,
            status="loopt",
            vergunninghouder__deelnames__in=deelnames,
        )
        people = sorted(rows.values_list("vergunninghouder", flat=True).distinct())
        if not people:
            return
        list(Vergunninghouder.objects.filter(pk__in=people).order_by("pk").select_for_update())
        for row in Programma.objects.select_for_update(of=("self",)).filter(vergunninghouder__in=people):
            _begin_again(row, les, acting_user)


def _begin_again(row: Programma, les: Les, acting_user: Any) -> None:
    if Pauze.objects.filter(programma=row).exists():
        return
    lessons = Aanwezigheid.objects.filter(
        deelname__vergunninghouder=row.vergunninghouder_id,
        stand=Stand.AANWEZIG,
        les__dag__gte=row.instemming_op,
    ).exclude(les=les)
    talks = Begeleidingsgesprek.objects.filter(
        vergunninghouder=row.vergunninghouder_id, ingetrokken_op=None, dag__gte=les.dag
    )
    lesson, talk = lessons.aggregate(dag=Min("les__dag"))["dag"], talks.aggregate(dag=Min("dag"))["dag"]
    first = min((day for day in (lesson, talk) if day is not None), default=None)
    row.gestart_op, row.start_uit_les = first, first is not None and first == lesson
    if first is None:
        PROGRAMMA.apply(row, "unstart", acting_user=acting_user, save=("gestart_op", "start_uit_les"))
    else:
        row.save(update_fields=["gestart_op", "start_uit_les"])


def keep_places_after(person: Vergunninghouder, op: dt.date) -> None:
    """DomainError when somebody who agrees as of `op` was given a place in a lesgroep before that day."""
    first = Deelname.objects.running().filter(vergunninghouder=person, van__lt=op).order_by("van").first()
    if first is not None:
        raise DomainError(
            f"Deze persoon zit al sinds {long_date(first.van)} in een lesgroep. Kies die dag of een eerdere.",
            field="instemming_op",
            code="in_group",
        )


def give_up_places(person: Vergunninghouder, op: dt.date) -> None:
    """Who does not want to take part after all, frees the places in lesgroepen."""
    rows = Deelname.objects.running().filter(vergunninghouder=person)
    for row in rows.select_for_update(of=("self",)):
        leave(row, op, Eindereden.GESTOPT)


@contextmanager
def _on_side_of_programme(acting_user: Any) -> Iterator[None]:
    if acting_user is not None and wall_role_of(acting_user) == WallRole.DOCENT:
        with elevated("lesson-begins-programme"):
            yield
    else:
        yield
