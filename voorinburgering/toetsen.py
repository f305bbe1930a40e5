"""Reads of results of tests, by the two doors of a docent and of COA's side (R2)."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.common.dates import short_date
from coa_portal.organisaties.models import Lesgroep
from klantprofiel.models import Vergunninghouder
from voorinburgering.models import Deelname, Deelnemer, Toetsresultaat
from voorinburgering.policy import TEACH
from voorinburgering.toets_forms import Toetsling


def is_docent(gebruiker: Any) -> bool:
    """Whether the account gets a `Deelnemer` where others get a dossier."""
    return bool(grants_of(gebruiker).has(TEACH))


def group_to_test(gebruiker: Any, lesgroep: Lesgroep, soort: str) -> list[Toetsling]:
    """Who is in the group now, by name, with the latest result of this test; the same number of queries for all."""
    if is_docent(gebruiker):
        people = [(row.persoon, row.naam) for row in visible(Deelnemer, gebruiker).filter(lesgroep=lesgroep)]
    else:
        rows = visible(Deelname, gebruiker) & Deelname.objects.running().filter(lesgroep=lesgroep)
        named = rows.select_related("vergunninghouder").order_by(
            "vergunninghouder__achternaam", "vergunninghouder__voornaam", "pk"
        )
        people = [(row.vergunninghouder_id, row.vergunninghouder.naam) for row in named]
    latest = _latest(gebruiker, (key for key, _ in people), soort)
    return [Toetsling(key, naam, latest.get(key, "")) for key, naam in people]


def _latest(gebruiker: Any, people: Iterable[UUID], soort: str) -> dict[UUID, str]:
    rows = visible(Toetsresultaat, gebruiker).filter(status="vastgelegd", vergunninghouder__in=list(people))
    found: dict[UUID, str] = {}
    for row in rows.filter(soort=soort).order_by("afgenomen_op", "created_at"):
        found[row.vergunninghouder_id] = (
            f"Laatst: {row.get_resultaat_display()} op {short_date(row.afgenomen_op)}"
        )
    return found


def results_shown(gebruiker: Any, persoon: UUID) -> list[Toetsresultaat]:
    """All results of one person that the account sees, the withdrawn ones too, the latest first."""
    rows = visible(Toetsresultaat, gebruiker).filter(vergunninghouder=persoon)
    return list(rows.order_by("-afgenomen_op", "-created_at", "pk"))


def name_of(gebruiker: Any, toets: Toetsresultaat) -> str:
    """Whose result it is, by the door of the account."""
    if is_docent(gebruiker):
        row = visible(Deelnemer, gebruiker).filter(persoon=toets.vergunninghouder_id).first()
        return row.naam if row else ""
    person: Vergunninghouder = toets.vergunninghouder
    return person.naam
