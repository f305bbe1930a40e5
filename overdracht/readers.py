"""What one reader sees of a frozen payload: the account's own limits, and household members as they are open now.

Page, PDF and API all come by here (R2). Knows no living dossier: the gemeente's side imports it.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from coa_portal.access.roles import TIER_CAPABILITIES, Party
from coa_portal.accounts.actions import capabilities_of
from overdracht.models import Profielversie, Screeningspublicatie, VersieGezinslid
from overdracht.payload import Payload, changed_keys, with_members
from overdracht.policy import gates, toekenningen_in_force

TIER_OF_KIND = {"kaart": 0, "screening": 1, "profielversie": 2}
# The screening has one section for everything; an account that may see some sections of the klantprofiel sees
# the facts that belong to those. None: a fact that names the matter itself, shown with every limit.
SCREENING_SECTION_OF = {
    "naam": None,
    "grond": None,
    "gesprek": None,
    "werk": "arbeid",
    "onderwijs": "educatief",
    "ambities": "toekomst",
    "netwerk": "familie",
}


def sections_for(gebruiker: object, gemeente_id: object, payload: Payload) -> Payload:
    """The payload with only the sections that the account was granted on this gemeente (DESIGN §3).

    A toekenning without sections brings all of them; more than one adds up. Tier 0 is always whole: it holds no
    name, and housing needs all of it. Nothing is left for an account whose tier is too low.
    """
    if getattr(gebruiker, "party", None) == Party.COA:
        return payload
    tier = TIER_OF_KIND[payload["kind"]]
    granted = [
        set(row.onderdelen)
        for row in toekenningen_in_force(gebruiker)
        if row.gemeente_id == gemeente_id and TIER_CAPABILITIES[tier] & capabilities_of(row)
    ]
    if not granted:
        return {**payload, "sections": []}
    if tier == 0 or any(not sections for sections in granted):
        return payload
    allowed = set().union(*granted)
    if payload["kind"] == "screening":
        return {**payload, "sections": [_screening_section(part, allowed) for part in payload["sections"]]}
    return {**payload, "sections": [part for part in payload["sections"] if part["key"] in allowed]}


def _screening_section(part: dict[str, Any], allowed: set[str]) -> dict[str, Any]:
    def is_shown(key: str) -> bool:
        wanted = SCREENING_SECTION_OF.get(
            key, ""
        )  # unknown facts, and the words behind the ground: not shown
        return wanted is None or wanted in allowed

    return {**part, "facts": [item for item in part["facts"] if is_shown(item["key"])], "tables": []}


def payloads_for_reader(
    rows: Sequence[Profielversie | Screeningspublicatie], gebruiker: object
) -> list[Payload]:
    """The payloads of one koppeling as this reader may see them now, in two queries however many there are."""
    narrowed = [sections_for(gebruiker, row.gemeente_id, row.payload) for row in rows]
    naming = [row.pk for row, data in zip(rows, narrowed, strict=True) if members_in(data)]
    named = (
        _cells(VersieGezinslid.objects.filter(_is_open_now(gebruiker), versie__in=naming)) if naming else {}
    )
    return [with_members(data, named.get(row.pk, {})) for row, data in zip(rows, narrowed, strict=True)]


def payload_as_sent(version: Profielversie) -> Payload:
    """The payload of one version as it was published, members whose consent ended included: for COA, to say what
    changed since. Under the role of a gemeente PostgreSQL leaves those members out."""
    named = _cells(VersieGezinslid.objects.filter(versie=version)) if members_in(version.payload) else {}
    return with_members(version.payload, named.get(version.pk, {}))


def _is_open_now(gebruiker: object) -> Exists:
    return Exists(
        gates(gebruiker).filter(
            koppeling=OuterRef("koppeling"), vergunninghouder=OuterRef("vergunninghouder"), shown_tier__gte=1
        )
    )


def _cells(rows: "QuerySet[VersieGezinslid]") -> dict[UUID, dict[str, list[dict[str, Any]]]]:
    """Per version the cells by place."""
    found: dict[UUID, dict[str, list[dict[str, Any]]]] = {}
    for versie, place, cells in rows.order_by().values_list("versie_id", "plaats", "cells"):
        found.setdefault(versie, {})[place] = cells
    return found


def version_for_reader(version: Profielversie, gebruiker: object) -> Payload:
    """The payload of one version as this reader may see it now (R5)."""
    return payloads_for_reader([version], gebruiker)[0]


def members_in(data: Payload) -> set[str]:
    """Keys of the household members that a payload names."""
    return {
        row["person"]
        for part in data["sections"]
        for table in part["tables"]
        for row in table["rows"]
        if row.get("person")
    }


def open_people(koppeling_id: UUID, people: Iterable[str], gebruiker: object) -> set[str]:
    """Which of these people have tier 1 open for this reader under the koppeling, as text keys."""
    rows = gates(gebruiker).filter(
        koppeling=koppeling_id, vergunninghouder__in=list(people), shown_tier__gte=1
    )
    return {str(key) for key in rows.values_list("vergunninghouder_id", flat=True)}


def changes_shown(older: Payload | None, newer: Payload) -> set[str]:
    """Keys to mark as changed, of payloads as the reader sees them; nothing is marked in a first version."""
    return changed_keys(older, newer) if older is not None else set()
