"""Rooms, and the days on which an opvanglocatie gives no lessons."""

import datetime as dt
from typing import Any

from coa_portal.access.policy import require
from coa_portal.audit.acting import action
from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Opvanglocatie
from voorinburgering.lifecycle import CANCEL_REASON_VRIJ, LES
from voorinburgering.models import Les, Lesvrij, Ruimte
from voorinburgering.policy import keeps

_LONGEST_DAYS = 100  # a summer holiday and more; longer is a typing error


@action
def add_ruimte(
    *, opvanglocatie: Opvanglocatie, naam: str, plaatsen: int | None = None, acting_user: Any
) -> Ruimte:
    """A room at a locatie; its name is told once there among the rooms in use."""
    _require_keeps(opvanglocatie, acting_user)
    lock_until_commit("ruimten", opvanglocatie.pk)
    if Ruimte.objects.filter(opvanglocatie=opvanglocatie, naam__iexact=naam, gesloten_op=None).exists():
        raise DomainError(
            "Op deze locatie is er al een lokaal met deze naam.", field="naam", code="duplicate"
        )
    made: Ruimte = Ruimte.objects.create(opvanglocatie=opvanglocatie, naam=naam, plaatsen=plaatsen)
    return made


@action
def close_ruimte(*, ruimte: Ruimte, acting_user: Any) -> Ruimte:
    """A room goes out of use; lessons planned in it must have gone elsewhere."""
    row: Ruimte = Ruimte.objects.select_for_update().get(pk=ruimte.pk)
    if acting_user is not None:
        require(acting_user, "change", row)
    if row.gesloten_op:
        return row
    planned = Les.objects.filter(ruimte=row, status=LES.initial, dag__gte=today()).order_by("dag").first()
    if planned is not None:
        raise DomainError(
            f"In dit lokaal zijn nog lessen gepland, de eerste op {short_date(planned.dag)}. Verplaats die eerst.",
            code="in_use",
        )
    row.gesloten_op = today()
    row.save()
    return row


@action
def add_lesvrij(
    *, opvanglocatie: Opvanglocatie, van: dt.date, tot: dt.date, naam: str, acting_user: Any
) -> tuple[Lesvrij, int]:
    """Days without lessons at a locatie. What was planned on them falls out; returns how many lessons that are."""
    _require_keeps(opvanglocatie, acting_user)
    if tot < van:
        raise DomainError("De laatste dag ligt voor de eerste.", field="tot", code="order")
    if (tot - van).days > _LONGEST_DAYS:
        raise DomainError(f"Kies hooguit {_LONGEST_DAYS} dagen.", field="tot", code="too_long")
    # a series that is being planned at this moment waits, and sees the new days
    lock_until_commit("lessen", opvanglocatie.pk)
    made: Lesvrij = Lesvrij.objects.create(opvanglocatie=opvanglocatie, van=van, tot=tot, naam=naam)
    planned = Les.objects.filter(
        lesgroep__opvanglocatie=opvanglocatie, status=LES.initial, dag__range=(max(van, today()), tot)
    )
    rows = list(planned.select_for_update(of=("self",)))
    for row in rows:
        LES.apply(row, "cancel", acting_user=acting_user, reason=CANCEL_REASON_VRIJ)
    return made, len(rows)


@action
def remove_lesvrij(*, lesvrij: Lesvrij, acting_user: Any) -> None:
    """Those days have lessons after all. Lessons that fell out stay so until somebody opens them again."""
    row: Lesvrij = Lesvrij.objects.select_for_update().get(pk=lesvrij.pk)
    if acting_user is not None:
        require(acting_user, "change", row)
    row.delete()


def _require_keeps(opvanglocatie: Opvanglocatie, acting_user: Any) -> None:
    if acting_user is not None and not (decision := keeps(acting_user, opvanglocatie)):
        raise NotAllowed(decision.reason)
