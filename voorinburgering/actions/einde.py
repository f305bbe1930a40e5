"""The end of somebody's Voorinburgering, and taking it up again."""

import datetime as dt
from typing import Any

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.leaving import leave
from voorinburgering.models import Deelname, Eindereden, VoorinburgeringEinde


@action
def end_voorinburgering(
    *, vergunninghouder: Vergunninghouder, reden: str, op: dt.date, acting_user: Any
) -> VoorinburgeringEinde | None:
    """End the programme of one person and its individual guidance, with every place in a lesgroep (DESIGN §8).

    The first end stands: None when it had ended before. Whether the account may cause it is the caller's to judge: the
    gemeente's start of the regular programme and the move come by here. DomainError for an unknown reason.
    """
    if reden not in Eindereden.values:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    for row in Deelname.objects.running().filter(vergunninghouder=person).select_for_update(of=("self",)):
        leave(row, op, reden)
    if standing_end(person) is not None:
        return None
    made: VoorinburgeringEinde = VoorinburgeringEinde.objects.create(
        vergunninghouder=person, op=op, reden=reden
    )
    return made


@action
def resume_voorinburgering(
    *, vergunninghouder: Vergunninghouder, reden: str, acting_user: Any
) -> VoorinburgeringEinde | None:
    """The programme goes on after all, where it ended for `reden`; None when it did not. Lesgroepen are chosen anew."""
    row: VoorinburgeringEinde | None = (
        VoorinburgeringEinde.objects.select_for_update()
        .filter(vergunninghouder=vergunninghouder, hervat_op=None, reden=reden)
        .first()
    )
    if row is not None:
        row.hervat_op = today()
        row.save(update_fields=["hervat_op"])
    return row


def standing_end(person: Vergunninghouder) -> VoorinburgeringEinde | None:
    """The end of the Voorinburgering that holds now, if it ended."""
    row: VoorinburgeringEinde | None = VoorinburgeringEinde.objects.filter(
        vergunninghouder=person, hervat_op=None
    ).first()
    return row
