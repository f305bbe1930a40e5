"""Every step of somebody's Voorinburgering, from the offer on (DESIGN §8). The end itself: `actions.einde`."""

import datetime as dt
from typing import Any

from django.db.models import Min

from coa_portal.audit.acting import action
from coa_portal.common.dates import long_date
from coa_portal.common.errors import DomainError
from klantprofiel.actions import record_facts
from klantprofiel.choices import Bron, JaNeeOnbekend
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.einde import end_voorinburgering, standing_end, take_back_end
from voorinburgering.actions.meedoen import give_up_places, keep_places_after
from voorinburgering.actions.person import lock_person, refuse_future, refuse_when_ended
from voorinburgering.models import (
    PROGRAMMA_EINDEREDENEN,
    Aanwezigheid,
    Pauze,
    Programma,
    Stand,
    VoorinburgeringEinde,
)
from voorinburgering.programma_lifecycle import PROGRAMMA, RUNNING

_ANSWERS = {JaNeeOnbekend.JA: "agree", JaNeeOnbekend.NEE: "decline", JaNeeOnbekend.ONBEKEND: "doubt"}


@action
def offer_programma(
    *, vergunninghouder: Vergunninghouder, aangeboden_op: dt.date, acting_user: Any
) -> Programma:
    """The Voorinburgering was offered: COA always does that, to every adult, once."""
    person = lock_person(vergunninghouder, acting_user)
    refuse_future(aangeboden_op, "aangeboden_op")
    if not person.is_adult:
        raise DomainError("De Voorinburgering is voor mensen van 18 jaar of ouder.", code="no_adult")
    if aangeboden_op < person.geboortedatum:
        raise DomainError("Deze dag ligt voor de geboortedatum.", field="aangeboden_op", code="before_birth")
    refuse_when_ended(person)
    if Programma.objects.filter(vergunninghouder=person).exists():
        raise DomainError("De Voorinburgering is al aangeboden.", code="offered")
    made: Programma = Programma.objects.create(
        vergunninghouder=person,
        status=PROGRAMMA.initial,
        status_door=acting_user,
        aangeboden_op=aangeboden_op,
        aangeboden_door=acting_user,
    )
    return made


@action
def record_instemming(
    *, programma: Programma, instemming: str, instemming_op: dt.date, acting_user: Any
) -> Programma:
    """What the person answered: taking part is voluntary, and "onbekend" is an answer too (R15). The klantprofiel
    takes it over as a fact of this talk. Who no longer wants to leaves the lesgroepen."""
    row = _locked(programma, acting_user)
    if instemming not in _ANSWERS:
        raise DomainError("Kies een antwoord.", field="instemming", code="unknown")
    refuse_future(instemming_op, "instemming_op")
    if instemming_op < row.aangeboden_op:
        raise DomainError(
            f"De Voorinburgering is op {long_date(row.aangeboden_op)} aangeboden. Het antwoord kan niet eerder zijn.",
            field="instemming_op",
            code="order",
        )
    row.instemming, row.instemming_op = instemming, instemming_op
    if instemming == JaNeeOnbekend.JA:
        keep_places_after(row.vergunninghouder, instemming_op)
    step = _ANSWERS[JaNeeOnbekend(instemming)]
    if row.status == "ingestemd" and step == "agree":
        row.save(update_fields=["instemming_op"])  # another day, the same answer
    else:
        PROGRAMMA.apply(row, step, acting_user=acting_user, save=("instemming", "instemming_op"))
    if instemming != JaNeeOnbekend.JA:
        give_up_places(row.vergunninghouder, instemming_op)
    is_known = instemming != JaNeeOnbekend.ONBEKEND
    _tell_profile(
        row,
        {"instemming_voorinburgering": instemming, "instemming_datum": instemming_op if is_known else None},
        instemming_op,
        acting_user,
    )
    return row


@action
def start_programma(*, programma: Programma, gestart_op: dt.date, acting_user: Any) -> Programma:
    """The first day of taking part; only who agreed takes part."""
    row = _locked(programma, acting_user)
    PROGRAMMA.judge(row.status, "start")
    refuse_future(gestart_op, "gestart_op")
    if row.instemming_op is not None and gestart_op < row.instemming_op:
        raise DomainError(
            f"De persoon stemde op {long_date(row.instemming_op)} in. De start kan niet eerder zijn.",
            field="gestart_op",
            code="order",
        )
    row.gestart_op, row.start_uit_les = gestart_op, False
    PROGRAMMA.apply(row, "start", acting_user=acting_user, save=("gestart_op", "start_uit_les"))
    return row


@action
def correct_start(*, programma: Programma, gestart_op: dt.date, acting_user: Any) -> Programma:
    """Another first day: the one on record was wrong. Never after a lesson that the person was in, or a pause."""
    row = _locked(programma, acting_user)
    if row.status not in RUNNING:
        raise DomainError("De Voorinburgering loopt nu niet.", code="illegal_step")
    refuse_future(gestart_op, "gestart_op")
    first, last = row.instemming_op, _first_trace(row)
    if first is not None and gestart_op < first:
        raise DomainError(
            f"De persoon stemde op {long_date(first)} in. De start kan niet eerder zijn.",
            field="gestart_op",
            code="order",
        )
    if last is not None and gestart_op > last:
        raise DomainError(
            f"Op {long_date(last)} deed deze persoon al mee. Kies die dag of een eerdere.",
            field="gestart_op",
            code="took_part",
        )
    row.gestart_op, row.start_uit_les = gestart_op, False
    row.save(update_fields=["gestart_op", "start_uit_les"])
    return row


def _first_trace(row: Programma) -> dt.date | None:
    """The first lesson that the person was in, or the first day of a pause: taking part had begun by then."""
    lessons = Aanwezigheid.objects.filter(
        deelname__vergunninghouder=row.vergunninghouder_id, stand=Stand.AANWEZIG
    )
    days = (
        lessons.aggregate(dag=Min("les__dag"))["dag"],
        Pauze.objects.filter(programma=row).aggregate(dag=Min("van"))["dag"],
    )
    return min((day for day in days if day is not None), default=None)


@action
def pause_programma(*, programma: Programma, van: dt.date, reden: str, acting_user: Any) -> Pauze:
    """Not taking part for a while. Places in lesgroepen stay: who is not there is absent."""
    row = _locked(programma, acting_user)
    PROGRAMMA.judge(row.status, "pause")
    refuse_future(van, "van")
    if row.gestart_op is not None and van < row.gestart_op:
        raise DomainError("De pauze kan niet voor de start beginnen.", field="van", code="order")
    last = Pauze.objects.filter(programma=row).order_by("-tot").first()
    if last is not None and last.tot is not None and van < last.tot:
        raise DomainError(
            f"De vorige pauze duurde tot {long_date(last.tot)}. Kies die dag of een latere.",
            field="van",
            code="overlap",
        )
    if reden not in dict(Pauze._meta.get_field("reden").choices or ()):
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    made: Pauze = Pauze.objects.create(programma=row, van=van, reden=reden)
    PROGRAMMA.apply(row, "pause", acting_user=acting_user, reason=reden)
    return made


@action
def go_on_with_programma(*, programma: Programma, tot: dt.date, acting_user: Any) -> Programma:
    """Taking part again from `tot` on."""
    row = _locked(programma, acting_user)
    PROGRAMMA.judge(row.status, "go_on")
    pauze = Pauze.objects.select_for_update().get(programma=row, tot=None)
    refuse_future(tot, "tot")
    if tot < pauze.van:
        raise DomainError(
            f"De pauze begon op {long_date(pauze.van)}. Kies die dag of een latere.",
            field="tot",
            code="order",
        )
    pauze.tot = tot
    pauze.save(update_fields=["tot"])
    PROGRAMMA.apply(row, "go_on", acting_user=acting_user)
    return row


@action
def end_programma(
    *, programma: Programma, reden: str, op: dt.date, acting_user: Any
) -> VoorinburgeringEinde | None:
    """End it by hand, with one coded reason. The move and the gemeente's start come by `end_voorinburgering`."""
    row = _locked(programma, acting_user)
    PROGRAMMA.judge(row.status, "end")
    if reden not in PROGRAMMA_EINDEREDENEN:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    refuse_future(op, "op")
    begun = row.gestart_op or row.aangeboden_op
    if op < begun:
        raise DomainError(f"Kies {long_date(begun)} of een latere dag.", field="op", code="order")
    if reden == "afgerond" and row.gestart_op is None:
        raise DomainError(
            "Wie niet is gestart, kan de Voorinburgering niet afronden.", field="reden", code="not_started"
        )
    return end_voorinburgering(
        vergunninghouder=row.vergunninghouder, reden=reden, op=op, door=acting_user, acting_user=acting_user
    )


@action
def reopen_programma(*, programma: Programma, acting_user: Any) -> Programma:
    """Take back an end that somebody at COA recorded. One that follows from the move or from the gemeente's start is
    taken back there."""
    row = _locked(programma, acting_user)
    end = standing_end(row.vergunninghouder)
    if end is None or row.status != "beeindigd":
        raise DomainError("De Voorinburgering is niet beëindigd.", code="not_ended")
    if end.door_id is None:
        raise DomainError(
            "Dit einde volgt uit de verhuizing of uit de start bij de gemeente. De gemeente neemt die melding terug.",
            code="not_by_hand",
        )
    take_back_end(end, row.vergunninghouder, acting_user)
    row.refresh_from_db()
    return row


def _locked(programma: Programma, acting_user: Any) -> Programma:
    person = lock_person(Vergunninghouder(pk=programma.vergunninghouder_id), acting_user)
    row: Programma = Programma.objects.select_for_update(of=("self",)).get(pk=programma.pk)
    row.vergunninghouder = person
    return row


def _tell_profile(row: Programma, facts: dict[str, Any], op: dt.date, acting_user: Any) -> None:
    record_facts(
        vergunninghouder=row.vergunninghouder, facts=facts, bron=Bron.GESPREK, op=op, acting_user=acting_user
    )
