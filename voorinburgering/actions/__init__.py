"""Every write of the Voorinburgering."""

from voorinburgering.actions.aanwezigheid import Opgave, record_aanwezigheid
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
from voorinburgering.actions.participatie import (
    Aanbodfeiten,
    add_aanbod,
    change_aanbod,
    end_participatie,
    leave_former_aanbod,
    start_participatie,
)

__all__ = [
    "Aanbodfeiten",
    "Lesplan",
    "Opgave",
    "add_aanbod",
    "add_les",
    "add_lesvrij",
    "add_ruimte",
    "cancel_les",
    "change_aanbod",
    "close_lesgroep",
    "close_ruimte",
    "create_lesgroep",
    "end_deelname",
    "end_participatie",
    "end_voorinburgering",
    "leave_former_aanbod",
    "leave_former_locatie",
    "move_les",
    "plan_lesreeks",
    "record_aanwezigheid",
    "remove_lesvrij",
    "reopen_les",
    "resume_voorinburgering",
    "standing_end",
    "start_deelname",
    "start_participatie",
    "stop_lesreeks",
]
