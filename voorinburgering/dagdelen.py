"""Which parts of the week of a person are taken (B1: a gemeente plans the brede intake around them)."""

import datetime as dt
from collections.abc import Callable, Mapping

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Lesgroep
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import WEEKDAGEN, BezetDagdeel, Bezetting, Dagdeel, Deelname, Lesreeks

Place = tuple[int, str]  # weekday (1 is Monday) and dagdeel
Source = Callable[[Vergunninghouder], Mapping[Place, str]]

# from when on a part of the day is the next one
_NOON, _EVENING = dt.time(12, 30), dt.time(17, 30)
# a series that begins within this time is in the week already: a gemeente plans ahead
_AHEAD = dt.timedelta(days=28)
_KIND = {
    Lesgroep.Soort.NT2: Bezetting.NT2,
    Lesgroep.Soort.KNM: Bezetting.KNM,
    Lesgroep.Soort.MAP: Bezetting.MAP,
    Lesgroep.Soort.PVT: Bezetting.MAP,
}
_sources: list[Source] = []


def register_bezetting(source: Source) -> None:
    """Add what takes parts of the week by itself; called in `AppConfig.ready()`. What stands first wins."""
    if source not in _sources:
        _sources.append(source)


def bezetting_of(person: Vergunninghouder) -> dict[Place, str]:
    """What is taken now, and by what: as somebody wrote down, and as follows from the rest of the Voorinburgering."""
    return {**derived_bezetting(person), **written_bezetting(person)}


def written_bezetting(person: Vergunninghouder) -> dict[Place, str]:
    """What somebody wrote down."""
    rows = BezetDagdeel.objects.filter(vergunninghouder=person)
    return {(row.weekdag, row.dagdeel): row.soort for row in rows}


def derived_bezetting(person: Vergunninghouder) -> dict[Place, str]:
    """What follows from running series of the person's groups, and from the registered sources."""
    found: dict[Place, str] = {}
    for source in _sources:
        for place, kind in source(person).items():
            found.setdefault(place, kind)
    return found


def lessons_in_week(person: Vergunninghouder) -> dict[Place, str]:
    """The parts of the week that running series of the person's groups take."""
    groups = Deelname.objects.running().filter(vergunninghouder=person).values("lesgroep")
    rows = Lesreeks.objects.running().filter(lesgroep__in=groups, van__lte=today() + _AHEAD)
    return {
        (day, part): _KIND[Lesgroep.Soort(row.lesgroep.soort)]
        for row in rows.select_related("lesgroep")
        for day in row.weekdagen
        for part in dagdelen_of(row.begintijd, row.eindtijd)
    }


def dagdelen_of(begintijd: dt.time, eindtijd: dt.time) -> list[str]:
    """The parts of the day that a lesson touches."""
    bounds = ((Dagdeel.OCHTEND, dt.time.min, _NOON), (Dagdeel.MIDDAG, _NOON, _EVENING))
    parts = [part.value for part, first, last in bounds if begintijd < last and eindtijd > first]
    return [*parts, Dagdeel.AVOND.value] if eindtijd > _EVENING else parts


@action
def set_bezetting(
    *, vergunninghouder: Vergunninghouder, bezetting: Mapping[Place, str], acting_user: Gebruiker
) -> bool:
    """Make the week what `bezetting` says; returns whether anything changed. What stays the same is left alone, and
    what follows from lessons is not written down beside them."""
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    require(acting_user, "edit_profiel", person)
    for (weekday, part), kind in bezetting.items():
        if not 1 <= weekday <= len(WEEKDAGEN) or part not in Dagdeel.values or kind not in Bezetting.values:
            raise DomainError("Kies een dagdeel en waarvoor het is.", code="unknown_part")
    derived = derived_bezetting(person)
    bezetting = {place: kind for place, kind in bezetting.items() if derived.get(place) != kind}
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
