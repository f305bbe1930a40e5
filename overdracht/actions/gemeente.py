"""The gemeente's own writes. They run under its database role, which may insert here and nothing else.

The row-level policy judges the insert once more, on the gate as it stands in that statement.
"""

import datetime as dt

from django.db.models import Q

from coa_portal.access.grants import accounts_holding
from coa_portal.access.policy import require
from coa_portal.access.roles import ScopeKind
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from koppeling.models import Koppeling
from overdracht.actions.held import fresh_koppeling
from overdracht.lifecycle import OPVRAGING
from overdracht.models import (
    BehandelaarGemeente,
    Betrokkene,
    Inzage,
    Opvraging,
    Toestemming,
    VernietigingsBevestiging,
)
from overdracht.notify import tell

_OF_BEHANDELAAR = ["behandelaar", "vervanger", "vervanging_tot"]


@action
def request_profiel(*, koppeling: Koppeling, betrokkene: Betrokkene, acting_user: Gebruiker) -> Opvraging:
    """Opvragen: ask COA for the profile of one person of an active koppeling (R5).

    Asked twice is one request: a second one while the first is open is refused.
    """
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    if not Inzage.objects.filter(koppeling=row, betrokkene=betrokkene.pk).exists():
        raise DomainError("Deze persoon hoort niet bij de koppeling.", code="not_a_member")
    person = betrokkene.vergunninghouder_id
    if Opvraging.objects.filter(koppeling=row, vergunninghouder=person, status="open").exists():
        raise DomainError("U hebt dit profiel al opgevraagd.", code="already_asked")
    opvraging = Opvraging(
        koppeling=row,
        gemeente_id=row.gemeente_id,
        vergunninghouder_id=person,
        gevraagd_door=acting_user,
        status=OPVRAGING.initial,
        status_door=acting_user,
    )
    opvraging.save(force_insert=True)
    tell(
        "profiel_opgevraagd",
        row,
        key=f"opvraging:{opvraging.pk}",
        acting_user=acting_user,
        person_id=person,
    )
    return opvraging


@action
def assign_behandelaar_gemeente(
    *,
    koppeling: Koppeling,
    behandelaar: Gebruiker,
    vervanger: Gebruiker | None = None,
    vervanging_tot: dt.date | None = None,
    acting_user: Gebruiker,
) -> BehandelaarGemeente:
    """Say whose koppeling it is, and who replaces them until when. Both must work for the gemeente."""
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    colleagues = set(accounts_holding("manage_overdracht", ScopeKind.GEMEENTE, row.gemeente_id))
    if behandelaar.pk not in colleagues:
        raise DomainError("Kies een regievoerder van uw gemeente.", field="behandelaar", code="stranger")
    if vervanger is not None and (vervanger.pk not in colleagues or vervanger.pk == behandelaar.pk):
        raise DomainError("Kies een andere regievoerder van uw gemeente.", field="vervanger", code="stranger")
    if (vervanger is None) != (vervanging_tot is None):
        raise DomainError("Vul vervanger en einddatum allebei in.", field="vervanging_tot", code="incomplete")
    if vervanging_tot is not None and vervanging_tot < today():
        raise DomainError("Deze datum is al voorbij.", field="vervanging_tot", code="past")
    mine = BehandelaarGemeente.objects.select_for_update().filter(koppeling=row).first()
    is_new = mine is None
    mine = mine or BehandelaarGemeente(koppeling=row, gemeente_id=row.gemeente_id)
    mine.behandelaar = behandelaar
    mine.vervanger = vervanger
    mine.vervanging_tot = vervanging_tot
    # the database role may change these columns and no others
    mine.save(update_fields=None if is_new else _OF_BEHANDELAAR)
    return mine


@action
def release_behandelaar(*, gebruiker: Gebruiker, gemeente_id: str, acting_user: Gebruiker | None) -> None:
    """Let go of what is in the name of somebody who left the gemeente: the replacement takes over, or nobody has it."""
    rows = BehandelaarGemeente.objects.select_for_update(of=("self",)).filter(gemeente=gemeente_id)
    for row in rows.filter(Q(behandelaar=gebruiker) | Q(vervanger=gebruiker)):
        if row.behandelaar_id == gebruiker.pk:
            if row.vervanger is None:
                row.delete()
                continue
            row.behandelaar = row.vervanger
        row.vervanger, row.vervanging_tot = None, None
        row.save(update_fields=_OF_BEHANDELAAR)


@action
def confirm_destruction(
    *, koppeling: Koppeling, betrokkene: Betrokkene, acting_user: Gebruiker
) -> list[VernietigingsBevestiging]:
    """Confirm that what was downloaded about one person is destroyed: one row per withdrawn consent (R6).

    Confirming twice is refused, so that the first date and name stand.
    """
    row = fresh_koppeling(koppeling)
    require(acting_user, "manage", row)
    member = Betrokkene.objects.filter(pk=betrokkene.pk, koppeling=row).first()
    if member is None:
        raise DomainError("Deze persoon hoort niet bij de koppeling.", code="not_a_member")
    withdrawn = Toestemming.objects.filter(
        vergunninghouder=member.vergunninghouder_id, gemeente=row.gemeente_id, status="ingetrokken"
    )
    keys = set(withdrawn.order_by().values_list("pk", flat=True))
    keys -= set(
        VernietigingsBevestiging.objects.filter(toestemming__in=keys).values_list("toestemming_id", flat=True)
    )
    if not keys:
        raise DomainError("Hier is niets meer te bevestigen.", code="nothing_to_confirm")
    made = [
        VernietigingsBevestiging(
            koppeling=row,
            gemeente_id=row.gemeente_id,
            betrokkene=member,
            toestemming_id=key,
            door=acting_user,
        )
        for key in keys
    ]
    for confirmation in made:
        confirmation.save(force_insert=True)
    return made
