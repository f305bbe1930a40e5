"""R14: the termijnen are pure functions of recorded facts, and say what B1 says in whatever history."""

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from coa_portal.organisaties.termijnduren import Duren, Duur
from overdracht.models import Profielversie, Scenario
from overdracht.termijnen import DONE, Doorzetting, Feiten, Logeren, Stand, Termijn, termijnen
from tests.factories.termijnen import committed_duren
from tests.overdracht.termijnen.gevallen import GEVALLEN, Geval, d

DUREN = committed_duren()
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
MAYBE = st.none() | DAYS

# which facts a term looks at; all others may be anything
LOOKS_AT = {
    "koppelen": "vergunning_op aankomst_azc_op gekoppeld_op",
    "scenario": "is_inburgeraar gekoppeld_op is_voorkeur eerste_keuze_op verhuisd_op",
    "informeren": "is_inburgeraar scenario_sinds geinformeerd_op verhuisd_op",
    "driegesprek": "is_inburgeraar scenario scenario_sinds driegesprek_op driegesprek_reden intake_gestart_op"
    " verhuizing_op verhuizing_bekend_op verhuisd_op",
    "doorzetten": "gekoppeld_op toestemming_op niets_te_delen doorzettingen voorinburgering_klaar_op"
    " driegesprek_gepland_op driegesprek_op verhuizing_op verhuisd_op",
    "huisvesting": "gekoppeld_op verhuisd_op",
    "pip": "is_inburgeraar kennisgeving_op brp_op pip_op pip_verlengd_tot pip_reden",
    "logeren": "logeren verhuisd_op",
}
_OF_FIELD: dict[str, Any] = {
    "is_inburgeraar": st.booleans(),
    "is_voorkeur": st.booleans(),
    "niets_te_delen": st.booleans(),
    "scenario": st.none() | st.sampled_from(Scenario),
    "driegesprek_reden": st.just("") | st.just("Vergeten"),
    "pip_reden": st.just("") | st.just("Diploma"),
    "doorzettingen": st.lists(
        st.builds(Doorzetting, DAYS, st.sampled_from(Profielversie.Moment.values)), max_size=4
    ).map(tuple),
    "logeren": st.lists(st.builds(Logeren, DAYS, MAYBE, MAYBE, MAYBE), max_size=2).map(tuple),
}
HISTORIES: Any = st.fixed_dictionaries({f.name: _OF_FIELD.get(f.name, MAYBE) for f in fields(Feiten)})


def looks_at(code: str) -> set[str]:
    return {*LOOKS_AT[code.split("_", maxsplit=1)[0]].split(), "beeindigd_op"}


def facts_of(geval: Geval) -> dict[str, Any]:
    return {
        name: d(value)
        if isinstance(value, str) and name != "pip_reden" and not name.endswith("_reden")
        else value
        for name, value in geval.feiten.items()
    }


def found(feiten: Feiten, code: str, dag: dt.date, duren: Duren = DUREN) -> Termijn | None:
    return next((term for term in termijnen(feiten, duren, dag) if term.code == code), None)


def agrees(geval: Geval, feiten: Feiten) -> None:
    term = found(feiten, geval.code, d(geval.dag))
    if geval.stand is None:
        assert term is None, geval.zin
        return
    assert term is not None, geval.zin
    assert (term.stand, term.due) == (geval.stand, d(geval.due) if geval.due else None), geval.zin


@pytest.mark.parametrize("geval", GEVALLEN, ids=lambda geval: geval.naam)
def test_r14_each_case_of_b1(geval: Geval) -> None:
    agrees(geval, Feiten(**facts_of(geval)))


@given(HISTORIES)
def test_r14_random_histories_agree_with_the_cases(history: dict[str, Any]) -> None:
    """Whatever else is recorded of somebody: a case keeps its answer, so a term looks at its own facts alone."""
    for geval in GEVALLEN:
        free = {name: value for name, value in history.items() if name not in looks_at(geval.code)}
        agrees(geval, Feiten(**free, **facts_of(geval)))


def test_r14_every_term_has_a_case_and_the_cases_know_every_stand() -> None:
    assert {geval.code for geval in GEVALLEN} == {
        term.code for geval in GEVALLEN for term in termijnen(Feiten(**facts_of(geval)), DUREN, d(geval.dag))
    }
    assert {geval.stand for geval in GEVALLEN} - {None} == set(Stand)


@given(HISTORIES, DAYS)
def test_r14_nobody_is_late_before_a_term_began_or_without_a_last_day(
    history: dict[str, Any], dag: dt.date
) -> None:
    for term in termijnen(Feiten(**history), DUREN, dag):
        assert term.due is None or term.due >= term.start
        if term.stand == Stand.TE_LAAT:
            assert term.due is not None
            assert dag > term.due >= term.start
        if term.stand in {Stand.NABIJ, Stand.GEHAALD_TE_LAAT}:
            assert term.due is not None
        assert (term.stand in DONE) == (term.gehaald_op is not None)
        assert term.gehaald_op is None or term.gehaald_op <= dag


@given(HISTORIES, DAYS, DAYS)
def test_r14_done_stays_done_as_days_pass(history: dict[str, Any], one: dt.date, other: dt.date) -> None:
    feiten, early, late = Feiten(**history), min(one, other), max(one, other)
    before = {term.code: term for term in termijnen(feiten, DUREN, early)}
    after = {term.code: term for term in termijnen(feiten, DUREN, late)}
    assert before.keys() == after.keys()
    for code, term in before.items():
        assert after[code].due == term.due
        if term.stand in DONE:
            assert after[code].stand in DONE
        if term.stand == Stand.TE_LAAT:
            assert after[code].stand in {Stand.TE_LAAT, Stand.GEHAALD_TE_LAAT, Stand.VERVALLEN}


@given(HISTORIES, DAYS, DAYS)
def test_r14_an_extension_only_moves_a_term_later(
    history: dict[str, Any], dag: dt.date, until: dt.date
) -> None:
    feiten = replace(Feiten(**history), pip_verlengd_tot=None)
    longer = replace(feiten, pip_verlengd_tot=until)
    stays = [Logeren(row.van, row.tot) for row in feiten.logeren]
    extended = [replace(row, verlengd_tot=until) for row in stays]
    for code, first, second in (
        ("pip", feiten, longer),
        ("logeren", replace(feiten, logeren=tuple(stays)), replace(feiten, logeren=tuple(extended))),
    ):
        short, long = found(first, code, dag), found(second, code, dag)
        assert (short is None) == (long is None)
        if short is not None and long is not None and short.due is not None:
            assert long.due == max(short.due, until)


@given(HISTORIES, DAYS, st.randoms(use_true_random=False))
def test_r14_the_order_in_which_facts_were_recorded_does_not_matter(
    history: dict[str, Any], dag: dt.date, order: Any
) -> None:
    shuffled = dict(history)
    for name in ("doorzettingen", "logeren"):
        shuffled[name] = tuple(order.sample(history[name], len(history[name])))
    assume(len({row.van for row in history["logeren"]}) == len(history["logeren"]))
    assert termijnen(Feiten(**shuffled), DUREN, dag) == termijnen(Feiten(**history), DUREN, dag)


@given(HISTORIES, DAYS)
@example({}, dt.date(2026, 6, 1))
def test_r14_a_voorkeursscenario_leaves_nothing_to_choose(history: dict[str, Any], dag: dt.date) -> None:
    assert found(replace(Feiten(**history), is_voorkeur=True), "scenario", dag) is None


@given(HISTORIES, DAYS)
def test_r14_an_ended_koppeling_leaves_nothing_open(history: dict[str, Any], dag: dt.date) -> None:
    feiten = replace(Feiten(**history), beeindigd_op=dag)
    assert all(not term.is_open for term in termijnen(feiten, DUREN, dag))


def test_r14_the_length_of_the_day_on_which_a_term_starts_counts() -> None:
    rows = [
        Duur("scenario", "Scenario kiezen", 14, None, 5, "afspraak", "B1", d("1-1"), d("6-30")),
        Duur("scenario", "Scenario kiezen", 21, None, 5, "afspraak", "nieuw", d("7-1")),
    ]
    for start, due in (("6-30", "7-14"), ("7-1", "7-22")):
        term = found(Feiten(gekoppeld_op=d(start)), "scenario", d("7-2"), Duren(rows))
        assert term is not None
        assert term.due == d(due)
    assert found(Feiten(gekoppeld_op=dt.date(2025, 12, 31)), "scenario", d("7-2"), Duren(rows)) is None


def test_r14_only_legal_and_agreed_terms_ring() -> None:
    everything = Feiten(
        **{k: v for geval in GEVALLEN for k, v in facts_of(geval).items() if k != "is_inburgeraar"}
    )
    rings = {
        term.code: term.rings for term in termijnen(replace(everything, is_voorkeur=False), DUREN, d("3-3"))
    }
    assert {code for code, ring in rings.items() if not ring} == {
        "koppelen",
        "informeren",
        "doorzetten_koppeling",
        "doorzetten_voorinburgering",
        "huisvesting",
    }
    assert {"scenario", "driegesprek", "pip", "logeren"} <= {code for code, ring in rings.items() if ring}
