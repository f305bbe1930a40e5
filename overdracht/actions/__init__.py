"""Every write of the warm handover."""

from overdracht.actions.afspraak import make_afspraak, step_afspraak
from overdracht.actions.derden import add_derde, name_dossiers, withdraw_derde
from overdracht.actions.doorzetten import hold_publication, publish_profiel, release_publication
from overdracht.actions.gemeente import assign_behandelaar_gemeente, confirm_destruction, request_profiel
from overdracht.actions.gesprek import (
    Voorstel,
    accept_gesprek,
    cancel_gesprek,
    hold_gesprek,
    miss_gesprek,
    plan_gesprek,
    propose_moment,
)
from overdracht.actions.opvragen import close_opvraging
from overdracht.actions.toestemming import (
    ask_toestemming,
    explain_toestemming,
    give_toestemming,
    refuse_toestemming,
    withdraw_toestemming,
)
from overdracht.actions.zitting import accept_zitting, plan_zitting

__all__ = [
    "Voorstel",
    "accept_gesprek",
    "accept_zitting",
    "add_derde",
    "ask_toestemming",
    "assign_behandelaar_gemeente",
    "cancel_gesprek",
    "close_opvraging",
    "confirm_destruction",
    "explain_toestemming",
    "give_toestemming",
    "hold_gesprek",
    "hold_publication",
    "make_afspraak",
    "miss_gesprek",
    "name_dossiers",
    "plan_gesprek",
    "plan_zitting",
    "propose_moment",
    "publish_profiel",
    "refuse_toestemming",
    "release_publication",
    "request_profiel",
    "step_afspraak",
    "withdraw_derde",
    "withdraw_toestemming",
]
