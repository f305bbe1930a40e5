"""What the portal does every night for accounts: remind of what ends, block what nobody uses (R14, DESIGN §9).

Safe to run twice or twice at once: a reminder is told once by its key, and an action judges on the locked row.
"""

import datetime as dt
from uuid import UUID

from coa_portal.access.wall import elevated
from coa_portal.accounts.actions import block_unused_account
from coa_portal.accounts.events import account_falls_asleep, grants_run_out, toekenning_runs_out
from coa_portal.accounts.models import Gebruiker, Toekenning
from coa_portal.accounts.termijnen import REMIND_DAYS, REMIND_UNUSED_DAYS, reminder_due
from coa_portal.accounts.usage import usages
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError


def look_after_accounts() -> int:
    """Everything of one night; returns how many accounts were blocked."""
    remind_of_ends()
    remind_of_disuse()
    return block_unused()


def remind_of_ends() -> None:
    """Tell account and accountbeheerder what ends soon: each grant once per step of `REMIND_DAYS`."""
    with elevated("look-after-accounts"):
        border = today() + dt.timedelta(days=max(REMIND_DAYS))
        rows = Toekenning.objects.active().filter(eindigt_op__lte=border).with_parents()
        ending: set[tuple[str, dt.date, int]] = set()
        for row in rows.select_related("gebruiker"):
            ends = row.eindigt_op
            days = reminder_due(ends) if ends else None
            if ends is None or days is None:
                continue
            if not row.gebruiker.is_systeem:
                toekenning_runs_out.send(Toekenning, toekenning=row, days=days)
            ending.add((scope_of(row), ends, days))
        for scope, ends, days in sorted(ending):
            grants_run_out.send(Toekenning, scope=scope, ends=ends, days=days)


def scope_of(toekenning: Toekenning) -> str:
    """Who looks after a grant: the accountbeheerders of its gemeente, or COA ("")."""
    return toekenning.gemeente_id or ""


def remind_of_disuse() -> None:
    """Tell an account that it will be blocked, while signing in still prevents it."""
    with elevated("look-after-accounts"):
        for usage in usages():
            days = reminder_due(usage.blocked_from, REMIND_UNUSED_DAYS)
            if days and not usage.gebruiker.is_systeem:
                account_falls_asleep.send(
                    Gebruiker, gebruiker=usage.gebruiker, blocked_from=usage.blocked_from, days=days
                )


def block_unused() -> int:
    """Block what nobody used for too long; returns how many accounts. One transaction per account."""
    with elevated("look-after-accounts"):
        keys = [usage.gebruiker.pk for usage in usages() if usage.is_unused]
    return sum(_block(key) for key in keys)


def _block(key: UUID) -> bool:
    try:
        with elevated("look-after-accounts"):
            block_unused_account(gebruiker=Gebruiker.objects.get(pk=key), acting_user=None)
    except DomainError:
        return False  # signed in since the list was read, or the last beheerder
    return True
