"""Which parts of the week of a person are taken (B1: a gemeente plans the brede intake around them)."""

from collections.abc import Mapping

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import WEEKDAGEN, BezetDagdeel, Bezetting, Dagdeel

Place = tuple[int, str]  # weekday (1 is Monday) and dagdeel


def bezetting_of(person: Vergunninghouder) -> dict[Place, str]:
    """What is taken now, and by what."""
    rows = BezetDagdeel.objects.filter(vergunninghouder=person)
    return {(row.weekdag, row.dagdeel): row.soort for row in rows}


@action
def set_bezetting(
    *, vergunninghouder: Vergunninghouder, bezetting: Mapping[Place, str], acting_user: Gebruiker
) -> bool:
    """Make the week what `bezetting` says; returns whether anything changed. What stays the same is left alone."""
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    require(acting_user, "edit_profiel", person)
    for (weekday, part), kind in bezetting.items():
        if not 1 <= weekday <= len(WEEKDAGEN) or part not in Dagdeel.values or kind not in Bezetting.values:
            raise DomainError("Kies een dagdeel en waarvoor het is.", code="unknown_part")
    known = {(row.weekdag, row.dagdeel): row for row in BezetDagdeel.objects.filter(vergunninghouder=person)}
    changed = False
    for place, row in known.items():
        if place not in bezetting:
            row.delete()
            changed = True
    for place, kind in bezetting.items():
        slot = known.get(place) or BezetDagdeel(vergunninghouder=person, weekdag=place[0], dagdeel=place[1])
        if slot.soort != kind:
            slot.soort = kind
            slot.save()
            changed = True
    return changed
