"""Every write of the Voorinburgering."""

from voorinburgering.actions.deelname import end_deelname, leave_former_locatie, start_deelname
from voorinburgering.actions.einde import end_voorinburgering, resume_voorinburgering, standing_end
from voorinburgering.actions.lesgroep import close_lesgroep, create_lesgroep

__all__ = [
    "close_lesgroep",
    "create_lesgroep",
    "end_deelname",
    "end_voorinburgering",
    "leave_former_locatie",
    "resume_voorinburgering",
    "standing_end",
    "start_deelname",
]
