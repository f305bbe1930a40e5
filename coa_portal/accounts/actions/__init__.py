"""Every write on accounts and what they are granted."""

from coa_portal.accounts.actions.gebruiker import (
    add_gebruiker,
    change_gebruiker,
    change_own_details,
    deactivate_gebruiker,
    reactivate_gebruiker,
    set_password,
)
from coa_portal.accounts.actions.toekenning import (
    block_toekenning,
    capabilities_of,
    end_toekenning,
    expire_toekenning,
    extend_toekenning,
    grant_role,
    grant_role_on_all,
    unblock_toekenning,
)

__all__ = [
    "add_gebruiker",
    "block_toekenning",
    "capabilities_of",
    "change_gebruiker",
    "change_own_details",
    "deactivate_gebruiker",
    "end_toekenning",
    "expire_toekenning",
    "extend_toekenning",
    "grant_role",
    "grant_role_on_all",
    "reactivate_gebruiker",
    "set_password",
    "unblock_toekenning",
]
