"""What the writes about one person share: one lock per person, and what is refused at every field."""

import datetime as dt
from typing import Any

from coa_portal.access.policy import require
from coa_portal.common.dates import long_date, today
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from voorinburgering.actions.einde import standing_end


def lock_person(
    vergunninghouder: Vergunninghouder, acting_user: Any, step: str = "record_programma"
) -> Vergunninghouder:
    """The person, locked: two writers of one programme wait for each other. NotAllowed for who does not keep it; None
    is the system itself."""
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    if acting_user is not None:
        require(acting_user, step, person)
    return person


def refuse_when_ended(person: Vergunninghouder) -> None:
    """DomainError when the Voorinburgering of this person ended."""
    if (ended := standing_end(person)) is not None:
        raise DomainError(
            f"De Voorinburgering van deze persoon is op {long_date(ended.op)} gestopt: "
            f"{ended.get_reden_display().lower()}.",
            code="programme_ended",
        )


def refuse_future(day: dt.date, field: str) -> None:
    """DomainError at the field for a day that is still to come."""
    if day > today():
        raise DomainError("Deze dag is nog niet geweest.", field=field, code="future")
