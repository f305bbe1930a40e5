"""Every write on accounts and what they are granted."""

from coa_portal.accounts.actions.aanvraag import (
    grant_aanvraag,
    refuse_aanvraag,
    request_account,
    withdraw_aanvraag,
)
from coa_portal.accounts.actions.gebruiker import (
    add_gebruiker,
    change_gebruiker,
    change_own_details,
    deactivate_gebruiker,
    reactivate_gebruiker,
    set_password,
)
from coa_portal.accounts.actions.overeenkomst import end_overeenkomst, register_overeenkomst
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
from coa_portal.accounts.actions.verhuizing import move_gebruiker

__all__ = [
    "add_gebruiker",
    "block_toekenning",
    "capabilities_of",
    "change_gebruiker",
    "change_own_details",
    "deactivate_gebruiker",
    "end_overeenkomst",
    "end_toekenning",
    "expire_toekenning",
    "extend_toekenning",
    "grant_aanvraag",
    "grant_role",
    "grant_role_on_all",
    "move_gebruiker",
    "reactivate_gebruiker",
    "refuse_aanvraag",
    "register_overeenkomst",
    "request_account",
    "set_password",
    "unblock_toekenning",
    "withdraw_aanvraag",
]
