"""Every write of the warm handover."""

from overdracht.actions.afspraak import make_afspraak, step_afspraak
from overdracht.actions.begeleiding import end_logeren, extend_logeren, save_checklist, start_logeren
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
from overdracht.actions.scenario import (
    choose_scenario,
    end_voorkeursscenario,
    record_informed,
    set_voorkeursscenario,
)
from overdracht.actions.toegang import choose_access_end
from overdracht.actions.toestemming import (
    ask_toestemming,
    explain_toestemming,
    give_toestemming,
    refuse_toestemming,
    withdraw_toestemming,
)
from overdracht.actions.traject import (
    Trajectfeiten,
    agree_kosten,
    drop_kosten,
    retract_start,
    save_traject,
    start_traject,
)
from overdracht.actions.verhuizing import (
    Verhuisfeiten,
    record_brp,
    record_huisvestingsgesprek,
    report_verhuisd,
    save_verhuizing,
)
from overdracht.actions.vraag import answer_vraag, ask_vraag, close_vraag
from overdracht.actions.welkom import (
    add_introductiedag,
    add_welkomstpagina,
    cancel_introductiedag,
    change_introductiedag,
    change_welkomstpagina,
    deregister_from_day,
    publish_welkomstpagina,
    register_for_day,
    withdraw_welkomstpagina,
)
from overdracht.actions.zitting import accept_zitting, plan_zitting

__all__ = [
    "Trajectfeiten",
    "Verhuisfeiten",
    "Voorstel",
    "accept_gesprek",
    "accept_zitting",
    "add_derde",
    "add_introductiedag",
    "add_welkomstpagina",
    "agree_kosten",
    "answer_vraag",
    "ask_toestemming",
    "ask_vraag",
    "assign_behandelaar_gemeente",
    "cancel_gesprek",
    "cancel_introductiedag",
    "change_introductiedag",
    "change_welkomstpagina",
    "choose_access_end",
    "choose_scenario",
    "close_opvraging",
    "close_vraag",
    "confirm_destruction",
    "deregister_from_day",
    "drop_kosten",
    "end_logeren",
    "end_voorkeursscenario",
    "explain_toestemming",
    "extend_logeren",
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
    "publish_welkomstpagina",
    "record_brp",
    "record_huisvestingsgesprek",
    "record_informed",
    "refuse_toestemming",
    "register_for_day",
    "release_publication",
    "report_verhuisd",
    "request_profiel",
    "retract_start",
    "save_checklist",
    "save_traject",
    "save_verhuizing",
    "set_voorkeursscenario",
    "start_logeren",
    "start_traject",
    "step_afspraak",
    "withdraw_derde",
    "withdraw_toestemming",
    "withdraw_welkomstpagina",
]
