"""Starting and closing a lesgroep."""

from typing import Any

from coa_portal.access.policy import require
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from voorinburgering.lifecycle import LES
from voorinburgering.models import Deelname, Les
from voorinburgering.policy import keeps


@action
def create_lesgroep(
    *,
    opvanglocatie: Opvanglocatie,
    naam: str,
    tempo: str = "",
    soort: str = Lesgroep.Soort.NT2,
    schrift: str = "",
    acting_user: Any,
) -> Lesgroep:
    """Start a group at a locatie; its name is told once there among the groups that are open. Tempo and script are
    of an NT2 group."""
    # no row lock: COA may not change a locatie, and PostgreSQL asks that right for one
    lock_until_commit(f"lesgroepen {opvanglocatie.pk}")
    locatie = Opvanglocatie.objects.get(pk=opvanglocatie.pk)
    if acting_user is not None and not (decision := keeps(acting_user, locatie)):
        raise NotAllowed(decision.reason)
    if locatie.gesloten_op and locatie.gesloten_op <= today():
        raise DomainError("Deze opvanglocatie is gesloten.", field="opvanglocatie", code="closed")
    if Lesgroep.objects.filter(opvanglocatie=locatie, naam__iexact=naam, gesloten_op=None).exists():
        raise DomainError(
            "Op deze locatie is er al een lesgroep met deze naam.", field="naam", code="duplicate"
        )
    if soort != Lesgroep.Soort.NT2:
        tempo = schrift = ""
    elif not tempo:
        raise DomainError("Kies het tempo van deze NT2-groep.", field="tempo", code="tempo_required")
    return Lesgroep.objects.create(
        opvanglocatie=locatie, naam=naam, soort=soort, tempo=tempo, schrift=schrift
    )


@action
def close_lesgroep(*, lesgroep: Lesgroep, acting_user: Any) -> Lesgroep:
    """Close a group that nobody is in any more; its docent no longer sees it."""
    group = locked_lesgroep(lesgroep, acting_user)
    if Deelname.objects.running().filter(lesgroep=group).exists():
        raise DomainError("Er zitten nog mensen in deze lesgroep. Haal hen er eerst uit.", code="not_empty")
    if Les.objects.filter(lesgroep=group, status=LES.initial, dag__gte=today()).exists():
        raise DomainError("Er zijn nog lessen gepland. Stop eerst de lesreeks.", code="lessons_planned")
    group.gesloten_op = today()
    group.save()
    return group


def locked_lesgroep(lesgroep: Lesgroep, acting_user: Any) -> Lesgroep:
    """The group, locked; NotAllowed for who does not keep it, or when it is closed."""
    group = Lesgroep.objects.select_for_update().get(pk=lesgroep.pk)
    if acting_user is not None:
        require(acting_user, "change", group)
    return group
