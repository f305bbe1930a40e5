"""Taking away what was recorded by mistake: a PID handed over, VOORwerk, NOA. What is right is recorded anew."""

from typing import Any

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.actions import record_facts
from klantprofiel.choices import Bron
from klantprofiel.models import Klantprofiel, Vergunninghouder
from voorinburgering.actions.person import lock_person
from voorinburgering.models import NoaAssessment, PidOverhandiging, Voorwerk

Record = PidOverhandiging | Voorwerk | NoaAssessment


@action
def remove_record(*, record: Record, acting_user: Any) -> None:
    """Take a record away, as if it had never been there; its history tells that it was, and who took it away.

    The klantprofiel then has the first PID that is left, or none. DomainError when somebody else was first.
    """
    person = lock_person(Vergunninghouder(pk=record.vergunninghouder_id), acting_user)
    row = type(record)._default_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if row is None:
        raise DomainError("Dit is al weggehaald.", code="gone")
    row.delete()
    if isinstance(row, PidOverhandiging):
        _tell_profile(person, row, acting_user)


def _tell_profile(person: Vergunninghouder, gone: PidOverhandiging, acting_user: Any) -> None:
    rows = PidOverhandiging.objects.filter(vergunninghouder=person).order_by("op")
    first = rows.values_list("op", flat=True).first()
    if first is None and not Klantprofiel.objects.filter(vergunninghouder=person, pid_datum=gone.op).exists():
        return  # somebody wrote another day since
    facts = {"pid_ontvangen": "ja" if first else "", "pid_datum": first}
    record_facts(vergunninghouder=person, facts=facts, bron=Bron.GESPREK, op=today(), acting_user=acting_user)
