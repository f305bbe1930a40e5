"""Every write of the warm handover."""

from overdracht.actions.derden import add_derde, name_dossiers, withdraw_derde
from overdracht.actions.doorzetten import hold_publication, publish_profiel, release_publication
from overdracht.actions.gemeente import assign_behandelaar_gemeente, confirm_destruction, request_profiel
from overdracht.actions.opvragen import close_opvraging
from overdracht.actions.toestemming import (
    ask_toestemming,
    explain_toestemming,
    give_toestemming,
    refuse_toestemming,
    withdraw_toestemming,
)

__all__ = [
    "add_derde",
    "ask_toestemming",
    "assign_behandelaar_gemeente",
    "close_opvraging",
    "confirm_destruction",
    "explain_toestemming",
    "give_toestemming",
    "hold_publication",
    "name_dossiers",
    "publish_profiel",
    "refuse_toestemming",
    "release_publication",
    "request_profiel",
    "withdraw_derde",
    "withdraw_toestemming",
]
