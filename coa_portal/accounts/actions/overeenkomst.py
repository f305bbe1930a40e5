"""Writes on verwerkersovereenkomsten (DESIGN §3; sources B0, B3)."""

import datetime as dt

from coa_portal.accounts.actions.toekenning import end_toekenning
from coa_portal.accounts.lifecycle import AGREEMENT_ENDED, OVEREENKOMST
from coa_portal.accounts.models import RUNNING, Gebruiker, Toekenning, Verwerkersovereenkomst
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente


@action
def register_overeenkomst(
    *,
    gemeente: Gemeente,
    derde_partij: str,
    kenmerk: str,
    ingangsdatum: dt.date,
    einddatum: dt.date | None = None,
    document_kenmerk: str = "",
    acting_user: Gebruiker | None,
) -> Verwerkersovereenkomst:
    """Register an agreement between a gemeente and a third party. Raises DomainError at the field that is wrong."""
    row = Verwerkersovereenkomst(
        gemeente=gemeente,
        derde_partij=" ".join(derde_partij.split()),
        kenmerk=kenmerk.strip(),
        ingangsdatum=ingangsdatum,
        einddatum=einddatum,
        document_kenmerk=document_kenmerk.strip(),
        status=OVEREENKOMST.initial,
        status_door=acting_user if getattr(acting_user, "pk", None) else None,
    )
    _judge(row)
    row.save()
    return row


def _judge(row: Verwerkersovereenkomst) -> None:
    if not row.derde_partij:
        raise DomainError("Vul de naam van de derde partij in.", field="derde_partij", code="required")
    if not row.kenmerk:
        raise DomainError("Vul het kenmerk in.", field="kenmerk", code="required")
    if row.einddatum and row.einddatum < row.ingangsdatum:
        raise DomainError("De einddatum ligt voor de ingangsdatum.", field="einddatum", code="order")
    if row.einddatum and row.einddatum < today():
        raise DomainError("De einddatum ligt in het verleden.", field="einddatum", code="past")
    same = Verwerkersovereenkomst.objects.filter(
        gemeente=row.gemeente_id,
        derde_partij__iexact=row.derde_partij,
        kenmerk__iexact=row.kenmerk,
        status="van_kracht",
    )
    if same.exists():
        raise DomainError("Deze gemeente heeft deze overeenkomst al.", field="kenmerk", code="duplicate")


@action
def end_overeenkomst(
    *, overeenkomst: Verwerkersovereenkomst, acting_user: Gebruiker | None
) -> Verwerkersovereenkomst:
    """End an agreement at once; every grant under it ends with it."""
    row = Verwerkersovereenkomst.objects.select_for_update().get(pk=overeenkomst.pk)
    OVEREENKOMST.apply(row, "end", acting_user=acting_user)
    for toekenning in Toekenning.objects.filter(verwerkersovereenkomst=row, status__in=RUNNING):
        end_toekenning(toekenning=toekenning, reden=AGREEMENT_ENDED, acting_user=acting_user)
    return row
