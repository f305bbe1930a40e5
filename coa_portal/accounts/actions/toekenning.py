"""Writes on toekenningen. Granting, blocking, ending and expiring write the guardian rows in the same
transaction (R1)."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from coa_portal.access import grants
from coa_portal.access.roles import ROLES, TIER_OF_CAPABILITY, Role, ScopeKind, WallRole
from coa_portal.accounts.lifecycle import END_REASONS, TOEKENNING
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError


def capabilities_of(toekenning: Toekenning) -> frozenset[str]:
    """The guardian permissions a grant brings: those of the role, as far as its highest tier goes."""
    held = toekenning.role.capabilities
    if toekenning.max_tier is None:
        return held
    return frozenset(code for code in held if TIER_OF_CAPABILITY.get(code, 0) <= toekenning.max_tier)


@action
def grant_role(
    *,
    gebruiker: Gebruiker,
    rol: str,
    parent: Model,
    eindigt_op: dt.date | None = None,
    max_tier: int | None = None,
    onderdelen: list[str] | None = None,
    verwerkersovereenkomst: str = "",
    acting_user: Gebruiker | None,
) -> Toekenning:
    """Grant one role on one parent object. Raises DomainError at the field that is wrong."""
    account = Gebruiker.objects.select_for_update().get(pk=gebruiker.pk)
    toekenning = Toekenning(
        gebruiker=account,
        rol=rol,
        eindigt_op=eindigt_op,
        max_tier=max_tier,
        onderdelen=onderdelen or [],
        verwerkersovereenkomst=verwerkersovereenkomst.strip(),
        toegekend_door=acting_user if getattr(acting_user, "pk", None) else None,
        status=TOEKENNING.initial,
    )
    field = _parent_field(parent)
    setattr(toekenning, field, parent)
    _judge(toekenning, field)
    toekenning.save()
    grants.give(account, parent, capabilities_of(toekenning))
    grants.forget_grants(gebruiker)
    return toekenning


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


def _parent_field(parent: Model) -> str:
    return type(parent).__name__.lower()


def _judge(toekenning: Toekenning, field: str) -> None:
    role, account = ROLES[toekenning.rol], toekenning.gebruiker
    if str(role.scope) != field:
        raise DomainError(f"De rol {role.label} hoort bij een {role.scope}.", field="rol", code="scope")
    if account.party != role.party and not (account.is_systeem and role.scope == ScopeKind.GEMEENTE):
        raise DomainError(
            f"De rol {role.label} past niet bij dit soort organisatie.", field="rol", code="party"
        )
    if not account.is_active:
        raise DomainError("Dit account is niet actief.", field="gebruiker", code="inactive")
    _judge_end_date(role, toekenning.eindigt_op)
    if role.needs_verwerkersovereenkomst and not toekenning.verwerkersovereenkomst:
        raise DomainError(
            "Vul het kenmerk van de verwerkersovereenkomst in.",
            field="verwerkersovereenkomst",
            code="agreement",
        )
    if toekenning.max_tier is not None and not role.limits_tiers:
        raise DomainError("Bij deze rol kunt u geen laag kiezen.", field="max_tier", code="tier")
    _judge_beside_others(toekenning, field)


def _judge_end_date(role: Role, eindigt_op: dt.date | None) -> None:
    if eindigt_op and eindigt_op < today():
        raise DomainError("De einddatum ligt in het verleden.", field="eindigt_op", code="past")
    if role.end_date_required and not eindigt_op:
        raise DomainError("Vul een einddatum in.", field="eindigt_op", code="end_required")


def _judge_beside_others(toekenning: Toekenning, field: str) -> None:
    """A beheerder and a toezichthouder see no dossier, so their role goes with no other; and the same grant is
    not given twice."""
    others = list(toekenning.gebruiker.toekenningen.filter(status__in=["actief", "geblokkeerd"]))
    apart = {WallRole.BEHEER, WallRole.TOEZICHT}
    walls = {toekenning.role.wall, *(other.role.wall for other in others)}
    if len(walls) > 1 and walls & apart:
        raise DomainError(
            "Beheer en toezicht gaan niet samen met een andere rol. Maak een tweede account.",
            field="rol",
            code="mixed",
        )
    parent_id = getattr(toekenning, f"{field}_id")
    if any(other.rol == toekenning.rol and getattr(other, f"{field}_id") == parent_id for other in others):
        raise DomainError("Dit account heeft deze rol al.", field="rol", code="duplicate")


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
    if row.eindigt_op and row.eindigt_op < today():
        raise DomainError("Deze toekenning is verlopen.", code="expired")
    TOEKENNING.apply(row, "unblock", acting_user=acting_user)
    grants.give(row.gebruiker, row.parent, capabilities_of(row))
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
    """Give a running grant another last day; None: until it is ended. What it allows stays the same.

    A grant that is past its end is not revived: granting anew makes somebody judge it again (DESIGN §10).
    """
    row = _locked(toekenning)
    if row.status not in {"actief", "geblokkeerd"} or (row.eindigt_op and row.eindigt_op < today()):
        raise DomainError("Deze toekenning loopt niet meer. Ken de rol opnieuw toe.", code="ended")
    _judge_end_date(row.role, eindigt_op)
    row.eindigt_op = eindigt_op
    row.save(update_fields=["eindigt_op"])
    return row


def _locked(toekenning: Toekenning) -> Toekenning:
    Gebruiker.objects.select_for_update().get(pk=toekenning.gebruiker_id)
    row: Toekenning = Toekenning.objects.select_for_update(of=("self",)).get(pk=toekenning.pk)
    return row


def _leave(toekenning: Toekenning, step: str, reden: str, acting_user: Gebruiker | None) -> Toekenning:
    row = _locked(toekenning)
    if reden and reden not in END_REASONS:
        raise DomainError("Kies een reden uit de lijst.", field="reden", code="reason_unknown")
    TOEKENNING.apply(row, step, acting_user=acting_user, reason=reden)
    grants.take(row.gebruiker, row.parent, capabilities_of(row) - _held_otherwise(row))
    return row


def _held_otherwise(row: Toekenning) -> frozenset[str]:
    """What another active grant of the same account brings on the same parent, and must stay."""
    field = _parent_field(row.parent)
    others: Any = row.gebruiker.toekenningen.active().exclude(pk=row.pk).filter(**{field: row.parent})
    return frozenset(code for other in others for code in capabilities_of(other))
