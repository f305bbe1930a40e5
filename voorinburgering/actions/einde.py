"""The end of somebody's Voorinburgering, and taking it up again."""

import datetime as dt
from typing import Any

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.leaving import leave
from voorinburgering.models import (
    PROGRAMMA_EINDEREDENEN,
    Deelname,
    Eindereden,
    Participatie,
    Pauze,
    Programma,
    VoorinburgeringEinde,
)
from voorinburgering.programma_lifecycle import PROGRAMMA


@action
def end_voorinburgering(
    *, vergunninghouder: Vergunninghouder, reden: str, op: dt.date, door: Any = None, acting_user: Any
) -> VoorinburgeringEinde | None:
    """End the programme of one person and its individual guidance, with every place in a lesgroep (DESIGN §8).

    The first end stands: None when it had ended before. Whether the account may cause it is the caller's to judge: the
    gemeente's start of the regular programme and the move come by here, without `door`. DomainError for an unknown
    reason.
    """
    if reden not in PROGRAMMA_EINDEREDENEN:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    for row in Deelname.objects.running().filter(vergunninghouder=person).select_for_update(of=("self",)):
        leave(row, op, reden)
    if reden == Eindereden.VERHUISD:
        _end_activities(person, op)
    if standing_end(person) is not None:
        return None
    made: VoorinburgeringEinde = VoorinburgeringEinde.objects.create(
        vergunninghouder=person, op=op, reden=reden, door=door
    )
    _end_programme(person, reden, op, acting_user)
    return made


@action
def resume_voorinburgering(
    *, vergunninghouder: Vergunninghouder, reden: str, acting_user: Any
) -> VoorinburgeringEinde | None:
    """The programme goes on after all, where it ended for `reden`; None when it did not. Lesgroepen are chosen anew."""
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    row: VoorinburgeringEinde | None = (
        VoorinburgeringEinde.objects.select_for_update(of=("self",))
        .filter(vergunninghouder=person, hervat_op=None, reden=reden)
        .first()
    )
    if row is not None:
        take_back_end(row, person, acting_user)
    return row


def take_back_end(end: VoorinburgeringEinde, person: Vergunninghouder, acting_user: Any) -> None:
    """The end no longer stands; the programme of the locked person goes back to where its facts put it."""
    end.hervat_op = today()
    end.save(update_fields=["hervat_op"])
    row = Programma.objects.select_for_update(of=("self",)).filter(vergunninghouder=person).first()
    if row is None:
        return
    step = {"ja": "reopen_agreed", "nee": "reopen_declined"}.get(row.instemming, "reopen_offered")
    PROGRAMMA.apply(row, "reopen_running" if row.gestart_op else step, acting_user=acting_user)


def standing_end(person: Vergunninghouder) -> VoorinburgeringEinde | None:
    """The end of the Voorinburgering that holds now, if it ended."""
    row: VoorinburgeringEinde | None = VoorinburgeringEinde.objects.filter(
        vergunninghouder=person, hervat_op=None
    ).first()
    return row


def _end_programme(person: Vergunninghouder, reden: str, op: dt.date, acting_user: Any) -> None:
    """Step the programme of a locked person to its end, and close the pause it was in."""
    row = Programma.objects.select_for_update(of=("self",)).filter(vergunninghouder=person).first()
    if row is None:
        return
    for pauze in Pauze.objects.select_for_update(of=("self",)).filter(programma=row, tot=None):
        pauze.tot = max(op, pauze.van)
        pauze.save(update_fields=["tot"])
    PROGRAMMA.apply(row, "end", acting_user=acting_user, reason=reden)


def _end_activities(person: Vergunninghouder, op: dt.date) -> None:
    """Who moved to the gemeente frees the places in what the azc has on offer."""
    rows = Participatie.objects.running().filter(vergunninghouder=person)
    for row in rows.select_for_update(of=("self",)):
        row.tot, row.einde_reden = max(op, row.van), Participatie.Eindereden.VERHUISD
        row.save(update_fields=["tot", "einde_reden"])
