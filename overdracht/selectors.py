"""Reads of the shared side that are more than one filter; all from what is visible."""

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from coa_portal.access.policy import visible
from klantprofiel.models import Vergunninghouder
from koppeling.models import Koppeling
from overdracht.actions.doorzetten import settled_since, shared_version
from overdracht.dagdelen import build_dagdelen, is_changed
from overdracht.models import Betrokkene, Inzage, Opvraging, Profielversie, Toestemming, Verhuizing
from overdracht.payload import Payload, changed_keys, differs
from overdracht.profiel import build_version_payload
from overdracht.readers import payload_as_sent
from overdracht.voortgang import move_date


@dataclass(frozen=True)
class Stil:
    """A dossier that was left alone since `sinds`, with something that the gemeente did not get yet."""

    person: Vergunninghouder
    koppeling: Koppeling
    sinds: dt.datetime


def settled_changes(working_days: int) -> Iterator[Stil]:
    """People with an open gate whose dossier changed after the version that the gemeente reads, has lain still
    for so long, and is not held. Whether a gemeente would read something else is not judged here.

    A first version waits as long after the signature, so that the casemanager has the same time to hold it.
    Counting working days is done here, over the few that the database leaves.
    """
    read_now = Profielversie.objects.filter(
        koppeling=OuterRef("koppeling"),
        vergunninghouder=OuterRef("vergunninghouder"),
        doorgezet_op__gte=OuterRef("sinds"),
    ).order_by("-nummer")
    signed = Toestemming.objects.filter(
        vergunninghouder=OuterRef("vergunninghouder"), gemeente=OuterRef("gemeente"), status="gegeven"
    )
    changed_at = F("vergunninghouder__klantprofiel__updated_at")
    rows = (
        Inzage.objects.filter(tier__gte=1, vergunninghouder__vasthouding=None)
        .annotate(
            published_at=Subquery(read_now.values("doorgezet_op")[:1]),
            changed_at=changed_at,
            still_since=Greatest(
                changed_at, Subquery(signed.values("status_sinds")[:1]), F("koppeling__definitief_op")
            ),
        )
        .filter(Q(published_at=None) | Q(changed_at__gt=F("published_at")), changed_at__isnull=False)
        .select_related("vergunninghouder", "koppeling")
        .order_by("pk")
    )
    now = timezone.now()
    for row in rows:
        if settled_since(row.still_since, working_days) <= now:
            yield Stil(row.vergunninghouder, row.koppeling, row.still_since)


def people_with_settled_changes() -> Iterator[Vergunninghouder]:
    """Whose changes lay still for the set time: the portal publishes them by itself."""
    for found in settled_changes(settings.PUBLISH_AFTER_WORKING_DAYS):
        yield found.person


@dataclass(frozen=True)
class Pending:
    """What publishing would change for the gemeente."""

    payload: Payload
    changed: set[str]
    last: Profielversie | None
    last_payload: Payload | None
    is_week_changed: bool = False  # the occupied dagdelen

    @property
    def is_first(self) -> bool:
        """Whether the gemeente reads no version now: nothing was published under the present signature."""
        return self.last is None

    @property
    def has_changes(self) -> bool:
        """Whether the gemeente would read something else."""
        return self.is_week_changed or differs(self.last_payload, self.payload)


def pending_changes(person: Vergunninghouder, koppeling: Koppeling) -> Pending:
    """The payload as it would be published now, beside the version that the gemeente reads."""
    payload = build_version_payload(person)
    betrokkene = koppeling.betrokkenen.filter(vergunninghouder=person).first()
    last = shared_version(betrokkene) if betrokkene else None
    sent = payload_as_sent(last) if last else None
    week = is_changed(last, build_dagdelen(person))
    return Pending(payload, changed_keys(sent, payload) if sent else set(), last, sent, week)


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


def move_dates(households: Collection[UUID]) -> dict[UUID, str]:
    """Per household the date of its move in words, of active koppelingen; for COA's list of households."""
    rows = Verhuizing.objects.filter(
        koppeling__plaatsingseenheid__in=households, koppeling__in=Koppeling.objects.active().order_by()
    ).select_related("koppeling")
    return {row.koppeling.plaatsingseenheid_id: move_date(row) for row in rows}
