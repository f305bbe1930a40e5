"""What is new in the list of koppelingen since the account's own last visit to each person (R27)."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from coa_portal.access.policy import visible
from coa_portal.notifications.models import LaatsteBezoek
from overdracht.documentregels import sent_with, with_sent
from overdracht.models import Profielversie, VersieOnderdeel
from overdracht.policy import gates, gemeenten_reading
from overdracht.readers import limits
from overdracht.vergelijken import differences

_VERSION = ("pk", "koppeling_id", "vergunninghouder_id", "gemeente_id", "doorgezet_op", "payload")


@dataclass
class Nieuws:
    """Of one koppeling: whether a profile was never looked at, or changed since, and in which sections."""

    is_nieuw: bool = False
    is_gewijzigd: bool = False
    onderdelen: list[str] = field(default_factory=list)


def news_of(keys: Collection[UUID], gebruiker: Any) -> dict[UUID, Nieuws]:
    """Per koppeling with news; in five queries however many koppelingen, people and versions there are.

    The same rule as on the page of a person: a version counts that came after the last visit. Who reads some sections
    only hears of changes in those.
    """
    found: dict[UUID, Nieuws] = {}
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    people = _people(keys, gebruiker)
    seen = _visits(people.values(), gebruiker)
    for key, versions in _versions(keys, gebruiker).items():
        last = versions[-1]
        visit = seen.get(people.get(key))
        before = [row for row in versions if visit is not None and row["doorgezet_op"] <= visit]
        if key not in people or (before and before[-1] is last):
            continue
        if before:
            pairs.append((before[-1], last))
        else:
            found.setdefault(last["koppeling_id"], Nieuws()).is_nieuw = True
    _add_changes(found, pairs, gebruiker)
    return found


def _people(keys: Collection[UUID], gebruiker: Any) -> dict[tuple[UUID, UUID], UUID]:
    rows = gates(gebruiker).filter(
        koppeling__in=keys, shown_tier__gte=2, gemeente__in=gemeenten_reading(gebruiker, 2)
    )
    return {
        (koppeling, person): betrokkene
        for koppeling, person, betrokkene in rows.values_list("koppeling", "vergunninghouder", "betrokkene")
    }


def _visits(subjects: Iterable[UUID], gebruiker: Any) -> dict[UUID | None, dt.datetime]:
    rows = LaatsteBezoek.objects.filter(gebruiker=gebruiker, subject_id__in=list(subjects))
    return dict(rows.values_list("subject_id", "op"))


def _versions(keys: Collection[UUID], gebruiker: Any) -> dict[tuple[UUID, UUID], list[dict[str, Any]]]:
    """Per person the open versions, the oldest first; of a payload its head."""
    rows = visible(Profielversie, gebruiker).filter(koppeling__in=keys).order_by("nummer")
    found: dict[tuple[UUID, UUID], list[dict[str, Any]]] = {}
    for row in rows.values(*_VERSION):
        found.setdefault((row["koppeling_id"], row["vergunninghouder_id"]), []).append(row)
    return found


def _add_changes(
    found: dict[UUID, Nieuws], pairs: list[tuple[dict[str, Any], dict[str, Any]]], gebruiker: Any
) -> None:
    if not pairs:
        return
    granted = {row["gemeente_id"]: limits(gebruiker, row["gemeente_id"], 2) for _, row in pairs}
    shown = Q(pk__in=[])
    for gemeente, limit in granted.items():
        shown |= Q(gemeente=gemeente) & limit
    sections: dict[UUID, list[Any]] = {}
    rows = VersieOnderdeel.objects.filter(shown, versie__in=[row["pk"] for pair in pairs for row in pair])
    for version, section in rows.order_by("volgorde").values_list("versie", "section"):
        sections.setdefault(version, []).append(section)
    documents = sent_with([row["pk"] for pair in pairs for row in pair], shown)
    for pair in pairs:
        older, newer = (
            with_sent(
                {**row["payload"], "sections": sections.get(row["pk"], [])}, documents.get(row["pk"], ())
            )
            for row in pair
        )
        changed = [part.label for part in differences(older, newer)]
        if changed or not granted[pair[1]["gemeente_id"]]:
            news = found.setdefault(pair[1]["koppeling_id"], Nieuws())
            news.is_gewijzigd = True
            news.onderdelen += [label for label in changed if label not in news.onderdelen]
