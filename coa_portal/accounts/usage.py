"""When accounts were last used, and whether they have a second factor: read for lists, reports and the nightly task.

The columns and tables are out of sight of the gemeente's side of the wall; `standing_of` reads them in a named
elevation, for accounts that the caller found through a policy.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from coa_portal.access.wall import elevated
from coa_portal.accounts.models import Gebruiker, Passkey, TotpApparaat
from coa_portal.accounts.termijnen import blocked_from
from coa_portal.common.dates import today

# with the key to the account
_FACTORS: tuple[tuple[type[Any], str], ...] = ((TotpApparaat, "user_id"), (Passkey, "gebruiker_id"))


@dataclass(frozen=True)
class Standing:
    """What an accountbeheerder sees of an account besides its name."""

    last_login: dt.date | None
    has_second_factor: bool


@dataclass(frozen=True)
class Usage:
    """Since when an account with a running grant has not been used."""

    gebruiker: Gebruiker
    last_use: dt.date
    was_used: bool

    @property
    def blocked_from(self) -> dt.date:
        """The first day on which it counts as unused."""
        return blocked_from(self.last_use, was_used=self.was_used)

    @property
    def is_unused(self) -> bool:
        """Whether that day has come."""
        return self.blocked_from <= today()


def standing_of(keys: Collection[UUID]) -> dict[UUID, Standing]:
    """Last sign-in and second factor of accounts that the caller may see."""
    with elevated("account-standing"):
        rows = dict(Gebruiker.objects.filter(pk__in=keys).values_list("pk", "last_login"))
        secured = with_second_factor(keys)
    return {key: Standing(_day(seen), key in secured) for key, seen in rows.items()}


def with_second_factor(keys: Collection[UUID] | None = None) -> set[UUID]:
    """Those of the accounts that have a second factor; of all accounts when no keys are given."""
    found: set[UUID] = set()
    for model, key in _FACTORS:
        # no order: the columns to order by are not the beheerder's to read
        rows = model._default_manager.order_by()
        if keys is not None:
            rows = rows.filter(**{f"{key}__in": keys})
        found |= set(rows.values_list(key, flat=True))
    return found


def without_second_factor(rows: "QuerySet[Gebruiker]") -> "QuerySet[Gebruiker]":
    """Accounts out of `rows` that have none yet."""
    for model, key in _FACTORS:
        rows = rows.filter(~Exists(model._default_manager.order_by().filter(**{key: OuterRef("pk")})))
    return rows


def active_accounts() -> "QuerySet[Gebruiker]":
    """Accounts with a grant in force, with what `usage_of` reads."""
    running = Q(toekenningen__status="actief") & (
        Q(toekenningen__eindigt_op=None) | Q(toekenningen__eindigt_op__gte=today())
    )
    rows = Gebruiker.objects.filter(running, is_active=True).annotate(
        granted_since=Max("toekenningen__status_sinds", filter=running),
        key_used=Max("api_sleutels__laatst_gebruikt_op"),
    )
    return rows.order_by("naam")


def usage_of(account: Gebruiker) -> Usage:
    """Of an account out of `active_accounts`. Granting and unblocking start the count anew."""
    granted: dt.datetime = account.granted_since  # type: ignore[attr-defined]
    key_used: dt.date | None = account.key_used  # type: ignore[attr-defined]
    days = [_day(granted), _day(account.last_login), key_used]
    was_used = account.last_login is not None or key_used is not None
    return Usage(account, max(day for day in days if day), was_used)


def usages() -> Iterable[Usage]:
    """Of every account with a grant in force."""
    return (usage_of(account) for account in active_accounts())


def long_unused(rows: "QuerySet[Gebruiker]", days: int) -> "QuerySet[Gebruiker]":
    """Accounts out of `rows` that nobody signed in to for `days`, counted from when they were made."""
    border = timezone.now() - dt.timedelta(days=days)
    seen = Greatest("last_login", "created_at", output_field=DateTimeField())
    return rows.alias(last_seen=seen).filter(last_seen__lt=border)


def _day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(moment) if moment else None
