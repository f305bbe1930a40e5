"""Every write on accounts and what they are granted."""

from coa_portal.accounts.actions.aanvraag import (
    grant_aanvraag,
    refuse_aanvraag,
    request_account,
    withdraw_aanvraag,
)
from coa_portal.accounts.actions.gebruiker import (
    add_gebruiker,
    block_unused_account,
    change_gebruiker,
    change_own_details,
    deactivate_gebruiker,
    reactivate_gebruiker,
    set_password,
)
from coa_portal.accounts.actions.gemeente import end_by_gemeente, renew_by_gemeente
from coa_portal.accounts.actions.overeenkomst import end_overeenkomst, register_overeenkomst
from coa_portal.accounts.actions.second_factor import (
    add_passkey,
    end_sessions,
    make_recovery_codes,
    note_passkey_use,
    remove_app,
    remove_passkey,
    reset_second_factor,
    set_app,
    use_code,
    use_recovery_code,
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
from coa_portal.accounts.actions.verhuizing import move_gebruiker

__all__ = [
    "add_gebruiker",
    "add_passkey",
    "block_toekenning",
    "block_unused_account",
    "capabilities_of",
    "change_gebruiker",
    "change_own_details",
    "deactivate_gebruiker",
    "end_by_gemeente",
    "end_overeenkomst",
    "end_sessions",
    "end_toekenning",
    "expire_toekenning",
    "extend_toekenning",
    "grant_aanvraag",
    "grant_role",
    "grant_role_on_all",
    "make_recovery_codes",
    "move_gebruiker",
    "note_passkey_use",
    "reactivate_gebruiker",
    "refuse_aanvraag",
    "register_overeenkomst",
    "remove_app",
    "remove_passkey",
    "renew_by_gemeente",
    "request_account",
    "reset_second_factor",
    "set_app",
    "set_password",
    "unblock_toekenning",
    "use_code",
    "use_recovery_code",
    "withdraw_aanvraag",
]
