"""The only code that talks to django-guardian (R1): give, take and read permissions on parent objects."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from guardian.ctypes import get_content_type
from guardian.shortcuts import remove_perm
from guardian.utils import get_user_obj_perms_model

from coa_portal.access.models import GrantInForce
from coa_portal.access.roles import ScopeKind


@dataclass
class Grants:
    """What one account holds: capability → ids of the parent objects, as text."""

    parents: dict[str, set[str]] = field(default_factory=dict)

    def on(self, capability: str) -> set[str]:
        """Ids of the parents on which the account holds `capability`; empty when none."""
        return self.parents.get(capability, set())

    def has(self, capability: str, parent_id: object | None = None) -> bool:
        """Whether the account holds `capability` at all, or on the given parent."""
        held = self.on(capability)
        return bool(held) if parent_id is None else str(parent_id) in held

    def has_any(self, capabilities: Iterable[str]) -> bool:
        """Whether the account holds at least one of `capabilities` on any parent."""
        return any(self.on(capability) for capability in capabilities)


def read_grants(gebruiker: object) -> Grants:
    """All grants in force of an account in one query; nothing for an inactive or anonymous one. Through a function,
    because planning the view behind it took longer than anything else that every request asks.

    guardian's own helpers give a superuser everything and an ended account its old objects (ARCHITECTURE,
    "Traps"); no account is superuser, and activity is checked here.
    """
    grants = Grants()
    if not getattr(gebruiker, "is_active", False) or getattr(gebruiker, "pk", None) is None:
        return grants
    with connection.cursor() as cursor:
        cursor.execute("SELECT capability, parent_id FROM portal_grants_of(%s)", [cast(Any, gebruiker).pk])
        for capability, parent in cursor.fetchall():
            grants.parents.setdefault(capability, set()).add(parent)
    return grants


def grants_of(gebruiker: object) -> Grants:
    """The grants of an account, read once per request (kept on the account object of that request)."""
    cached = getattr(gebruiker, "_grants", None)
    if not isinstance(cached, Grants):
        cached = read_grants(gebruiker)
        gebruiker._grants = cached  # type: ignore[attr-defined]
    return cached


def forget_grants(gebruiker: object) -> None:
    """Drop the copy kept on the account object, after grants changed."""
    if hasattr(gebruiker, "_grants"):
        del gebruiker._grants


def give(gebruiker: object, parent: Model, capabilities: Iterable[str]) -> None:
    """Write the guardian rows; only the actions of Toekenning call this, inside their transaction.

    All of them in one statement, where guardian's `assign_perm` asks five questions for each.
    """
    wanted = set(capabilities)
    found = Permission.objects.filter(content_type=get_content_type(parent), codename__in=wanted)
    permissions = {permission.codename: permission for permission in found}
    if missing := wanted - set(permissions):
        raise Permission.DoesNotExist(f"{parent._meta.label}: {sorted(missing)}")
    model = get_user_obj_perms_model(parent)
    rows = [
        model(user=gebruiker, content_object=parent, permission=permissions[capability])
        for capability in sorted(wanted)
    ]
    model.objects.bulk_create(rows, ignore_conflicts=True)
    forget_grants(gebruiker)


def given(gebruiker_id: object, parent: Model) -> set[str]:
    """The guardian rows of one account on one parent, in force or not."""
    rows = get_user_obj_perms_model(parent).objects.filter(user_id=gebruiker_id, content_object=parent)
    return set(rows.values_list("permission__codename", flat=True))


def take(gebruiker: object, parent: Model, capabilities: Iterable[str]) -> None:
    """Remove the guardian rows; only the actions of Toekenning call this, inside their transaction."""
    for capability in sorted(capabilities):
        remove_perm(capability, gebruiker, parent)
    forget_grants(gebruiker)


def accounts_holding(capability: str, kind: ScopeKind, parent_id: object) -> list[Any]:
    """Keys of the active accounts that hold `capability` on one parent today (recipients of a melding).

    A gemeente account gets an answer about its own gemeenten only.
    """
    rows = GrantInForce.objects.filter(capability=capability, kind=str(kind), parent_id=str(parent_id))
    return list(rows.values_list("user_id", flat=True))
