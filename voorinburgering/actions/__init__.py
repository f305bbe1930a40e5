"""Every write of the Voorinburgering."""

from voorinburgering.actions.aanwezigheid import Opgave, record_aanwezigheid
from voorinburgering.actions.begeleiding import (
    agree_in_gesprek,
    finish_module,
    hand_over_pid,
    record_gesprek,
    record_noa,
    register_voorwerk,
    retract_gesprek,
    step_begeleidingsafspraak,
    step_voorwerk,
)
from voorinburgering.actions.deelname import end_deelname, leave_former_locatie, start_deelname
from voorinburgering.actions.einde import end_voorinburgering, resume_voorinburgering, standing_end
from voorinburgering.actions.les import (
    Lesplan,
    add_les,
    cancel_les,
    move_les,
    plan_lesreeks,
    reopen_les,
    stop_lesreeks,
)
from voorinburgering.actions.lesgroep import close_lesgroep, create_lesgroep
from voorinburgering.actions.lokaal import add_lesvrij, add_ruimte, close_ruimte, remove_lesvrij
from voorinburgering.actions.meedoen import NO_PROGRAMME
from voorinburgering.actions.participatie import (
    Aanbodfeiten,
    add_aanbod,
    change_aanbod,
    end_participatie,
    leave_former_aanbod,
    start_participatie,
)
from voorinburgering.actions.programma import (
    correct_start,
    end_programma,
    go_on_with_programma,
    offer_programma,
    pause_programma,
    record_instemming,
    reopen_programma,
    start_programma,
)
from voorinburgering.actions.removal import remove_record
from voorinburgering.actions.toets import correct_toets, record_toetsen, withdraw_toets

__all__ = [
    "NO_PROGRAMME",
    "Aanbodfeiten",
    "Lesplan",
    "Opgave",
    "add_aanbod",
    "add_les",
    "add_lesvrij",
    "add_ruimte",
    "agree_in_gesprek",
    "cancel_les",
    "change_aanbod",
    "close_lesgroep",
    "close_ruimte",
    "correct_start",
    "correct_toets",
    "create_lesgroep",
    "end_deelname",
    "end_participatie",
    "end_programma",
    "end_voorinburgering",
    "finish_module",
    "go_on_with_programma",
    "hand_over_pid",
    "leave_former_aanbod",
    "leave_former_locatie",
    "move_les",
    "offer_programma",
    "pause_programma",
    "plan_lesreeks",
    "record_aanwezigheid",
    "record_gesprek",
    "record_instemming",
    "record_noa",
    "record_toetsen",
    "register_voorwerk",
    "remove_lesvrij",
    "remove_record",
    "reopen_les",
    "reopen_programma",
    "resume_voorinburgering",
    "retract_gesprek",
    "standing_end",
    "start_deelname",
    "start_participatie",
    "start_programma",
    "step_begeleidingsafspraak",
    "step_voorwerk",
    "stop_lesreeks",
    "withdraw_toets",
]
