"""Reads of the shared side that are more than one filter; all from what is visible."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from klantprofiel.payload import build_profiel_payload

from coa_portal.access.policy import visible
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions.doorzetten import latest_version, settled_since
from overdracht.models import Betrokkene, Inzage, Opvraging, Profielversie, Toestemming
from overdracht.payload import Payload, changed_keys, hide_members


def people_with_settled_changes() -> Iterator[Vergunninghouder]:
    """People whose dossier changed after the last version, has lain still since, and is not held.

    Counting working days is done here, over the few that the database leaves.
    """
    last = (
        Profielversie.objects.filter(
            koppeling=OuterRef("betrokken_bij__koppeling"), vergunninghouder=OuterRef("pk")
        )
        .order_by("-nummer")
        .values("doorgezet_op")[:1]
    )
    rows = (
        Vergunninghouder.objects.filter(
            Exists(
                Inzage.objects.filter(
                    koppeling=OuterRef("betrokken_bij__koppeling"),
                    vergunninghouder=OuterRef("pk"),
                    tier__gte=1,
                )
            ),
            vasthouding=None,
        )
        .annotate(published_at=Subquery(last), changed_at=F("klantprofiel__updated_at"))
        .filter(Q(published_at=None) | Q(changed_at__gt=F("published_at")), changed_at__isnull=False)
        .order_by("pk")
    )
    now = timezone.now()
    for person in rows:
        changed_at: dt.datetime = person.changed_at  # type: ignore[attr-defined]  # annotated above
        if settled_since(changed_at, settings.PUBLISH_AFTER_WORKING_DAYS) <= now:
            yield person


@dataclass(frozen=True)
class Pending:
    """What publishing would change for the gemeente."""

    payload: Payload
    changed: set[str]
    last: Profielversie | None

    @property
    def is_first(self) -> bool:
        """Whether nothing was published under this koppeling yet."""
        return self.last is None

    @property
    def has_changes(self) -> bool:
        """Whether the gemeente would read something else."""
        return self.is_first or bool(self.changed)


def pending_changes(person: Vergunninghouder, koppeling: Koppeling) -> Pending:
    """The payload as it would be published now, beside the last version."""
    payload = build_profiel_payload(person)
    last = latest_version(person, koppeling)
    return Pending(payload, changed_keys(last.payload, payload) if last else set(), last)


def gemeente_koppelingen(gebruiker: object) -> "QuerySet[Koppeling]":
    """The list page of a gemeente: each koppeling with its Kaart while that is open, how many people gave
    consent, how many profiles came through, and the behandelaar."""
    inzage = Inzage.objects.filter(koppeling=OuterRef("pk")).order_by().values("koppeling")
    rows: QuerySet[Koppeling] = (
        visible(Koppeling, gebruiker)
        .select_related("gemeente", "kaart", "kaart__opvanglocatie", "behandelaar_gemeente")
        .annotate(
            open_tier1=Subquery(inzage.filter(tier__gte=1).annotate(n=Count("*")).values("n")),
            open_tier2=Subquery(inzage.filter(tier__gte=2).annotate(n=Count("*")).values("n")),
        )
    )
    return rows


def version_for_reader(version: Profielversie, gebruiker: object) -> Payload:
    """The payload as this reader may see it now: household members only as far as they are open (R5)."""
    members = {
        row["person"]
        for part in version.payload["sections"]
        for table in part["tables"]
        for row in table["rows"]
        if row.get("person")
    }
    if not members:
        return dict(version.payload)
    return hide_members(version.payload, open_people(version.koppeling_id, members))


def open_people(koppeling_id: UUID, people: Iterable[str]) -> set[str]:
    """Which of these people have tier 1 open under the koppeling, as text keys."""
    rows = Inzage.objects.filter(koppeling=koppeling_id, vergunninghouder__in=list(people), tier__gte=1)
    return {str(key) for key in rows.values_list("vergunninghouder_id", flat=True)}


def changes_between(older: Profielversie | None, newer: Profielversie) -> set[str]:
    """Keys to mark as changed in `newer`; nothing is marked in a first version."""
    return changed_keys(older.payload, newer.payload) if older else set()


def household_with_consent(koppeling: Koppeling) -> "QuerySet[Betrokkene]":
    """People of a koppeling for COA's side, with their consents for this gemeente, newest first."""
    consents = Toestemming.objects.filter(gemeente=koppeling.gemeente_id).order_by("-created_at")
    rows: QuerySet[Betrokkene] = (
        Betrokkene.objects.filter(koppeling=koppeling, is_lid=True)
        .select_related("vergunninghouder")
        .prefetch_related(Prefetch("vergunninghouder__toestemmingen", queryset=consents, to_attr="consents"))
    )
    return rows


def open_opvragingen(gebruiker: object) -> "QuerySet[Any]":
    """Requests that wait for COA, about people whose dossiers the account sees, oldest first."""
    people = visible(Vergunninghouder, gebruiker).order_by()
    rows: QuerySet[Any] = (
        Opvraging.objects.filter(vergunninghouder__in=people, status="open")
        .select_related("vergunninghouder", "gemeente", "koppeling")
        .order_by("created_at")
    )
    return rows
