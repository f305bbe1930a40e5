"""The termijnen of R14 as pure functions of recorded facts: no database, no clock, nothing stored or counted down.

Each rule names the sentence of B1 (Divosa, *Warme overdracht*) that it follows; lengths come from the reference table.
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from coa_portal.organisaties.termijnduren import STREEF, Duren, Duur
from overdracht.models.scenario import Scenario
from overdracht.termijnen.feiten import Feiten

COA, GEMEENTE = "coa", "gemeente"
# a publication this long before a talk or move still counts as the one for that moment
RECENT = dt.timedelta(days=14)


class Stand(enum.StrEnum):
    """How a term stands on one day."""

    LOOPT = "loopt"
    NABIJ = "nabij"
    TE_LAAT = "te_laat"
    GEHAALD = "gehaald"
    GEHAALD_TE_LAAT = "gehaald_te_laat"
    VERVALLEN = "vervallen"


DONE = frozenset({Stand.GEHAALD, Stand.GEHAALD_TE_LAAT})
OPEN = frozenset({Stand.LOOPT, Stand.NABIJ, Stand.TE_LAAT})


@dataclass(frozen=True)
class Termijn:
    """One term on one day. `due`: its last day, None while that cannot be said. `reden`: the coded reason that is
    recorded for being late or longer, in words."""

    code: str
    label: str
    due: dt.date | None
    soort: str
    stand: Stand
    wie: str
    start: dt.date
    gehaald_op: dt.date | None = None
    reden: str = ""
    bron: str = ""
    uitleg: str = ""
    vervallen_op: dt.date | None = None

    @property
    def is_open(self) -> bool:
        """Whether something still has to happen."""
        return self.stand in OPEN

    @property
    def rings(self) -> bool:
        """Whether it has meldingen: a *streef* term shows in overviews only (R14)."""
        return self.soort != STREEF

    @property
    def was_missed(self) -> bool:
        """Whether the last day passed undone, also when it was done later or can no longer be done."""
        if self.stand == Stand.VERVALLEN:
            return self.due is not None and self.vervallen_op is not None and self.due < self.vervallen_op
        return self.stand in {Stand.TE_LAAT, Stand.GEHAALD_TE_LAAT}


@dataclass(frozen=True)
class _Bepaald:
    """What a rule found: when the term started, its last day, when it was met, and when it became pointless."""

    code: str
    duur: Duur
    wie: str
    start: dt.date
    due: dt.date | None
    gehaald_op: dt.date | None = None
    vervalt_op: dt.date | None = None
    reden: str = ""
    uitleg: str = ""


def termijnen(feiten: Feiten, duren: Duren, dag: dt.date) -> list[Termijn]:
    """Every term of one person as it stands on `dag`, in the order of the handover. Facts of after `dag` that say that
    something was done do not count yet."""
    return [_judged(found, feiten, dag) for rule in _RULES for found in rule(feiten, duren)]


def _judged(found: _Bepaald, feiten: Feiten, dag: dt.date) -> Termijn:
    due = None if found.due is None else max(found.due, found.start)
    gehaald = found.gehaald_op if found.gehaald_op is not None and found.gehaald_op <= dag else None
    ends = [day for day in (found.vervalt_op, feiten.beeindigd_op) if day is not None and day <= dag]
    return Termijn(
        code=found.code,
        label=found.duur.omschrijving,
        due=due,
        soort=found.duur.soort,
        stand=_stand(due, gehaald, found.duur.herinner_dagen, dag, is_over=bool(ends)),
        wie=found.wie,
        start=found.start,
        gehaald_op=gehaald,
        reden=found.reden,
        bron=found.duur.bron,
        uitleg=found.uitleg if gehaald is None else "",
        vervallen_op=min(ends, default=None) if gehaald is None else None,
    )


def _stand(
    due: dt.date | None, gehaald: dt.date | None, near_days: int, dag: dt.date, *, is_over: bool
) -> Stand:
    if gehaald is not None:
        return Stand.GEHAALD if due is None or gehaald <= due else Stand.GEHAALD_TE_LAAT
    if is_over:
        return Stand.VERVALLEN
    if due is None:
        return Stand.LOOPT
    if dag > due:
        return Stand.TE_LAAT
    return Stand.NABIJ if dag >= due - dt.timedelta(days=near_days) else Stand.LOOPT


def _koppelen(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """U16: "koppeling aan een gemeente uiterlijk binnen twee weken na aankomst in een AZC"."""
    if f.vergunning_op is None or f.aankomst_azc_op is None:
        return
    start = max(f.vergunning_op, f.aankomst_azc_op)
    if duur := duren.of("koppelen", start):
        yield _Bepaald("koppelen", duur, COA, start, duur.after(start), f.gekoppeld_op)


def _scenario(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """B1 ch. 3: "uiterlijk binnen twee weken na koppeling (na afgifte van de melding in TVS)"; none with a
    voorkeursscenario: "niet langer vereist om de azc-locatie hierover tijdig te informeren"."""
    if f.gekoppeld_op is None or not f.is_inburgeraar or f.is_voorkeur:
        return
    if duur := duren.of("scenario", f.gekoppeld_op):
        due = duur.after(f.gekoppeld_op)
        yield _Bepaald(
            "scenario", duur, GEMEENTE, f.gekoppeld_op, due, f.eerste_keuze_op, vervalt_op=f.verhuisd_op
        )


def _informeren(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """B1 §3.4: the inburgeraar is told "zo snel mogelijk na de keuze voor een scenario en uiterlijk binnen twee
    weken"."""
    if f.scenario_sinds is None or not f.is_inburgeraar:
        return
    if duur := duren.of("informeren", f.scenario_sinds):
        due = duur.after(f.scenario_sinds)
        yield _Bepaald(
            "informeren",
            duur,
            GEMEENTE,
            f.scenario_sinds,
            due,
            f.geinformeerd_op,
            vervalt_op=f.verhuisd_op,
        )


def _driegesprek(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """By scenario: 1 soon after the choice; 2 "voorafgaand aan de Brede intake …, maar ook circa twee weken voor het
    moment van uitstroom"; 3 "ongeveer twee weken voor uitstroom" (B1 ch. 4, 5 and 6)."""
    if f.scenario is None or f.scenario_sinds is None or not f.is_inburgeraar:
        return
    duur = duren.of(f"driegesprek_{int(f.scenario)}", f.scenario_sinds)
    if duur is None:
        return
    due, uitleg = _driegesprek_due(f, duur, f.scenario_sinds)
    yield _Bepaald(
        "driegesprek",
        duur,
        GEMEENTE,
        f.scenario_sinds,
        due,
        f.driegesprek_op,
        # after the move the three no longer meet at the azc
        vervalt_op=f.verhuisd_op,
        reden=f.driegesprek_reden,
        uitleg=uitleg,
    )


def _driegesprek_due(f: Feiten, duur: Duur, start: dt.date) -> tuple[dt.date | None, str]:
    if f.scenario == Scenario.SNELLE_START:
        return duur.after(start), "Zo snel mogelijk na de keuze"
    move = f.verhuisd_op or f.verhuizing_op
    if move is None:
        words = "twee weken voor de verhuizing; die datum is nog niet bekend"
        if f.scenario == Scenario.GECOMBINEERD and f.intake_gestart_op is None:
            return None, f"Voor de brede intake, of {words}"
        # "or": who did not meet before the intake still can before the move
        return None, words.capitalize()
    due = duur.before(move)
    if f.verhuizing_bekend_op is not None:
        # a house that is found five days ahead makes nobody late before anybody knew
        due = max(due, min(f.verhuizing_bekend_op, move))
    if f.scenario == Scenario.GECOMBINEERD and f.intake_gestart_op is not None:
        due = max(due, f.intake_gestart_op)
    return due, "Twee weken voor de verhuizing"


def _doorzetten(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """B1 §3.5: the profile is sent "in ieder geval": after koppeling once there is consent, when Voorinburgering is
    done, before the driegesprek, and at the move."""
    if f.toestemming_op is None or f.gekoppeld_op is None:
        return
    may_from = max(f.toestemming_op, f.gekoppeld_op)
    moments: tuple[tuple[str, dt.date | None, bool], ...] = (
        ("koppeling", may_from, False),
        ("voorinburgering", f.voorinburgering_klaar_op, False),
        ("driegesprek", f.driegesprek_gepland_op or f.driegesprek_op, True),
        ("verhuizing", f.verhuisd_op or f.verhuizing_op, True),
    )
    for name, day, is_before in moments:
        if day is None or (is_before and day < may_from):
            continue
        found = _doorzetting(f, duren, name, may_from if is_before else max(day, may_from), day)
        if found is not None:
            yield found


def _doorzetting(f: Feiten, duren: Duren, name: str, start: dt.date, moment: dt.date) -> _Bepaald | None:
    """`moment`: the day that it is about; a publication counts from a fortnight before it."""
    duur = duren.of(f"doorzetten_{name}", start)
    if duur is None:
        return None
    earliest = start if name == "koppeling" else max(moment - RECENT, f.toestemming_op or moment)
    counted = [row.op for row in f.doorzettingen if row.op >= earliest or row.moment == name]
    due = duur.after(moment if name in {"driegesprek", "verhuizing"} else start)
    return _Bepaald(
        f"doorzetten_{name}",
        duur,
        COA,
        start,
        due,
        min(counted, default=None),
        vervalt_op=start if f.niets_te_delen else None,
    )


def _huisvesting(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """About ten weeks, a streef term: B1 §3.2 says "zes tot acht maanden" of practice."""
    if f.gekoppeld_op is None:
        return
    if duur := duren.of("huisvesting", f.gekoppeld_op):
        due = duur.after(f.gekoppeld_op)
        yield _Bepaald("huisvesting", duur, GEMEENTE, f.gekoppeld_op, due, f.verhuisd_op)


def _pip(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """Besluit inburgering 2021 art. 5.3: ten weeks after DUO's kennisgeving; B1 §5.1: "tien weken na inschrijving in de
    Basisregistratie Personen"; longer while information of others is awaited."""
    if f.kennisgeving_op is None or not f.is_inburgeraar:
        return
    start = f.kennisgeving_op if f.brp_op is None else max(f.kennisgeving_op, f.brp_op)
    duur = duren.of("pip", start)
    if duur is None:
        return
    due = None if f.brp_op is None else duur.after(start)
    if due is not None and f.pip_verlengd_tot is not None:
        due = max(due, f.pip_verlengd_tot)
    uitleg = "" if f.brp_op else "De tien weken beginnen bij de inschrijving in de BRP"
    yield _Bepaald("pip", duur, GEMEENTE, start, due, f.pip_op, reden=f.pip_reden, uitleg=uitleg)


def _logeren(f: Feiten, duren: Duren) -> Iterator[_Bepaald]:
    """B1 §3.4: "gedurende maximaal drie maanden … In sommige gevallen kan deze periode worden verlengd"."""
    if not f.logeren:
        return
    row = max(f.logeren, key=lambda period: period.van)
    duur = duren.of("logeren", row.van)
    if duur is None:
        return
    limit = duur.after(row.van)
    due = min(row.tot, limit) if row.tot else limit
    if row.verlengd_tot is not None:
        due = max(due, row.verlengd_tot)
    yield _Bepaald(
        "logeren", duur, COA, row.van, due, row.beeindigd_op, vervalt_op=f.verhuisd_op, reden=row.reden
    )


_RULES: tuple[Callable[[Feiten, Duren], Iterator[_Bepaald]], ...] = (
    _koppelen,
    _scenario,
    _informeren,
    _doorzetten,
    _driegesprek,
    _huisvesting,
    _pip,
    _logeren,
)
