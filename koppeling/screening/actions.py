"""Recording the screening- en matchingsgesprek."""

import datetime as dt
from typing import Any

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.avg.confirm import guard_texts
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from koppeling import events
from koppeling.screening.models import Screening

TEXTS = ("werk", "onderwijs", "ambities", "netwerk")


@action
def save_screening(
    *,
    vergunninghouder: Vergunninghouder,
    gesprek_op: dt.date,
    werk: str = "",
    onderwijs: str = "",
    ambities: str = "",
    netwerk: str = "",
    base: str | None = None,
    confirmed: str = "",
    acting_user: Gebruiker | None,
) -> Screening:
    """Write what one adult told. `base`: `token_of` the screening as it was shown; None skips that check.

    Refused for a child, for a future day, without any text, and when somebody else saved in between (R18).
    Words that the AVG guard marks are refused too (MarkedWords, R9), unless `confirmed` says why they may stay.
    A screening that was shared stays as it was frozen: only a next consent shares a changed one.
    """
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    if acting_user is not None:
        require(acting_user, "edit_profiel", person)
    texts = dict(
        zip(TEXTS, (werk.strip(), onderwijs.strip(), ambities.strip(), netwerk.strip()), strict=True)
    )
    _judge(person, gesprek_op, texts)
    row = Screening.objects.filter(vergunninghouder=person).first()
    if base is not None and base != token_of(row):
        raise DomainError(
            "Iemand anders heeft deze screening net gewijzigd. Kijk wat er nu staat en sla daarna opnieuw op.",
            code="conflict",
        )
    wanted: dict[str, Any] = {"gesprek_op": gesprek_op, **texts}
    if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    guard_texts(
        texts,
        waar="screening",
        acting_user=acting_user,
        confirmed=confirmed,
        known=[getattr(row, name) for name in TEXTS] if row else (),
    )
    row = row or Screening(vergunninghouder=person)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    events.screening_changed.send(Screening, screening=row, acting_user=acting_user)
    return row


def token_of(row: Screening | None) -> str:
    """Tells one state of a screening from the next; "nieuw" when there is none."""
    return row.updated_at.isoformat() if row else "nieuw"


def _judge(person: Vergunninghouder, day: dt.date, texts: dict[str, str]) -> None:
    if not person.is_adult:
        raise DomainError("Een screening is er alleen voor volwassenen.", code="child")
    if day > today():
        raise DomainError("Vul een datum in die niet na vandaag ligt.", field="gesprek_op", code="future")
    if day < person.geboortedatum:
        raise DomainError("Deze datum ligt voor de geboortedatum.", field="gesprek_op", code="before_birth")
    if not any(texts.values()):
        raise DomainError("Vul ten minste één onderwerp in.", field="werk", code="empty")
