"""Planning lessons: series, single lessons, moving them and letting them fall out."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.audit.history import create_with_history
from coa_portal.common.dates import add_months, short_date, today
from coa_portal.common.errors import DomainError
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Lesgroep
from voorinburgering.actions.lesgroep import locked_lesgroep
from voorinburgering.actions.meedoen import take_back_start
from voorinburgering.docenten import possible_docenten
from voorinburgering.lesdagen import lesdagen
from voorinburgering.lifecycle import CANCEL_LES_REASONS, LES, TAKES_PLACE
from voorinburgering.models import WEEKDAGEN, Les, Lesreeks, Lesvrij, Onderwerp, Ruimte, onderwerpen_of

_MONTHS = 12
_HOURS = 8
_NAMED = 3  # of the moments that are taken


@dataclass(frozen=True)
class Lesplan:
    """When of the day, where and by whom. A docent has an account, or a name alone."""

    begintijd: dt.time
    eindtijd: dt.time
    ruimte: Ruimte | None = None
    docent: Gebruiker | None = None
    docent_naam: str = ""


@action
def plan_lesreeks(
    *,
    lesgroep: Lesgroep,
    van: dt.date,
    tot: dt.date,
    weekdagen: Collection[int],
    plan: Lesplan,
    acting_user: Any,
) -> Lesreeks:
    """Plan a series with all its lessons, but for holidays and the free days of the locatie.

    KNM, MAP and PVT go through their subjects one by one. DomainError at the field that does not fit; nothing is
    planned when one of the lessons cannot be.
    """
    group = _planned_for(lesgroep, plan, acting_user)
    days = _days(group, van, tot, weekdagen)
    _refuse_clashes(group, days, plan)
    series: Lesreeks = Lesreeks.objects.create(
        lesgroep=group, van=van, tot=tot, weekdagen=sorted(set(weekdagen)), **vars(plan)
    )
    subjects = onderwerpen_of(group.soort)
    lessons = [
        Les(
            lesgroep=group,
            lesreeks=series,
            dag=day,
            onderwerp=subjects[number % len(subjects)] if subjects else "",
            status=LES.initial,
            status_door=acting_user,
            **vars(plan),
        )
        for number, day in enumerate(days)
    ]
    create_with_history(Les, lessons)
    return series


@action
def stop_lesreeks(*, lesreeks: Lesreeks, vanaf: dt.date, acting_user: Any) -> int:
    """No lessons of this series any more from a day on; what was planned later goes. Returns how many lessons that are.

    A series of which nothing is left goes as a whole.
    """
    row: Lesreeks = Lesreeks.objects.select_for_update(of=("self",)).get(pk=lesreeks.pk)
    group = locked_lesgroep(row.lesgroep, acting_user)
    if vanaf > row.tot:
        raise DomainError(
            f"De reeks is op {short_date(row.tot)} al klaar. Kies een eerdere dag.",
            field="vanaf",
            code="over",
        )
    later = row.lessen.filter(dag__gte=vanaf, lesgroep=group).select_for_update()
    if any(lesson.status == "gegeven" for lesson in later):
        raise DomainError(
            "Vanaf die dag zijn er al lessen gegeven. Kies een latere dag.", field="vanaf", code="given"
        )
    number = 0
    for lesson in later:
        lesson.delete()
        number += 1
    if row.lessen.exists():
        row.tot = max(vanaf - dt.timedelta(days=1), row.van)
        row.save()
    else:
        row.delete()
    return number


@action
def add_les(*, lesgroep: Lesgroep, dag: dt.date, plan: Lesplan, onderwerp: str = "", acting_user: Any) -> Les:
    """One lesson beside the series."""
    group = _planned_for(lesgroep, plan, acting_user)
    _refuse_far(dag, "dag")
    _require_onderwerp(group, onderwerp)
    _refuse_clashes(group, [dag], plan)
    made: Les = Les.objects.create(
        lesgroep=group,
        dag=dag,
        onderwerp=onderwerp,
        status=LES.initial,
        status_door=acting_user,
        **vars(plan),
    )
    return made


@action
def move_les(*, les: Les, dag: dt.date, plan: Lesplan, onderwerp: str = "", acting_user: Any) -> Les:
    """Another day, time, room or docent for one lesson that was not given yet."""
    group = _planned_for(les.lesgroep, plan, acting_user)
    row = _locked(les)
    if row.status != LES.initial:
        raise DomainError(
            f"Dit kan niet: de les is al '{LES.states[row.status].lower()}'.", code="illegal_step"
        )
    _refuse_far(dag, "dag")
    _require_onderwerp(group, onderwerp)
    _refuse_clashes(group, [dag], plan, moved=row)
    row.dag, row.onderwerp = dag, onderwerp
    for name, value in vars(plan).items():
        setattr(row, name, value)
    row.save()
    return row


@action
def cancel_les(*, les: Les, reden: str, acting_user: Any) -> Les:
    """A lesson does not take place, or did not, with a coded reason."""
    row = _locked(les)
    if acting_user is not None:
        require(acting_user, "record", row)
    if reden not in CANCEL_LES_REASONS:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    if row.status == "gegeven":
        raise DomainError(
            "De aanwezigheid van deze les is al ingevuld. Zet de les eerst weer open.", code="given"
        )
    LES.apply(row, "cancel", acting_user=acting_user, reason=reden)
    return row


@action
def reopen_les(*, les: Les, acting_user: Any) -> Les:
    """A lesson takes place after all, or was not given: attendance that was recorded goes, and stays in the history."""
    lock_until_commit("lessen", les.lesgroep.opvanglocatie_id)
    row = _locked(les)
    if acting_user is not None:
        require(acting_user, "change" if row.status == "gegeven" else "record", row)
    if row.status == "vervallen":
        plan = Lesplan(row.begintijd, row.eindtijd, row.ruimte, row.docent, row.docent_naam)
        _refuse_clashes(row.lesgroep, [row.dag], plan, moved=row)
    take_back_start(row, list(row.aanwezigheid.values_list("deelname", flat=True)), acting_user)
    for attendance in row.aanwezigheid.select_for_update():
        attendance.delete()
    LES.apply(row, "reopen", acting_user=acting_user)
    return row


def _locked(les: Les) -> Les:
    row: Les = Les.objects.select_for_update(of=("self",)).select_related("lesgroep", "ruimte").get(pk=les.pk)
    return row


def _planned_for(lesgroep: Lesgroep, plan: Lesplan, acting_user: Any) -> Lesgroep:
    """The group, locked; who plans lessons at this locatie, or with this docent, waits. The plan fits this group."""
    group = locked_lesgroep(lesgroep, acting_user)
    lock_until_commit("lessen", group.opvanglocatie_id)
    if plan.docent is not None:
        lock_until_commit("lessen van", plan.docent.pk)
    if plan.eindtijd <= plan.begintijd:
        raise DomainError("De eindtijd ligt niet na de begintijd.", field="eindtijd", code="order")
    if plan.eindtijd.hour - plan.begintijd.hour > _HOURS:
        raise DomainError(f"Een les duurt hooguit {_HOURS} uur.", field="eindtijd", code="too_long")
    room = plan.ruimte
    if room is not None and (room.opvanglocatie_id != group.opvanglocatie_id or room.gesloten_op):
        raise DomainError("Kies een lokaal van deze opvanglocatie.", field="ruimte", code="elsewhere")
    if plan.docent is not None and not possible_docenten(group).filter(pk=plan.docent.pk).exists():
        raise DomainError("Kies een docent van deze lesgroep.", field="docent", code="no_docent")
    return group


def _refuse_far(day: dt.date, field: str) -> None:
    first, last = add_months(today(), -_MONTHS), add_months(today(), _MONTHS)
    if not first <= day <= last:
        raise DomainError(
            f"Kies een dag tussen {short_date(first)} en {short_date(last)}.", field=field, code="far"
        )


def _require_onderwerp(group: Lesgroep, onderwerp: str) -> None:
    if onderwerp and Onderwerp(onderwerp) not in onderwerpen_of(group.soort):
        raise DomainError("Kies een onderwerp uit de lijst.", field="onderwerp", code="unknown_subject")


def _days(group: Lesgroep, van: dt.date, tot: dt.date, weekdagen: Collection[int]) -> list[dt.date]:
    """The days of a series; DomainError where there are none, or the period is no period."""
    _refuse_far(van, "van")
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", field="tot", code="order")
    if tot > add_months(van, _MONTHS):
        raise DomainError(f"Een reeks duurt hooguit {_MONTHS} maanden.", field="tot", code="too_long")
    if not weekdagen or not set(weekdagen) <= set(range(1, len(WEEKDAGEN) + 1)):
        raise DomainError("Kies minstens één dag.", field="weekdagen", code="no_day")
    off = Lesvrij.objects.filter(opvanglocatie=group.opvanglocatie_id, van__lte=tot, tot__gte=van)
    days = lesdagen(van, tot, weekdagen, off.values_list("van", "tot"))
    if not days:
        raise DomainError(
            "In deze periode valt geen lesdag. Kies een andere periode of andere dagen.",
            field="weekdagen",
            code="no_day",
        )
    return days


def _refuse_clashes(
    group: Lesgroep, days: Sequence[dt.date], plan: Lesplan, *, moved: Les | None = None
) -> None:
    """DomainError at the field whose lesson is already at such a moment: the group, the room or the docent.

    Of another lesson the moment is told, and not whose it is: that may be at another locatie.
    """
    taken = Les.objects.filter(
        dag__in=days, status__in=TAKES_PLACE, begintijd__lt=plan.eindtijd, eindtijd__gt=plan.begintijd
    ).order_by("dag", "begintijd")
    if moved is not None:
        taken = taken.exclude(pk=moved.pk)
    for field, said, whose in (
        ("begintijd", "De lesgroep heeft dan al les", Q(lesgroep=group)),
        ("ruimte", "Dit lokaal is dan al bezet", Q(ruimte=plan.ruimte) if plan.ruimte else None),
        ("docent", "Deze docent geeft dan al les", Q(docent=plan.docent) if plan.docent else None),
    ):
        rows = list(taken.filter(whose)) if whose is not None else []
        if rows:
            named = ", ".join(f"{row.weekdag} {short_date(row.dag)} {row.tijd}" for row in rows[:_NAMED])
            more = f" en nog {len(rows) - _NAMED} keer" if len(rows) > _NAMED else ""
            raise DomainError(f"{said}: {named}{more}.", field=field, code=f"{field}_taken")
