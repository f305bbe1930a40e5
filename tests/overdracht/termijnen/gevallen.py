"""Hand-made cases of the termijnen, each with the sentence it comes from (B1: Divosa, *Warme overdracht*; B4: U16).

A case names the facts that matter to it; every other fact may be anything (see test_regels.py).
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from overdracht.models import Scenario
from overdracht.termijnen import Doorzetting, Logeren

SNEL, GECOMBINEERD, NA = Scenario.SNELLE_START, Scenario.GECOMBINEERD, Scenario.NA_VERHUIZING


def d(text: str) -> dt.date:
    """ "3-16": 16 March 2026; "2027-1-4": 4 January 2027."""
    parts = [int(part) for part in text.split("-")]
    return dt.date(*parts) if len(parts) == 3 else dt.date(2026, *parts)


@dataclass(frozen=True)
class Geval:
    """`feiten`: dates as `d` reads them, other values as they are. `due`, `stand` None: there is no such term; `due`
    "": it runs without a last day."""

    naam: str
    zin: str
    code: str
    dag: str
    due: str | None
    stand: str | None
    feiten: dict[str, Any] = field(default_factory=dict)


_SCENARIO = (
    "Zo snel mogelijk, maar uiterlijk binnen twee weken na koppeling (na afgifte van de melding in TVS) informeert de "
    "regievoerder van gemeente het COA welke van de drie scenario's gevolgd wordt."
)
_VOORKEUR = (
    "[Met een voorkeursscenario] weet een azc op het moment van koppeling van welk scenario het kan uitgaan en is het "
    "voor een gemeente niet langer vereist om de azc-locatie hierover tijdig te informeren."
)
_INFORM = (
    "Idealiter gebeurt dit zo snel mogelijk na de keuze voor een scenario en uiterlijk binnen twee weken."
)
_DRIE_1 = (
    "In scenario 1 start de gemeente tijdens het verblijf van de inburgeraar in het azc (R14: 14 dagen)."
)
_DRIE_2 = (
    "Het driegesprek kan voorafgaand aan de Brede intake plaatsvinden, maar ook circa twee weken voor het "
    "moment van uitstroom naar de gemeente."
)
_DRIE_3 = "Het driegesprek vindt ongeveer twee weken voor uitstroom naar de gemeente plaats."
_DOOR = (
    "Dit gebeurt in ieder geval op de onderstaande momenten: na koppeling, zodra de inburgeraar hiervoor toestemming "
    "heeft verleend; na afronding van het programma Voorinburgering; voorafgaand aan het driegesprek; op moment van "
    "verhuizing."
)
_WONEN = "De gemiddelde wachtperiode tot huisvesting is in een deel van de gemeenten zes tot acht maanden."
_PIP = "Let op: het PIP moet tien weken na inschrijving in de Basisregistratie Personen (BRP) worden vastgesteld."
_LOGEREN = (
    "De logeerregeling maakt het mogelijk dat zij gedurende maximaal drie maanden in een gasthuishouden verblijven. In "
    "sommige gevallen kan deze periode worden verlengd."
)
_KOPPELEN = "Koppeling aan een gemeente hoort uiterlijk binnen twee weken na aankomst in een AZC plaats te vinden (B4)."

GEVALLEN = [
    Geval(
        "koppelen loopt",
        _KOPPELEN,
        "koppelen",
        "3-12",
        "3-24",
        "loopt",
        {"vergunning_op": "3-1", "aankomst_azc_op": "3-10"},
    ),
    Geval(
        "koppelen nabij",
        _KOPPELEN,
        "koppelen",
        "3-21",
        "3-24",
        "nabij",
        {"vergunning_op": "3-10", "aankomst_azc_op": "3-1"},
    ),
    Geval(
        "op tijd gekoppeld",
        _KOPPELEN,
        "koppelen",
        "5-1",
        "3-24",
        "gehaald",
        {"vergunning_op": "3-10", "aankomst_azc_op": "3-1", "gekoppeld_op": "3-24"},
    ),
    Geval(
        "te laat gekoppeld",
        _KOPPELEN,
        "koppelen",
        "5-1",
        "3-24",
        "gehaald_te_laat",
        {"vergunning_op": "3-10", "aankomst_azc_op": "3-1", "gekoppeld_op": "3-25"},
    ),
    Geval("nog niet op een azc", _KOPPELEN, "koppelen", "5-1", None, None, {"vergunning_op": "3-10"}),
    Geval("scenario loopt", _SCENARIO, "scenario", "3-2", "3-16", "loopt", {"gekoppeld_op": "3-2"}),
    Geval("scenario nabij", _SCENARIO, "scenario", "3-11", "3-16", "nabij", {"gekoppeld_op": "3-2"}),
    Geval(
        "scenario op de laatste dag", _SCENARIO, "scenario", "3-16", "3-16", "nabij", {"gekoppeld_op": "3-2"}
    ),
    Geval("scenario te laat", _SCENARIO, "scenario", "3-17", "3-16", "te_laat", {"gekoppeld_op": "3-2"}),
    Geval(
        "scenario op tijd gekozen",
        _SCENARIO,
        "scenario",
        "6-1",
        "3-16",
        "gehaald",
        {"gekoppeld_op": "3-2", "eerste_keuze_op": "3-16"},
    ),
    Geval(
        "scenario te laat gekozen",
        _SCENARIO,
        "scenario",
        "6-1",
        "3-16",
        "gehaald_te_laat",
        {"gekoppeld_op": "3-2", "eerste_keuze_op": "3-17"},
    ),
    Geval(
        "scenario rond de jaarwisseling",
        _SCENARIO,
        "scenario",
        "12-25",
        "2027-1-4",
        "loopt",
        {"gekoppeld_op": "12-21"},
    ),
    Geval(
        "geen keuze bij een voorkeur",
        _VOORKEUR,
        "scenario",
        "6-1",
        None,
        None,
        {"gekoppeld_op": "3-2", "is_voorkeur": True, "eerste_keuze_op": "3-2"},
    ),
    Geval(
        "een kind kiest niets",
        _SCENARIO,
        "scenario",
        "6-1",
        None,
        None,
        {"gekoppeld_op": "3-2", "is_inburgeraar": False},
    ),
    Geval(
        "herkoppeld voor de keuze",
        _SCENARIO,
        "scenario",
        "3-20",
        "3-16",
        "vervallen",
        {"gekoppeld_op": "3-2", "beeindigd_op": "3-10"},
    ),
    Geval(
        "inburgeraar nog niet geïnformeerd",
        _INFORM,
        "informeren",
        "3-20",
        "3-19",
        "te_laat",
        {"scenario_sinds": "3-5"},
    ),
    Geval(
        "inburgeraar geïnformeerd, ook bij een voorkeur",
        _INFORM,
        "informeren",
        "3-20",
        "3-19",
        "gehaald",
        {"scenario_sinds": "3-5", "geinformeerd_op": "3-9"},
    ),
    Geval(
        "driegesprek bij snelle start",
        _DRIE_1,
        "driegesprek",
        "3-6",
        "3-19",
        "loopt",
        {"scenario": SNEL, "scenario_sinds": "3-5"},
    ),
    Geval(
        "driegesprek bij snelle start, ongeacht de verhuizing",
        _DRIE_1,
        "driegesprek",
        "3-20",
        "3-19",
        "te_laat",
        {"scenario": SNEL, "scenario_sinds": "3-5", "verhuizing_op": "9-1", "driegesprek_reden": "Vergeten"},
    ),
    Geval(
        "scenario 2, nog geen intake en geen datum",
        _DRIE_2,
        "driegesprek",
        "6-1",
        "",
        "loopt",
        {"scenario": GECOMBINEERD, "scenario_sinds": "3-5"},
    ),
    Geval(
        "scenario 2, voor de intake gehouden",
        _DRIE_2,
        "driegesprek",
        "6-1",
        "4-20",
        "gehaald",
        {
            "scenario": GECOMBINEERD,
            "scenario_sinds": "3-5",
            "driegesprek_op": "4-20",
            "intake_gestart_op": "4-20",
            "verhuizing_op": "4-28",
        },
    ),
    Geval(
        "scenario 2, na de intake maar twee weken voor de verhuizing",
        _DRIE_2,
        "driegesprek",
        "9-1",
        "8-18",
        "gehaald",
        {
            "scenario": GECOMBINEERD,
            "scenario_sinds": "3-5",
            "driegesprek_op": "8-18",
            "intake_gestart_op": "4-20",
            "verhuizing_op": "9-1",
        },
    ),
    Geval(
        "scenario 2, intake gestart zonder gesprek: het kan nog",
        _DRIE_2,
        "driegesprek",
        "6-1",
        "",
        "loopt",
        {"scenario": GECOMBINEERD, "scenario_sinds": "3-5", "intake_gestart_op": "4-20"},
    ),
    Geval(
        "scenario 3 zonder verhuisdatum",
        _DRIE_3,
        "driegesprek",
        "11-1",
        "",
        "loopt",
        {"scenario": NA, "scenario_sinds": "3-5"},
    ),
    Geval(
        "scenario 3, datum bekend",
        _DRIE_3,
        "driegesprek",
        "8-1",
        "8-18",
        "loopt",
        {"scenario": NA, "scenario_sinds": "3-5", "verhuizing_op": "9-1"},
    ),
    Geval(
        "scenario 3, verhuizing uitgesteld",
        _DRIE_3,
        "driegesprek",
        "8-20",
        "9-17",
        "loopt",
        {"scenario": NA, "scenario_sinds": "3-5", "verhuizing_op": "10-1"},
    ),
    Geval(
        "scenario 3, te laat",
        _DRIE_3,
        "driegesprek",
        "8-19",
        "8-18",
        "te_laat",
        {"scenario": NA, "scenario_sinds": "3-5", "verhuizing_op": "9-1"},
    ),
    Geval(
        "scenario 3, woning vijf dagen vooraf bekend",
        _DRIE_3,
        "driegesprek",
        "8-27",
        "8-27",
        "nabij",
        {"scenario": NA, "scenario_sinds": "3-5", "verhuizing_op": "9-1", "verhuizing_bekend_op": "8-27"},
    ),
    Geval(
        "scenario 3, verhuisd zonder gesprek",
        _DRIE_3,
        "driegesprek",
        "9-1",
        "8-18",
        "vervallen",
        {"scenario": NA, "scenario_sinds": "3-5", "verhuizing_op": "9-1", "verhuisd_op": "9-1"},
    ),
    Geval(
        "doorzetten na toestemming",
        _DOOR,
        "doorzetten_koppeling",
        "3-12",
        "3-19",
        "loopt",
        {"gekoppeld_op": "3-2", "toestemming_op": "3-12"},
    ),
    Geval(
        "zonder toestemming geen doorzetten",
        _DOOR,
        "doorzetten_koppeling",
        "6-1",
        None,
        None,
        {"gekoppeld_op": "3-2"},
    ),
    Geval(
        "doorgezet na toestemming",
        _DOOR,
        "doorzetten_koppeling",
        "6-1",
        "3-19",
        "gehaald",
        {
            "gekoppeld_op": "3-2",
            "toestemming_op": "3-12",
            "doorzettingen": (Doorzetting(d("3-14"), "koppeling"),),
        },
    ),
    Geval(
        "doorzetten na Voorinburgering",
        _DOOR,
        "doorzetten_voorinburgering",
        "5-20",
        "5-18",
        "te_laat",
        {
            "gekoppeld_op": "3-2",
            "toestemming_op": "3-12",
            "voorinburgering_klaar_op": "5-11",
            "doorzettingen": (Doorzetting(d("3-14"), "koppeling"),),
        },
    ),
    Geval(
        "doorzetten voor het driegesprek",
        _DOOR,
        "doorzetten_driegesprek",
        "5-8",
        "5-11",
        "nabij",
        {
            "gekoppeld_op": "3-2",
            "toestemming_op": "3-12",
            "driegesprek_gepland_op": "5-11",
            "doorzettingen": (Doorzetting(d("3-14"), "koppeling"),),
        },
    ),
    Geval(
        "niets nieuws voor het driegesprek",
        _DOOR,
        "doorzetten_driegesprek",
        "5-12",
        "5-11",
        "vervallen",
        {
            "gekoppeld_op": "3-2",
            "toestemming_op": "3-12",
            "driegesprek_gepland_op": "5-11",
            "niets_te_delen": True,
            "doorzettingen": (Doorzetting(d("3-14"), "koppeling"),),
        },
    ),
    Geval(
        "doorgezet bij de verhuizing",
        _DOOR,
        "doorzetten_verhuizing",
        "9-4",
        "9-1",
        "gehaald",
        {
            "gekoppeld_op": "3-2",
            "toestemming_op": "3-12",
            "verhuizing_op": "9-1",
            "doorzettingen": (Doorzetting(d("3-14"), "koppeling"), Doorzetting(d("8-28"), "tussentijds")),
        },
    ),
    Geval(
        "huisvesten binnen tien weken", _WONEN, "huisvesting", "3-3", "5-11", "loopt", {"gekoppeld_op": "3-2"}
    ),
    Geval(
        "huisvesten later",
        _WONEN,
        "huisvesting",
        "10-1",
        "5-11",
        "gehaald_te_laat",
        {"gekoppeld_op": "3-2", "verhuisd_op": "9-1"},
    ),
    Geval("geen kennisgeving, geen termijn", _PIP, "pip", "12-1", None, None, {"brp_op": "9-4"}),
    Geval("nog niet in de BRP", _PIP, "pip", "12-1", "", "loopt", {"kennisgeving_op": "4-1"}),
    Geval(
        "tien weken na de BRP",
        _PIP,
        "pip",
        "9-5",
        "11-13",
        "loopt",
        {"kennisgeving_op": "4-1", "brp_op": "9-4"},
    ),
    Geval(
        "tien weken na de kennisgeving",
        _PIP,
        "pip",
        "11-10",
        "11-24",
        "nabij",
        {"kennisgeving_op": "9-15", "brp_op": "9-4"},
    ),
    Geval(
        "PIP te laat", _PIP, "pip", "11-14", "11-13", "te_laat", {"kennisgeving_op": "4-1", "brp_op": "9-4"}
    ),
    Geval(
        "PIP verlengd",
        "Besluit inburgering 2021, artikel 5.3",
        "pip",
        "11-14",
        "12-11",
        "loopt",
        {"kennisgeving_op": "4-1", "brp_op": "9-4", "pip_verlengd_tot": "12-11", "pip_reden": "Diploma"},
    ),
    Geval(
        "PIP al in het azc", _PIP, "pip", "9-1", "", "gehaald", {"kennisgeving_op": "4-1", "pip_op": "7-1"}
    ),
    Geval("logeren", _LOGEREN, "logeren", "3-2", "6-1", "loopt", {"logeren": (Logeren(d("3-1")),)}),
    Geval(
        "logeren, einde van de maand",
        _LOGEREN,
        "logeren",
        "2-1",
        "2-28",
        "loopt",
        {"logeren": (Logeren(dt.date(2025, 11, 30)),)},
    ),
    Geval(
        "logeren korter afgesproken",
        _LOGEREN,
        "logeren",
        "4-10",
        "4-12",
        "nabij",
        {"logeren": (Logeren(d("3-1"), tot=d("4-12")),)},
    ),
    Geval(
        "logeren verlengd",
        _LOGEREN,
        "logeren",
        "6-20",
        "7-1",
        "nabij",
        {"logeren": (Logeren(d("3-1"), tot=d("6-1"), verlengd_tot=d("7-1"), reden="Woning"),)},
    ),
    Geval("logeren te lang", _LOGEREN, "logeren", "6-2", "6-1", "te_laat", {"logeren": (Logeren(d("3-1")),)}),
    Geval(
        "terug in het azc",
        _LOGEREN,
        "logeren",
        "6-20",
        "6-1",
        "gehaald",
        {"logeren": (Logeren(d("3-1"), beeindigd_op=d("5-20")),)},
    ),
]
