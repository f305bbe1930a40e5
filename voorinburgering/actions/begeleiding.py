"""Individual guidance: talks and what was agreed, the PID, VOORwerk, NOA, and that KNM, MAP and PVT were followed."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Sum

from coa_portal.access.policy import require
from coa_portal.audit.acting import action
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.organisaties.normen import BEGELEIDING_UREN, read_normen
from klantprofiel.actions import record_facts
from klantprofiel.choices import Bron
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.einde import standing_end
from voorinburgering.actions.person import lock_person, refuse_future
from voorinburgering.models import (
    Begeleidingsafspraak,
    Begeleidingsgesprek,
    NoaAssessment,
    PidOnderdeel,
    PidOverhandiging,
    Programma,
    Voorwerk,
)
from voorinburgering.models.begeleiding import LONGEST_TALK
from voorinburgering.programma_lifecycle import BEGELEIDINGSAFSPRAAK, VOORWERK
from voorinburgering.programma_policy import may_talk

MODULES = {"knm": "KNM", "map": "MAP", "pvt": "PVT"}


@action
def record_gesprek(
    *,
    vergunninghouder: Vergunninghouder,
    soort: str,
    dag: dt.date,
    minuten: int,
    boven_norm: str = "",
    acting_user: Any,
) -> Begeleidingsgesprek:
    """A talk was held. Over the hours of the norm it asks a reason: the talk took place, and a record without it would
    be wrong."""
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    _may_talk(acting_user, person, soort)
    if soort not in Begeleidingsgesprek.Soort.values:
        raise DomainError("Kies wat voor gesprek het was.", field="soort", code="unknown")
    if not 1 <= minuten <= LONGEST_TALK:
        raise DomainError(f"Een gesprek duurt 1 tot {LONGEST_TALK} minuten.", field="minuten", code="minutes")
    refuse_future(dag, "dag")
    if (ended := standing_end(person)) is not None and dag > ended.op:
        raise DomainError(
            f"De Voorinburgering stopte op {long_date(ended.op)}, en de individuele begeleiding ook.",
            field="dag",
            code="programme_ended",
        )
    over = _goes_over(person, minuten)
    if over and boven_norm not in Begeleidingsgesprek.BovenNorm.values:
        raise DomainError(
            f"Met dit gesprek komt de begeleiding boven {over} uur. Kies een reden.",
            field="boven_norm",
            code="over_norm",
        )
    made: Begeleidingsgesprek = Begeleidingsgesprek.objects.create(
        vergunninghouder=person,
        soort=soort,
        dag=dag,
        minuten=minuten,
        boven_norm=boven_norm if over else "",
        door=acting_user,
    )
    return made


@action
def retract_gesprek(*, gesprek: Begeleidingsgesprek, acting_user: Any) -> Begeleidingsgesprek:
    """The talk was recorded by mistake: it stays to be read and no longer counts; what was agreed in it lapses."""
    row = _talk(gesprek, acting_user)
    if row.ingetrokken_op is not None:
        raise DomainError("Dit gesprek is al ingetrokken.", code="retracted")
    row.ingetrokken_op = today()
    row.save(update_fields=["ingetrokken_op"])
    for agreement in Begeleidingsafspraak.objects.select_for_update(of=("self",)).filter(
        gesprek=row, status="open"
    ):
        BEGELEIDINGSAFSPRAAK.apply(agreement, "lapse", acting_user=acting_user)
    return row


@action
def agree_in_gesprek(
    *, gesprek: Begeleidingsgesprek, tekst: str, wie: str, voor_op: dt.date, acting_user: Any
) -> Begeleidingsafspraak:
    """Who does what by when; never what was said."""
    row = _talk(gesprek, acting_user)
    if row.ingetrokken_op is not None:
        raise DomainError("Dit gesprek is ingetrokken.", code="retracted")
    if not tekst.strip():
        raise DomainError("Schrijf kort wat er is afgesproken.", field="tekst", code="words")
    if wie not in Begeleidingsafspraak.Wie.values:
        raise DomainError("Kies wie het doet.", field="wie", code="unknown")
    if voor_op < row.dag:
        raise DomainError(
            f"Het gesprek was op {long_date(row.dag)}. Kies die dag of een latere.",
            field="voor_op",
            code="order",
        )
    made: Begeleidingsafspraak = Begeleidingsafspraak.objects.create(
        gesprek=row,
        tekst=tekst.strip(),
        wie=wie,
        voor_op=voor_op,
        status=BEGELEIDINGSAFSPRAAK.initial,
        status_door=acting_user,
    )
    return made


@action
def step_begeleidingsafspraak(
    *, afspraak: Begeleidingsafspraak, step: str, acting_user: Any
) -> Begeleidingsafspraak:
    """Finish an agreement, let it lapse, or take a finish back. DomainError for an unknown or illegal step."""
    row: Begeleidingsafspraak = Begeleidingsafspraak.objects.select_for_update(of=("self",)).get(
        pk=afspraak.pk
    )
    _talk(row.gesprek, acting_user)
    if step not in BEGELEIDINGSAFSPRAAK.steps:
        raise DomainError("Kies wat u met de afspraak doet.", code="unknown")
    BEGELEIDINGSAFSPRAAK.apply(row, step, acting_user=acting_user)
    return row


@action
def hand_over_pid(
    *, vergunninghouder: Vergunninghouder, op: dt.date, onderdelen: Collection[str], acting_user: Any
) -> PidOverhandiging:
    """The PID was handed over, or added to. The klantprofiel keeps the first day on which the person had one."""
    person = lock_person(vergunninghouder, acting_user)
    refuse_future(op, "op")
    if not onderdelen or set(onderdelen) - set(PidOnderdeel.values):
        raise DomainError("Kies wat er in het PID zit.", field="onderdelen", code="unknown")
    made: PidOverhandiging = PidOverhandiging.objects.create(
        vergunninghouder=person,
        op=op,
        onderdelen=[part for part in PidOnderdeel.values if part in onderdelen],
        door=acting_user,
    )
    first = PidOverhandiging.objects.filter(vergunninghouder=person).order_by("op").values_list("op")[0][0]
    record_facts(
        vergunninghouder=person,
        facts={"pid_ontvangen": "ja", "pid_datum": first},
        bron=Bron.GESPREK,
        op=op,
        acting_user=acting_user,
    )
    return made


@action
def register_voorwerk(
    *, vergunninghouder: Vergunninghouder, aanbieder: str, aangemeld_op: dt.date, acting_user: Any
) -> Voorwerk:
    """Somebody was registered for VOORwerk, of IOM or UAF."""
    person = lock_person(vergunninghouder, acting_user)
    refuse_future(aangemeld_op, "aangemeld_op")
    if aanbieder not in Voorwerk.Aanbieder.values:
        raise DomainError("Kies de aanbieder.", field="aanbieder", code="unknown")
    if Voorwerk.objects.filter(
        vergunninghouder=person, aanbieder=aanbieder, status__in=("aangemeld", "gestart")
    ).exists():
        raise DomainError("Deze persoon is hiervoor al aangemeld.", field="aanbieder", code="registered")
    made: Voorwerk = Voorwerk.objects.create(
        vergunninghouder=person,
        aanbieder=aanbieder,
        aangemeld_op=aangemeld_op,
        status=VOORWERK.initial,
        status_door=acting_user,
    )
    return made


@action
def step_voorwerk(
    *, voorwerk: Voorwerk, step: str, op: dt.date, reden: str = "", acting_user: Any
) -> Voorwerk:
    """VOORwerk started, was finished, or was stopped with a reason, on `op`."""
    person = lock_person(Vergunninghouder(pk=voorwerk.vergunninghouder_id), acting_user)
    row: Voorwerk = Voorwerk.objects.select_for_update(of=("self",)).get(pk=voorwerk.pk)
    row.vergunninghouder = person
    if step not in VOORWERK.steps:
        raise DomainError("Kies wat er is gebeurd.", field="step", code="unknown")
    VOORWERK.judge(row.status, step)
    refuse_future(op, "op")
    before = row.gestart_op or row.aangemeld_op
    if op < before:
        raise DomainError(f"Kies {long_date(before)} of een latere dag.", field="op", code="order")
    column = {"start": "gestart_op", "finish": "afgerond_op", "stop": "gestopt_op"}[step]
    setattr(row, column, op)
    reason = reden if step == "stop" else ""
    VOORWERK.apply(row, step, acting_user=acting_user, reason=reason, save=(column,))
    return row


@action
def record_noa(
    *, vergunninghouder: Vergunninghouder, afgenomen_op: dt.date, organisatie: str, acting_user: Any
) -> NoaAssessment:
    """The NOA assessment was taken: the day and the organisation, no contents."""
    person = lock_person(vergunninghouder, acting_user)
    refuse_future(afgenomen_op, "afgenomen_op")
    if not organisatie.strip():
        raise DomainError("Vul in wie het assessment afnam.", field="organisatie", code="words")
    if NoaAssessment.objects.filter(vergunninghouder=person, afgenomen_op=afgenomen_op).exists():
        raise DomainError("Dit assessment is al vastgelegd.", field="afgenomen_op", code="duplicate")
    made: NoaAssessment = NoaAssessment.objects.create(
        vergunninghouder=person, afgenomen_op=afgenomen_op, organisatie=organisatie.strip()
    )
    return made


@action
def finish_module(*, vergunninghouder: Vergunninghouder, module: str, op: dt.date, acting_user: Any) -> None:
    """KNM, MAP or PVT was followed: a fact of the klantprofiel, by who may edit it."""
    person = lock_person(vergunninghouder, acting_user, "edit_profiel")
    if module not in MODULES:
        raise DomainError("Kies een onderdeel.", field="module", code="unknown")
    refuse_future(op, "op")
    if not Programma.objects.filter(vergunninghouder=person, gestart_op__lte=op).exists():
        raise DomainError(
            "Deze persoon deed op die dag nog niet mee aan de Voorinburgering.",
            field="op",
            code="not_started",
        )
    record_facts(
        vergunninghouder=person,
        facts={f"{module}_afgerond": "ja"},
        bron=Bron.DOCENT,
        op=op,
        acting_user=acting_user,
    )


def guidance_minutes(person: Vergunninghouder) -> int:
    """Minutes of guidance that count."""
    rows = Begeleidingsgesprek.objects.filter(vergunninghouder=person, ingetrokken_op=None)
    return int(rows.aggregate(som=Sum("minuten"))["som"] or 0)


def _goes_over(person: Vergunninghouder, minuten: int) -> int | None:
    """The hours of the norm when this talk goes over them; None when it does not, or there is no norm."""
    begun = Programma.objects.filter(vergunninghouder=person).values_list("gestart_op", flat=True).first()
    hours = read_normen().of(BEGELEIDING_UREN, begun or today())
    if hours is None:
        return None
    return hours if guidance_minutes(person) + minuten > hours * 60 else None


def _may_talk(acting_user: Any, person: Vergunninghouder, soort: str) -> None:
    if acting_user is not None and not (decision := may_talk(acting_user, person, soort)):
        raise NotAllowed(decision.reason)


def _talk(gesprek: Begeleidingsgesprek, acting_user: Any) -> Begeleidingsgesprek:
    """The talk with its person, both locked; NotAllowed for who does not keep this kind."""
    person = Vergunninghouder.objects.select_for_update().get(pk=gesprek.vergunninghouder_id)
    row: Begeleidingsgesprek = Begeleidingsgesprek.objects.select_for_update(of=("self",)).get(pk=gesprek.pk)
    row.vergunninghouder = person
    if acting_user is not None:
        require(acting_user, "record", row)
    return row
