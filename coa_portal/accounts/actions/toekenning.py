"""Writes on toekenningen. Granting, blocking, ending and expiring write the guardian rows in the same
transaction (R1). Nobody decides on a grant of their own (besluit 0009)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from coa_portal.access import grants
from coa_portal.access.roles import ROLES
from coa_portal.accounts.actions import judging
from coa_portal.accounts.events import gemeente_was_left, toekenning_was_granted, toekenning_was_taken
from coa_portal.accounts.lifecycle import ALL_END_REASONS, TOEKENNING
from coa_portal.accounts.models import Gebruiker, Toekenning, Verwerkersovereenkomst
from coa_portal.accounts.termijnen import latest_end
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import DerdePartij


def capabilities_of(toekenning: Toekenning) -> frozenset[str]:
    """The guardian permissions a grant brings: those of the role, as far as its terms go."""
    return toekenning.role.capabilities_for(
        max_tier=toekenning.max_tier, named_only=toekenning.alleen_benoemd
    )


@action
def grant_role(
    *,
    gebruiker: Gebruiker,
    rol: str,
    parent: Model,
    eindigt_op: dt.date | None = None,
    max_tier: int | None = None,
    onderdelen: list[str] | None = None,
    verwerkersovereenkomst: Verwerkersovereenkomst | None = None,
    alleen_benoemd: bool = False,
    acting_user: Gebruiker | None,
) -> Toekenning:
    """Grant one role on one parent object. Raises DomainError at the field that is wrong.

    Without `eindigt_op` it holds as long as it may: until the next certification (R14), or the end of the agreement.
    An external works for the third party of the agreement, which consents name.
    """
    account = Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    toekenning = Toekenning(
        gebruiker=account,
        rol=rol,
        eindigt_op=eindigt_op or _default_end(rol, verwerkersovereenkomst),
        max_tier=max_tier,
        onderdelen=onderdelen or [],
        verwerkersovereenkomst=verwerkersovereenkomst,
        derde_partij=_third_party(rol, verwerkersovereenkomst),
        alleen_benoemd=alleen_benoemd,
        toegekend_door=acting_user if getattr(acting_user, "pk", None) else None,
        status=TOEKENNING.initial,
    )
    field = parent_field(parent)
    setattr(toekenning, field, parent)
    judging.judge_author(account, acting_user)
    judging.judge(toekenning, field, end_given=eindigt_op is not None)
    toekenning.save()
    grants.give(account, parent, capabilities_of(toekenning))
    grants.forget_grants(gebruiker)
    toekenning_was_granted.send(Toekenning, toekenning=toekenning, acting_user=acting_user)
    return toekenning


def _default_end(rol: str, overeenkomst: Verwerkersovereenkomst | None) -> dt.date | None:
    role = ROLES[rol]
    days = [latest_end(role), overeenkomst.einddatum if overeenkomst else None]
    return min((day for day in days if day), default=None)


@action
def grant_role_on_all(
    *, gebruiker: Gebruiker, rol: str, parents: Sequence[Model], acting_user: Gebruiker | None, **terms: Any
) -> list[Toekenning]:
    """Grant one role on each of `parents`, or on none of them; `terms` as of `grant_role`."""
    if not parents:
        raise DomainError(f"Kies waarvoor de rol {ROLES[rol].label} geldt.", field="rol", code="no_parent")
    return [
        grant_role(gebruiker=gebruiker, rol=rol, parent=parent, acting_user=acting_user, **terms)
        for parent in parents
    ]


def parent_field(parent: Model) -> str:
    """The field of Toekenning that holds such a parent."""
    return type(parent).__name__.lower()


def _third_party(rol: str, agreement: Verwerkersovereenkomst | None) -> DerdePartij | None:
    """The party of an agreement as consents name it: one row for one name, whatever its capitals."""
    if agreement is None or not ROLES[rol].needs_verwerkersovereenkomst:
        return None
    known = DerdePartij.objects.filter(naam__iexact=agreement.derde_partij).first()
    return known or DerdePartij.objects.create(naam=agreement.derde_partij)


@action
def end_toekenning(*, toekenning: Toekenning, reden: str, acting_user: Gebruiker | None) -> Toekenning:
    """End a grant at once, with a coded reason."""
    return _leave(toekenning, "end", reden, acting_user)


@action
def block_toekenning(*, toekenning: Toekenning, reden: str, acting_user: Gebruiker | None) -> Toekenning:
    """Block a grant for now; unblocking gives the permissions back."""
    return _leave(toekenning, "block", reden, acting_user)


@action
def unblock_toekenning(*, toekenning: Toekenning, acting_user: Gebruiker | None) -> Toekenning:
    """Give back what blocking took. Refused past the end date."""
    row = _locked(toekenning)
    judging.judge_author(row.gebruiker, acting_user)
    if row.eindigt_op and row.eindigt_op < today():
        raise DomainError("Deze toekenning is verlopen.", code="expired")
    TOEKENNING.apply(row, "unblock", acting_user=acting_user)
    grants.give(row.gebruiker, row.parent, capabilities_of(row))
    toekenning_was_granted.send(Toekenning, toekenning=row, acting_user=acting_user)
    return row


@action
def expire_toekenning(*, toekenning: Toekenning, acting_user: Gebruiker | None) -> Toekenning:
    """Let a grant that is past its end date expire."""
    row = _locked(toekenning)
    if not row.eindigt_op or row.eindigt_op >= today():
        raise DomainError("Deze toekenning is nog niet verlopen.", code="not_due")
    return _leave(row, "expire", "", acting_user)


@action
def extend_toekenning(
    *, toekenning: Toekenning, eindigt_op: dt.date | None, acting_user: Gebruiker | None
) -> Toekenning:
    """Certify a running grant anew, until another last day; None: as long as it may. What it allows stays the same.

    A grant that is past its end is not revived: granting anew makes somebody judge it again (DESIGN §10).
    """
    row = _locked(toekenning)
    judging.judge_author(row.gebruiker, acting_user)
    if not row.is_running:
        raise DomainError("Deze toekenning loopt niet meer. Ken de rol opnieuw toe.", code="ended")
    row.eindigt_op = eindigt_op or _default_end(row.rol, row.verwerkersovereenkomst)
    judging.judge_end_date(row)
    row.verlengd_op = today()
    row.save(update_fields=["eindigt_op", "verlengd_op"])
    toekenning_was_granted.send(Toekenning, toekenning=row, acting_user=acting_user)
    return row


@action
def sync_grants(*, acting_user: Gebruiker | None) -> int:
    """Give running toekenningen what their role brings by now and did not when they were granted (R1).

    Returns how many were behind. What a role no longer brings needs no taking: such a right counts for nothing
    (`access_every_grant_in_force`).
    """
    behind = 0
    for row in Toekenning.objects.select_for_update(of=("self",)).filter(status="actief"):
        parent = row.parent
        missing = capabilities_of(row) - grants.given(row.gebruiker_id, parent)
        if missing:
            grants.give(row.gebruiker, parent, missing)
            behind += 1
    return behind


def _locked(toekenning: Toekenning) -> Toekenning:
    Gebruiker.objects.select_for_update().get(pk=toekenning.gebruiker_id)
    row: Toekenning = Toekenning.objects.select_for_update(of=("self",)).get(pk=toekenning.pk)
    return row


def _leave(toekenning: Toekenning, step: str, reden: str, acting_user: Gebruiker | None) -> Toekenning:
    row = _locked(toekenning)
    if reden and reden not in ALL_END_REASONS:
        raise DomainError("Kies een reden uit de lijst.", field="reden", code="reason_unknown")
    if step != "expire":
        TOEKENNING.judge(row.status, step)
        judging.judge_author(row.gebruiker, acting_user)
        judging.judge_last_beheerder(row)
    TOEKENNING.apply(row, step, acting_user=acting_user, reason=reden)
    grants.take(row.gebruiker, row.parent, capabilities_of(row) - _held_otherwise(row))
    toekenning_was_taken.send(Toekenning, toekenning=row, acting_user=acting_user)
    if step == "end" and row.gemeente is not None and "manage_overdracht" not in _held_otherwise(row):
        gemeente_was_left.send(
            Gebruiker, gebruiker=row.gebruiker, gemeente_id=row.gemeente.pk, acting_user=acting_user
        )
    return row


def _held_otherwise(row: Toekenning) -> frozenset[str]:
    """What another active grant of the same account brings on the same parent, and must stay."""
    field = parent_field(row.parent)
    others: Any = row.gebruiker.toekenningen.active().exclude(pk=row.pk).filter(**{field: row.parent})
    return frozenset(code for other in others for code in capabilities_of(other))
