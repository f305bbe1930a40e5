"""Reading the facts behind the termijnen of many people at once: as many queries for one koppeling as for a thousand.

A gemeente reads only what its database role may: what COA alone knows (permit, arrival, day of consent) stays None.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from coa_portal.access.policy import visible
from coa_portal.access.roles import Party
from koppeling.models import Koppeling
from overdracht.lifecycle import TALK_REASONS
from overdracht.models import (
    Betrokkene,
    Gesprek,
    Gespreksdeelnemer,
    Inburgeringstraject,
    Logeerperiode,
    Profielversie,
    Scenario,
    Scenariokeuze,
    Verhuisdatum,
    Verhuizing,
)
from overdracht.termijnen.feiten import Doorzetting, Feiten, Logeren

Columns = dict[str, Any]
# what a further reader knows, by key of the betrokkene
Reader = Callable[[Sequence[Betrokkene]], dict[UUID, Columns]]


@dataclass(frozen=True)
class Gelezen:
    """One person of a koppeling with the facts."""

    koppeling: Koppeling
    betrokkene: Betrokkene
    feiten: Feiten


def feiten_van(koppelingen: Iterable[Koppeling], gebruiker: Any) -> list[Gelezen]:
    """The facts of everybody in these koppelingen, in the order of their numbers. `gebruiker` None: the system itself,
    on COA's side.

    The koppelingen must be visible to the account; a gemeente finds nobody in one that has ended.
    """
    by_key = {row.pk: row for row in koppelingen}
    is_coa = gebruiker is None or getattr(gebruiker, "party", None) == Party.COA
    people: QuerySet[Betrokkene] = (
        Betrokkene.objects.filter(is_lid=True) if is_coa else visible(Betrokkene, gebruiker)
    )
    rows = list(people.filter(koppeling__in=by_key).order_by("koppeling", "volgnummer"))
    if not rows:
        return []
    columns: dict[UUID, Columns] = {row.pk: {} for row in rows}
    for reader in _readers(gebruiker, is_coa=is_coa):
        for key, found in reader(rows).items():
            columns[key] |= found
    first_seen = _first_seen(rows)
    return [
        Gelezen(
            by_key[row.koppeling_id],
            row,
            Feiten(
                **_of_koppeling(by_key[row.koppeling_id], row, first_seen[row.koppeling_id]),
                **columns[row.pk],
            ),
        )
        for row in rows
    ]


def _readers(gebruiker: Any, *, is_coa: bool) -> list[Reader]:
    shared: list[Reader] = [_scenarios, _talks, _moves, _trajecten, _logeren]
    if not is_coa:
        return [*shared, lambda rows: _versions(rows, visible(Profielversie, gebruiker).order_by())]
    from overdracht.termijnen.lezen_coa import READERS  # noqa: PLC0415  (knows the living dossiers)

    return [*shared, lambda rows: _versions(rows, Profielversie.objects.order_by()), *READERS]


def _first_seen(rows: Sequence[Betrokkene]) -> dict[UUID, dt.date]:
    seen: dict[UUID, dt.date] = {}
    for row in rows:
        day = localdate(row.created_at)
        seen[row.koppeling_id] = min(seen.get(row.koppeling_id, day), day)
    return seen


def _of_koppeling(koppeling: Koppeling, row: Betrokkene, first_seen: dt.date) -> Columns:
    """When the terms of this person start: at the melding, later for who joined the household after that."""
    joined = localdate(row.created_at)
    made = localdate(koppeling.definitief_op) if koppeling.definitief_op else None
    ended = None if koppeling.is_active else localdate(koppeling.status_sinds)
    return {
        "is_inburgeraar": row.may_have_traject,
        "gekoppeld_op": max(made, joined) if made and joined > first_seen else made,
        "beeindigd_op": ended if made else None,
    }


def _scenarios(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    found: dict[UUID, Columns] = {}
    for keuze in Scenariokeuze.objects.filter(betrokkene__in=rows).order_by("gekozen_op"):
        day = localdate(keuze.gekozen_op)
        mine = found.setdefault(
            keuze.betrokkene_id, {"eerste_keuze_op": day, "is_voorkeur": keuze.is_from_voorkeur}
        )
        mine |= {
            "scenario": Scenario(keuze.scenario),
            "scenario_sinds": day,
            "geinformeerd_op": keuze.inburgeraar_geinformeerd_op,
        }
    return found


def _talks(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    """The first kennismaking and driegesprek that were held, and when a driegesprek is planned, with why one was not
    held."""
    found: dict[UUID, Columns] = {}
    talks = Gespreksdeelnemer.objects.filter(betrokkene__in=rows).order_by("gesprek__moment")
    for key, kind, status, moment, held, reason in talks.values_list(
        "betrokkene",
        "gesprek__soort",
        "gesprek__status",
        "gesprek__moment",
        "gesprek__gehouden_op",
        "gesprek__status_reden",
    ):
        mine = found.setdefault(key, {})
        if status == "gehouden" and kind == Gesprek.Soort.KENNISMAKING:
            mine.setdefault("kennismaking_op", held)
        if kind != Gesprek.Soort.DRIEGESPREK:
            continue
        if status == "gehouden":
            mine.setdefault("driegesprek_op", held)
        elif status == "gepland" and moment is not None:
            mine["driegesprek_gepland_op"] = localdate(moment)
        elif reason:
            mine["driegesprek_reden"] = TALK_REASONS.get(reason, "")
    return found


def _moves(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    keys = {row.koppeling_id for row in rows}
    known: dict[UUID, Columns] = {}
    for move in Verhuizing.objects.filter(koppeling__in=keys).order_by():
        known[move.koppeling_id] = {
            "verhuizing_op": move.definitief_op or move.verwacht_op,
            "verhuisd_op": move.verhuisd_op,
            "brp_op": move.brp_op,
        }
    for koppeling, datum, made in (
        Verhuisdatum.objects.filter(koppeling__in=keys)
        .order_by("created_at")
        .values_list("koppeling", "datum", "created_at")
    ):
        if koppeling in known and datum == known[koppeling]["verhuizing_op"]:
            known[koppeling]["verhuizing_bekend_op"] = localdate(made)
    return {row.pk: known[row.koppeling_id] for row in rows if row.koppeling_id in known}


def _trajecten(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    return {
        row.betrokkene_id: {
            "intake_gestart_op": row.intake_gestart_op,
            "intake_afgerond_op": row.intake_afgerond_op,
            "kennisgeving_op": row.kennisgeving_op,
            "pip_op": row.pip_vastgesteld_op,
            "pip_verlengd_tot": row.pip_verlengd_tot,
            "pip_reden": row.get_pip_verlenging_reden_display() if row.pip_verlenging_reden else "",
            "gestart_op": row.gestart_op,
        }
        for row in Inburgeringstraject.objects.filter(betrokkene__in=rows).order_by()
    }


def _logeren(rows: Sequence[Betrokkene]) -> dict[UUID, Columns]:
    found: dict[UUID, list[Logeren]] = {}
    for row in Logeerperiode.objects.filter(betrokkene__in=rows).order_by("van"):
        reason = row.get_verlenging_reden_display() if row.verlenging_reden else ""
        period = Logeren(row.van, row.tot, row.verlengd_tot, row.beeindigd_op, reason)
        found.setdefault(row.betrokkene_id, []).append(period)
    return {key: {"logeren": tuple(periods)} for key, periods in found.items()}


def _versions(rows: Sequence[Betrokkene], versions: "QuerySet[Any]") -> dict[UUID, Columns]:
    by_person = {(row.koppeling_id, row.vergunninghouder_id): row.pk for row in rows}
    found: dict[UUID, list[Doorzetting]] = {}
    wanted = versions.filter(koppeling__in={row.koppeling_id for row in rows}).order_by("doorgezet_op")
    for koppeling, person, moment, made in wanted.values_list(
        "koppeling", "vergunninghouder", "moment", "doorgezet_op"
    ):
        key = by_person.get((koppeling, person))
        if key is not None:
            found.setdefault(key, []).append(Doorzetting(localdate(made), moment))
    return {key: {"doorzettingen": tuple(sent)} for key, sent in found.items()}
