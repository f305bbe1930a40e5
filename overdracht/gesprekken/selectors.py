"""Reads of talks and agreements, all from what is visible for the reader."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, QuerySet, When
from django.utils import timezone

from coa_portal.access.grants import grants_of
from coa_portal.access.policy import visible
from coa_portal.common.dates import today
from coa_portal.web.components import Gebeurtenis
from coa_portal.web.tags.filters import tijdstip
from koppeling.models import Koppeling
from overdracht.actions.gesprek import party_of
from overdracht.actions.zitting import interpreter_wanted
from overdracht.dagdelen import DAGEN, Roosterrij, rooster
from overdracht.gemeente.dossier import personen
from overdracht.gesprekken.proposal import Moment, proposed_moment
from overdracht.models import (
    Afspraak,
    Betrokkene,
    Dagdelenpublicatie,
    Gesprek,
    Gespreksdeelnemer,
    Kaart,
    Scenariokeuze,
    Verhuizing,
)
from overdracht.models.gesprek import Partij, Vorm
from overdracht.policy import gates, is_coa

_SIDES = {Partij.COA.value: "het COA", Partij.GEMEENTE.value: "de gemeente"}


@dataclass(frozen=True)
class Lid:
    """A member of the household: the name only where this reader gets it."""

    betrokkene: Betrokkene
    titel: str
    is_named: bool
    has_consent: bool


@dataclass(frozen=True)
class Rooster:
    """The frozen week of one person."""

    titel: str
    sinds: dt.datetime
    rijen: list[Roosterrij]
    plaatsen: frozenset[tuple[int, str]]

    @property
    def dagen(self) -> tuple[str, ...]:
        """The columns: the weekend only where something is on."""
        return DAGEN[: len(self.rijen[0].cellen)]


def talks(gebruiker: object) -> "QuerySet[Gesprek]":
    """Talks that the account may see, ready to be shown."""
    rows: Any = visible(Gesprek, gebruiker)
    found: QuerySet[Gesprek] = rows.shared()
    return found


def waiting_for(gebruiker: object) -> "QuerySet[Gesprek]":
    """Proposals that wait for an answer of the account's side."""
    other = Partij.COA if party_of(gebruiker) == Partij.GEMEENTE else Partij.GEMEENTE
    rows: QuerySet[Gesprek] = visible(Gesprek, gebruiker).filter(
        status="voorgesteld", voorgesteld_door_partij=other
    )
    return rows


def untold(gebruiker: object) -> "QuerySet[Gesprek]":
    """Planned talks whose moment is over, of which nobody said what became of them."""
    rows: QuerySet[Gesprek] = visible(Gesprek, gebruiker).filter(status="gepland", moment__lt=timezone.now())
    return rows


def turn_text(gesprek: Gesprek, gebruiker: object) -> str:
    """Whose turn it is, said to this reader; empty when nobody has one. Who only reads is never at turn."""
    party = party_of(gebruiker)
    acts = (
        grants_of(gebruiker).has_any({"plan_gesprek", "koppel"})
        if party == Partij.COA
        else grants_of(gebruiker).has("manage_overdracht", gesprek.gemeente_id)
    )
    if gesprek.beurt:
        if acts and gesprek.beurt == party:
            return "U bent aan de beurt"
        return "Wacht op het COA" if gesprek.beurt == Partij.COA else "Wacht op de gemeente"
    is_untold = acts and gesprek.status == "gepland" and gesprek.is_past
    return "Leg vast hoe het ging" if is_untold else ""


def earlier_moments(gesprek: Gesprek) -> list[Gebeurtenis]:
    """What was proposed before the present moment, newest first: when, by which side, and which moment."""
    if not gesprek.volgorde:
        return []
    rows = (
        Gesprek.history.model.objects.filter(
            id=gesprek.pk, volgorde__lt=gesprek.volgorde, moment__isnull=False
        )
        .order_by("volgorde", "history_date")
        .values_list("volgorde", "history_date", "moment", "vorm", "voorgesteld_door_partij")
    )
    # the first line of a proposal is the proposal; those after it tell what was answered
    first: dict[int, Gebeurtenis] = {}
    for number, made, moment, vorm, side in rows:
        text = f"{tijdstip(moment)}, {Vorm(vorm).label.lower()}"
        first.setdefault(number, Gebeurtenis(made, _SIDES[side], text))
    return [first[number] for number in sorted(first, reverse=True)]


def household(koppeling: Koppeling, gebruiker: Any) -> list[Lid]:
    """The people of a koppeling by number; for a gemeente as far as the gate is open, nobody once it is closed."""
    if not is_coa(gebruiker):
        return [
            Lid(person.betrokkene, person.titel, bool(person.naam), person.tier >= 1)
            for person in personen(koppeling, gebruiker)
        ]
    rows = gates(gebruiker).filter(koppeling=koppeling)
    open_now = dict(rows.values_list("betrokkene_id", "shown_tier"))
    members = visible(Betrokkene, gebruiker).filter(koppeling=koppeling).select_related("vergunninghouder")
    return [
        Lid(row, row.vergunninghouder.naam, is_named=True, has_consent=open_now.get(row.pk, 0) >= 1)
        for row in members.order_by("volgnummer")
    ]


def agreements(gebruiker: object, koppeling: Koppeling) -> "QuerySet[Afspraak]":
    """What was agreed about a household: open first, by the day."""
    rows: QuerySet[Afspraak] = visible(Afspraak, gebruiker).filter(koppeling=koppeling)
    is_done = Case(When(status="open", then=0), default=1)
    return rows.order_by(is_done, "voor_op", "created_at")


def expected_at(gesprek: Gesprek) -> set[UUID]:
    """Keys of the members who are expected at a talk."""
    rows = Gespreksdeelnemer.objects.filter(gesprek=gesprek)
    return set(rows.values_list("betrokkene_id", flat=True))


def weeks(koppeling: Koppeling, people: Sequence[Lid], gebruiker: object) -> list[Rooster]:
    """The latest published week of each person whose version this reader may see."""
    latest: dict[UUID, Any] = {}
    rows = visible(Dagdelenpublicatie, gebruiker).filter(koppeling=koppeling)
    for row in rows.order_by("versie__nummer"):
        latest[row.vergunninghouder_id] = row
    found = []
    for person in people:
        shared = latest.get(person.betrokkene.vergunninghouder_id)
        if shared is not None:
            taken = shared.payload["rows"]
            places = frozenset((item["weekdag"], item["dagdeel"]) for item in taken)
            found.append(Rooster(person.titel, shared.created_at, rooster(taken), places))
    return found


def moments_for(
    koppelingen: Sequence[UUID], soort: str, bezet: frozenset[tuple[int, str]] = frozenset()
) -> dict[UUID, Moment]:
    """The moment to propose per household, in two queries. Adults of one household may follow different scenarios: the
    one that asks for the earliest talk counts."""
    current = Scenariokeuze.objects.filter(koppeling__in=koppelingen, vervangen_op=None).order_by("-scenario")
    scenarios: dict[UUID, int] = dict(current.values_list("koppeling_id", "scenario"))
    moves = Verhuizing.objects.filter(koppeling__in=koppelingen).order_by()
    dates = {
        key: definite or expected
        for key, definite, expected in moves.values_list("koppeling_id", "definitief_op", "verwacht_op")
    }
    return {
        key: proposed_moment(
            soort=soort, scenario=scenarios.get(key), vandaag=today(), verhuizing=dates.get(key), bezet=bezet
        )
        for key in koppelingen
    }


def moment_for(koppeling: Koppeling, soort: str, shown: Sequence[Rooster]) -> Moment:
    """The moment to propose for one household, around what is taken in the weeks that were shared."""
    taken: frozenset[tuple[int, str]] = frozenset().union(*(week.plaatsen for week in shown))
    return moments_for([koppeling.pk], soort, taken)[koppeling.pk]


def interpreter_needed(koppeling: Koppeling, gebruiker: object) -> bool:
    """Whether the informatieprofiel says that an interpreter is needed; False where it is closed."""
    kaart = visible(Kaart, gebruiker).filter(koppeling=koppeling).first()
    return kaart is not None and interpreter_wanted(kaart)


def to_plan(gebruiker: object, gemeente_id: str, soort: str) -> "QuerySet[Any]":
    """Kaarten of active koppelingen of a gemeente without an open or held talk of this kind, by azc."""
    busy = Gesprek.objects.filter(soort=soort, status__in=("voorgesteld", "gepland", "gehouden"))
    rows: QuerySet[Any] = (
        visible(Kaart, gebruiker)
        .filter(gemeente=gemeente_id, opvanglocatie__isnull=False)
        .exclude(koppeling__in=busy.order_by().values("koppeling"))
        .annotate(referentie=F("koppeling__referentie"), definitief_op=F("koppeling__definitief_op"))
        .select_related("opvanglocatie")
        .order_by("opvanglocatie__naam", "koppeling__definitief_op")
    )
    return rows
