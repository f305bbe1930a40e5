"""Who comes into a lesgroep and who leaves it."""

import datetime as dt
from typing import Any

from django.db.models import F

from coa_portal.access.policy import require, visible
from coa_portal.audit.acting import action
from coa_portal.common.dates import short_date, today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.organisaties.models import Lesgroep
from klantprofiel.models import Plaatsingseenheid, Vergunninghouder
from voorinburgering.actions.einde import standing_end
from voorinburgering.actions.leaving import first_day_out, leave
from voorinburgering.actions.lesgroep import locked_lesgroep
from voorinburgering.actions.meedoen import require_agreement
from voorinburgering.models import Deelname, Eindereden


@action
def start_deelname(
    *, lesgroep: Lesgroep, vergunninghouder: Vergunninghouder, van: dt.date, acting_user: Any
) -> Deelname:
    """Put somebody who lives at the locatie, and agreed to take part, in a group. DomainError at the field that is
    wrong."""
    person = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    group = locked_lesgroep(lesgroep, acting_user)
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
    require_agreement(person, van)
    others = Deelname.objects.filter(vergunninghouder=person, soort=group.soort)
    others = others.exclude(tot__lte=van).exclude(tot=F("van"))
    busy = others.select_related("lesgroep").first()
    if busy is not None:
        raise DomainError(
            f"Deze persoon zit dan al in de lesgroep “{busy.lesgroep}”.", field="v_nummer", code="overlap"
        )
    return Deelname.objects.create(lesgroep=group, vergunninghouder=person, soort=group.soort, van=van)


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
    if (first := first_day_out(row, tot)) > tot:
        raise DomainError(
            f"Op {short_date(first - dt.timedelta(days=1))} was deze persoon nog in de les. Kies een latere dag.",
            field="tot",
            code="was_there",
        )
    leave(row, tot)
    return row


@action
def leave_former_locatie(*, plaatsingseenheid: Plaatsingseenheid, acting_user: Any) -> None:
    """Who moved to another locatie, or has none, leaves the group of the former one today."""
    rows = Deelname.objects.running().filter(vergunninghouder__plaatsingseenheid=plaatsingseenheid)
    here = F("lesgroep__opvanglocatie")
    gone = rows.exclude(vergunninghouder__dossier_locatie=here).order_by("pk")
    for row in gone.select_for_update(of=("self",)):
        leave(row, today(), Eindereden.OVERPLAATSING)
