"""The line through time of one person: what was, what is and what comes, from the facts and the terms (pure)."""

import datetime as dt

from coa_portal.common.dates import long_date
from coa_portal.web.components import Lijnpunt, Lijnstand
from koppeling.termijnen import term_text
from overdracht.termijnen.feiten import Feiten
from overdracht.termijnen.regels import Stand, Termijn

_AT_THE_END = dt.date.max
_OF_STAND: dict[Stand, Lijnstand] = {Stand.TE_LAAT: "laat", Stand.NABIJ: "nabij", Stand.LOOPT: "komt"}


def lijn(feiten: Feiten, termen: list[Termijn], dag: dt.date) -> list[Lijnpunt]:
    """Facts and open terms by day, with `dag` itself as a point between what was and what comes."""
    punten = [*_facts(feiten, termen, dag), *_open(termen, dag), Lijnpunt("Vandaag", dag, "nu")]
    return sorted(punten, key=lambda punt: (punt.datum or _AT_THE_END, punt.stand not in {"geweest", "laat"}))


def _facts(f: Feiten, termen: list[Termijn], dag: dt.date) -> list[Lijnpunt]:
    late = {term.code: term for term in termen if term.stand == Stand.GEHAALD_TE_LAAT}
    sent = [row.op for row in f.doorzettingen]
    rows: list[tuple[str, dt.date | None, str]] = [
        ("Gekoppeld", f.gekoppeld_op, "koppelen"),
        (f"Scenario {int(f.scenario)} gekozen" if f.scenario else "", f.scenario_sinds, "scenario"),
        ("Inburgeraar geïnformeerd", f.geinformeerd_op, "informeren"),
        ("Kennismaking gehouden", f.kennismaking_op, ""),
        ("Toestemming gegeven", f.toestemming_op, ""),
        ("Klantprofiel voor het eerst doorgezet", min(sent, default=None), "doorzetten_koppeling"),
        ("Klantprofiel bijgewerkt", max(sent) if len(set(sent)) > 1 else None, ""),
        ("Voorinburgering afgerond", f.voorinburgering_klaar_op, ""),
        ("Driegesprek gehouden", f.driegesprek_op, "driegesprek"),
        ("Brede intake gestart", f.intake_gestart_op, ""),
        ("Brede intake afgerond", f.intake_afgerond_op, ""),
        ("Verhuisd naar de gemeente", f.verhuisd_op, ""),
        ("Ingeschreven in de BRP", f.brp_op, ""),
        ("Kennisgeving van DUO", f.kennisgeving_op, ""),
        ("PIP vastgesteld", f.pip_op, "pip"),
        ("Regulier traject gestart", f.gestart_op, ""),
    ]
    if f.is_voorkeur and f.scenario_sinds == f.eerste_keuze_op and f.scenario:
        rows[1] = (f"Scenario {int(f.scenario)} geldt (voorkeur)", f.scenario_sinds, "")
    rows += [("Logeren begonnen", row.van, "") for row in f.logeren]
    rows += [("Logeren geëindigd", row.beeindigd_op, "logeren") for row in f.logeren]
    done = [
        Lijnpunt(wat, op, "geweest", _how_late(late.get(code)))
        for wat, op, code in rows
        if wat and op is not None and op <= dag
    ]
    ahead: list[tuple[str, dt.date | None]] = [
        ("Driegesprek gepland", f.driegesprek_gepland_op),
        ("Verhuizing" if f.verhuisd_op is None else "", f.verhuizing_op),
    ]
    return done + [
        Lijnpunt(wat, op, "komt", term_text(op, dag)) for wat, op in ahead if wat and op and op > dag
    ]


def _how_late(term: Termijn | None) -> str:
    if term is None or term.due is None:
        return ""
    reason = f", {term.reden[0].lower()}{term.reden[1:]}" if term.reden else ""
    return f"te laat, uiterlijk was {long_date(term.due)}{reason}"


def _open(termen: list[Termijn], dag: dt.date) -> list[Lijnpunt]:
    """What still has to happen; the side whose turn it is stands beside it."""
    points = []
    for term in termen:
        if not term.is_open:
            continue
        text = _open_text(term, dag)
        # a wish of long ago is no alarm: practice takes six to eight months (B1 §3.2)
        stand = _OF_STAND[term.stand] if term.rings else "komt"
        wie = "COA" if term.wie == "coa" else "gemeente"
        points.append(Lijnpunt(term.label, term.due, stand, text, wie))
    return points


def _open_text(term: Termijn, dag: dt.date) -> str:
    if not term.rings:
        return "streefdatum is voorbij" if term.stand == Stand.TE_LAAT else "streefdatum"
    text = term_text(term.due, dag) if term.due else term.uitleg
    if term.stand == Stand.TE_LAAT and term.reden:
        return f"{text}, {term.reden[0].lower()}{term.reden[1:]}"
    return text


def beurt(termen: list[Termijn], dag: dt.date) -> tuple[str, str, bool] | None:
    """Whose turn it is: side, what for and until when in words, and whether that is late. None when nothing presses.

    The term that ends first counts; a streef term is nobody's turn (R14).
    """
    open_now = [term for term in termen if term.is_open and term.rings]
    if not open_now:
        return None
    first = min(open_now, key=lambda term: term.due or _AT_THE_END)
    side = "het COA" if first.wie == "coa" else "de gemeente"
    text = _open_text(first, dag)
    if first.due is None:
        words = f"{first.label}. {text}." if text else f"{first.label}."
    else:
        words = f"{first.label} ({text})."
    return side, words, first.stand == Stand.TE_LAAT


def late_badge(termen: list[Termijn]) -> str:
    """How many terms are late now, in words; nothing when none is."""
    late = sum(term.rings and term.stand == Stand.TE_LAAT for term in termen)
    return "" if not late else "1 te laat" if late == 1 else f"{late} te laat"
