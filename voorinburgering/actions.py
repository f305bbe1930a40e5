"""Every write on lesgroepen and who is in them."""

import datetime as dt
from typing import Any

from django.db.models import F

from coa_portal.access.policy import require, visible
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.common.locks import lock_until_commit
from coa_portal.organisaties.models import Lesgroep, Opvanglocatie
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from voorinburgering.models import Deelname, Eindereden, VoorinburgeringEinde
from voorinburgering.policy import keeps


@action
def create_lesgroep(*, opvanglocatie: Opvanglocatie, naam: str, tempo: str, acting_user: Any) -> Lesgroep:
    """Start a group at a locatie; its name is told once there among the groups that are open."""
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
    return Lesgroep.objects.create(opvanglocatie=locatie, naam=naam, tempo=tempo)


@action
def close_lesgroep(*, lesgroep: Lesgroep, acting_user: Any) -> Lesgroep:
    """Close a group that nobody is in any more; its docent no longer sees it."""
    group = _locked(lesgroep, acting_user)
    if Deelname.objects.running().filter(lesgroep=group).exists():
        raise DomainError("Er zitten nog mensen in deze lesgroep. Haal hen er eerst uit.", code="not_empty")
    group.gesloten_op = today()
    group.save()
    return group


@action
def start_deelname(
    *, lesgroep: Lesgroep, vergunninghouder: Vergunninghouder, van: dt.date, acting_user: Any
) -> Deelname:
    """Put somebody who lives at the locatie in a group. DomainError at the field that is wrong."""
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    group = _locked(lesgroep, acting_user)
    if acting_user is not None and not visible(Vergunninghouder, acting_user).filter(pk=person.pk).exists():
        raise NotAllowed("U kunt dit dossier niet inzien.")
    if person.dossier_locatie_id != group.opvanglocatie_id:
        raise DomainError(
            "Deze persoon verblijft niet op de locatie van de lesgroep.", field="v_nummer", code="elsewhere"
        )
    if (ended := standing_end(person)) is not None:
        raise DomainError(
            f"De Voorinburgering van deze persoon is gestopt: {ended.get_reden_display().lower()}.",
            field="v_nummer",
            code="programme_ended",
        )
    if van < person.geboortedatum:
        raise DomainError("De begindatum ligt voor de geboorte.", field="van", code="before_birth")
    others = Deelname.objects.filter(vergunninghouder=person).exclude(tot__lte=van).exclude(tot=F("van"))
    busy = others.select_related("lesgroep").first()
    if busy is not None:
        raise DomainError(
            f"Deze persoon zit dan al in de lesgroep “{busy.lesgroep}”.", field="v_nummer", code="overlap"
        )
    return Deelname.objects.create(lesgroep=group, vergunninghouder=person, van=van)


@action
def end_deelname(*, deelname: Deelname, tot: dt.date, acting_user: Any) -> Deelname:
    """Take somebody out of a group: from `tot` on the docent no longer sees this person."""
    row = Deelname.objects.select_for_update(of=("self",)).select_related("lesgroep").get(pk=deelname.pk)
    if acting_user is not None:
        require(acting_user, "end", row)
    if row.tot is not None:
        raise DomainError("Deze deelname is al beëindigd.", code="ended")
    if tot < row.van:
        raise DomainError("Deze dag ligt voor het begin van de deelname.", field="tot", code="order")
    if tot > today():
        raise DomainError("Kies een dag die niet na vandaag ligt.", field="tot", code="future")
    row.tot = tot
    row.save()
    return row


@action
def leave_former_locatie(*, plaatsingseenheid: Plaatsingseenheid, acting_user: Any) -> None:
    """Who moved to another locatie, or has none, leaves the group of the former one today."""
    rows = Deelname.objects.running().filter(vergunninghouder__plaatsingseenheid=plaatsingseenheid)
    here = F("lesgroep__opvanglocatie")
    gone = rows.exclude(vergunninghouder__dossier_locatie=here).order_by("pk")
    for row in gone.select_for_update(of=("self",)):
        row.tot, row.einde_reden = max(today(), row.van), Eindereden.OVERPLAATSING
        row.save()


@action
def end_voorinburgering(
    *, vergunninghouder: Vergunninghouder, reden: str, op: dt.date, acting_user: Any
) -> VoorinburgeringEinde | None:
    """End the programme of one person and its individual guidance, with every place in a lesgroep (DESIGN §8).

    The first end stands: None when it had ended before. Whether the account may cause it is the caller's to judge: the
    gemeente's start of the regular programme and the move come by here. DomainError for an unknown reason.
    """
    if reden not in Eindereden.values:
        raise DomainError("Kies een reden.", field="reden", code="reason_required")
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    for row in Deelname.objects.running().filter(vergunninghouder=person).select_for_update(of=("self",)):
        row.tot, row.einde_reden = max(op, row.van), reden
        row.save()
    if standing_end(person) is not None:
        return None
    made: VoorinburgeringEinde = VoorinburgeringEinde.objects.create(
        vergunninghouder=person, op=op, reden=reden
    )
    return made


@action
def resume_voorinburgering(
    *, vergunninghouder: Vergunninghouder, reden: str, acting_user: Any
) -> VoorinburgeringEinde | None:
    """The programme goes on after all, where it ended for `reden`; None when it did not. Lesgroepen are chosen anew."""
    row: VoorinburgeringEinde | None = (
        VoorinburgeringEinde.objects.select_for_update()
        .filter(vergunninghouder=vergunninghouder, hervat_op=None, reden=reden)
        .first()
    )
    if row is not None:
        row.hervat_op = today()
        row.save(update_fields=["hervat_op"])
    return row


def standing_end(person: Vergunninghouder) -> VoorinburgeringEinde | None:
    """The end of the Voorinburgering that holds now, if it ended."""
    row: VoorinburgeringEinde | None = VoorinburgeringEinde.objects.filter(
        vergunninghouder=person, hervat_op=None
    ).first()
    return row


def _locked(lesgroep: Lesgroep, acting_user: Any) -> Lesgroep:
    """The group, locked; NotAllowed for who does not keep it, or when it is closed."""
    group = Lesgroep.objects.select_for_update().get(pk=lesgroep.pk)
    if acting_user is not None:
        require(acting_user, "change", group)
    return group
