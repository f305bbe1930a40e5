"""What a term is counted from: recorded facts of one person under one koppeling (R14)."""

import datetime as dt
from dataclasses import dataclass

from overdracht.models.scenario import Scenario


@dataclass(frozen=True)
class Doorzetting:
    """One publication of the profile; `moment` as `Profielversie.Moment`."""

    op: dt.date
    moment: str


@dataclass(frozen=True)
class Logeren:
    """One stay outside the azc (B1 §3.4): agreed until `tot`, longer when extended, ended on `beeindigd_op`."""

    van: dt.date
    tot: dt.date | None = None
    verlengd_tot: dt.date | None = None
    beeindigd_op: dt.date | None = None
    reden: str = ""


@dataclass(frozen=True)
class Feiten:
    """Dates as they are recorded now; None: not recorded, or not for this reader to know.

    `is_voorkeur`: the first scenario came from a voorkeursscenario, so there was nothing to choose. `scenario_sinds`:
    from when the present scenario is followed. `verhuizing_op`: the expected or definite day of the move, known since
    `verhuizing_bekend_op`; `verhuisd_op` the day on which it happened. `beeindigd_op`: the koppeling ended.
    `niets_te_delen`: the gemeente reads all there is. Coded reasons (`…_reden`) are in words.
    """

    is_inburgeraar: bool = True
    vergunning_op: dt.date | None = None
    aankomst_azc_op: dt.date | None = None
    gekoppeld_op: dt.date | None = None
    beeindigd_op: dt.date | None = None
    scenario: Scenario | None = None
    is_voorkeur: bool = False
    eerste_keuze_op: dt.date | None = None
    scenario_sinds: dt.date | None = None
    geinformeerd_op: dt.date | None = None
    toestemming_op: dt.date | None = None
    niets_te_delen: bool = False
    doorzettingen: tuple[Doorzetting, ...] = ()
    voorinburgering_klaar_op: dt.date | None = None
    kennismaking_op: dt.date | None = None
    driegesprek_gepland_op: dt.date | None = None
    driegesprek_op: dt.date | None = None
    driegesprek_reden: str = ""
    intake_gestart_op: dt.date | None = None
    intake_afgerond_op: dt.date | None = None
    verhuizing_op: dt.date | None = None
    verhuizing_bekend_op: dt.date | None = None
    verhuisd_op: dt.date | None = None
    brp_op: dt.date | None = None
    kennisgeving_op: dt.date | None = None
    pip_op: dt.date | None = None
    pip_verlengd_tot: dt.date | None = None
    pip_reden: str = ""
    gestart_op: dt.date | None = None
    logeren: tuple[Logeren, ...] = ()
