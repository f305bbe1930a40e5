"""Who was in a group on the day of a lesson, as far as the asking account sees them (R2).

A docent gets `Lesdeelnemer`, COA's side the deelnames of people whose dossier it sees: the same people, by two doors.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from voorinburgering.models import Deelname, Les, Lesdeelnemer
from voorinburgering.policy import TEACH


@dataclass(frozen=True)
class Leerling:
    """One person in a lesson: the key of the deelname, a name, and the key for the reading log."""

    deelname: UUID
    naam: str
    persoon: UUID


def members_of(gebruiker: Any, les: Les) -> list[Leerling]:
    """Who was in the group on the day of that lesson, by name."""
    if grants_of(gebruiker).has(TEACH):
        shown = visible(Lesdeelnemer, gebruiker).filter(les=les)
        return [Leerling(row.deelname, row.naam, row.persoon) for row in shown]
    rows = visible(Deelname, gebruiker) & Deelname.objects.on(les.dag).filter(lesgroep=les.lesgroep_id)
    return by_name(rows.select_related("vergunninghouder"))


def by_name(rows: Iterable[Deelname]) -> list[Leerling]:
    """Deelnames as people of a lesson, by last name."""
    ordered = sorted(
        rows, key=lambda row: (row.vergunninghouder.achternaam, row.vergunninghouder.voornaam, str(row.pk))
    )
    return [Leerling(row.pk, row.vergunninghouder.naam, row.vergunninghouder_id) for row in ordered]


def member_keys(gebruiker: Any, les: Les) -> set[UUID]:
    """The deelnames of whom the account may record attendance in that lesson; for the system, of everybody."""
    if gebruiker is None:
        rows = Deelname.objects.on(les.dag).filter(lesgroep=les.lesgroep_id)
        return set(rows.values_list("pk", flat=True))
    return {row.deelname for row in members_of(gebruiker, les)}
