"""What one reader sees of a frozen payload: the account's own limits, and household members as they are open now.

Page, PDF and API all come by here (R2). Knows no living dossier: the gemeente's side imports it.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from coa_portal.access.roles import TIER_CAPABILITIES, Party
from coa_portal.accounts.actions import capabilities_of
from overdracht.documentregels import sent_with, with_sent
from overdracht.models import (
    Profielversie,
    ScreeningOnderdeel,
    Screeningspublicatie,
    VersieGezinslid,
    VersieOnderdeel,
)
from overdracht.payload import EVERY_READER, Payload, changed_keys, with_members, with_sections
from overdracht.policy import gates, toekenningen_in_force


def limits(gebruiker: object, gemeente_id: object, tier: int) -> Q:
    """Which parts of tier 1 or 2 the account was granted on this gemeente (DESIGN §3), as PostgreSQL says too.

    A toekenning without sections brings all of them; more than one adds up. Nothing is left for an account whose tier
    is too low.
    """
    if getattr(gebruiker, "party", None) == Party.COA:
        return Q()
    granted = [
        set(row.onderdelen)
        for row in toekenningen_in_force(gebruiker)
        if row.gemeente_id == gemeente_id and TIER_CAPABILITIES[tier] & capabilities_of(row)
    ]
    if not granted:
        return Q(pk__in=[])
    if any(not sections for sections in granted):
        return Q()
    return Q(onderdeel__in={EVERY_READER}.union(*granted))


def payloads_for_reader(
    rows: Sequence[Profielversie] | Sequence[Screeningspublicatie], gebruiker: object
) -> list[Payload]:
    """The payloads of one koppeling as this reader may see them now, in three queries however many there are."""
    if not rows:
        return []
    tier = 1 if isinstance(rows[0], Screeningspublicatie) else 2
    narrowed = _assembled(rows, limits(gebruiker, rows[0].gemeente_id, tier))
    naming = [row.pk for row, data in zip(rows, narrowed, strict=True) if members_in(data)]
    named = (
        _cells(VersieGezinslid.objects.filter(_is_open_now(gebruiker), versie__in=naming)) if naming else {}
    )
    whole = [with_members(data, named.get(row.pk, {})) for row, data in zip(rows, narrowed, strict=True)]
    if tier != 2:
        return whole
    documents = sent_with([row.pk for row in rows], limits(gebruiker, rows[0].gemeente_id, tier))
    return [with_sent(data, documents.get(row.pk, ())) for row, data in zip(rows, whole, strict=True)]


def payload_as_sent(version: Profielversie) -> Payload:
    """The payload of one version as it was published, members whose consent ended included: for COA, to say what
    changed since. Under the role of a gemeente PostgreSQL leaves those members out."""
    whole = _assembled([version], Q())[0]
    named = _cells(VersieGezinslid.objects.filter(versie=version)) if members_in(whole) else {}
    sent = sent_with([version.pk], Q()).get(version.pk, ())
    return with_sent(with_members(whole, named.get(version.pk, {})), sent)


def _assembled(rows: Sequence[Profielversie] | Sequence[Screeningspublicatie], shown: Q) -> list[Payload]:
    """Each payload of the parts that may be shown, in one query."""
    is_screening = isinstance(rows[0], Screeningspublicatie)
    parts = ScreeningOnderdeel.objects if is_screening else VersieOnderdeel.objects
    whole = "screening_id" if is_screening else "versie_id"
    found: dict[UUID, list[dict[str, Any]]] = {}
    sections = parts.filter(shown, **{f"{whole}__in": [row.pk for row in rows]})
    for key, section in sections.order_by("volgorde").values_list(whole, "section"):
        found.setdefault(key, []).append(section)
    return [with_sections(row.payload, found.get(row.pk, [])) for row in rows]


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
