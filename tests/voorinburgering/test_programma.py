"""The programme of a person, from the offer to its one end (DESIGN §8): each fact of its own, each step legal."""

import datetime as dt
from typing import Any

import pytest

from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from klantprofiel.models import Feitherkomst, Klantprofiel
from tests.factories.klantprofiel import VergunninghouderFactory
from tests.factories.programma import norm
from voorinburgering import actions
from voorinburgering.models import (
    Begeleidingsafspraak,
    Pauze,
    PidOverhandiging,
    Programma,
    VoorinburgeringEinde,
)
from voorinburgering.uren import hours_of

pytestmark = pytest.mark.django_db
TODAY = today()


def ago(days: int) -> dt.date:
    return today() - dt.timedelta(days=days)


@pytest.fixture
def person(locatie_luttelgeest: Any) -> Any:
    return VergunninghouderFactory(locatie=locatie_luttelgeest, with_profile=True)


@pytest.fixture
def offered(person: Any, casemanager_luttelgeest: Any) -> Programma:
    return actions.offer_programma(
        vergunninghouder=person, aangeboden_op=ago(60), acting_user=casemanager_luttelgeest
    )


@pytest.fixture
def running(offered: Programma, casemanager_luttelgeest: Any) -> Programma:
    row = actions.record_instemming(
        programma=offered, instemming="ja", instemming_op=ago(58), acting_user=casemanager_luttelgeest
    )
    return actions.start_programma(programma=row, gestart_op=ago(50), acting_user=casemanager_luttelgeest)


def code_of(call: Any) -> tuple[str, str | None]:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value.code, caught.value.field


def test_offer_agreement_and_start_are_facts_of_their_own(
    running: Programma, person: Any, casemanager_luttelgeest: Any
) -> None:
    assert (running.aangeboden_op, running.instemming_op, running.gestart_op) == (ago(60), ago(58), ago(50))
    assert (running.status, running.aangeboden_door) == ("loopt", casemanager_luttelgeest)
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    assert (profiel.instemming_voorinburgering, profiel.instemming_datum) == ("ja", ago(58))
    source = Feitherkomst.objects.get(klantprofiel=profiel, veld="instemming_voorinburgering")
    assert (source.bron, source.geverifieerd_op) == ("gesprek", ago(58))
    assert [row.history_type for row in running.history.all()] == ["~", "~", "+"]


def test_onbekend_is_an_answer_and_a_no_can_become_a_yes(offered: Programma, person: Any) -> None:
    def answer(word: str, days: int) -> Programma:
        return actions.record_instemming(
            programma=offered, instemming=word, instemming_op=ago(days), acting_user=None
        )

    assert answer("onbekend", 50).status == "aangeboden"
    assert Klantprofiel.objects.get(vergunninghouder=person).instemming_datum is None
    assert answer("nee", 40).status == "geen_instemming"
    assert answer("ja", 30).status == "ingestemd"
    assert code_of(lambda: answer("misschien", 20)) == ("unknown", "instemming")
    assert code_of(lambda: answer("ja", 61)) == ("order", "instemming_op")


def test_what_does_not_fit_is_refused_at_its_field(
    running: Programma, person: Any, locatie_luttelgeest: Any
) -> None:
    child = VergunninghouderFactory(locatie=locatie_luttelgeest, child=True)

    def offer(who: Any, day: dt.date) -> Any:
        return actions.offer_programma(vergunninghouder=who, aangeboden_op=day, acting_user=None)

    def end(reden: str, days: int) -> Any:
        return actions.end_programma(programma=running, reden=reden, op=ago(days), acting_user=None)

    assert code_of(lambda: offer(person, TODAY)) == ("offered", None)
    assert code_of(lambda: offer(child, TODAY)) == ("no_adult", None)
    assert code_of(lambda: end("overplaatsing", 0)) == ("reason_required", "reden")
    assert code_of(lambda: end("", 0)) == ("reason_required", "reden")
    assert code_of(lambda: end("afgerond", 51)) == ("order", "op")
    assert code_of(lambda: end("afgerond", -1)) == ("future", "op")
    assert code_of(
        lambda: actions.start_programma(programma=running, gestart_op=TODAY, acting_user=None)
    ) == ("illegal_step", None)


def test_a_pause_holds_its_days_and_the_end_closes_it(running: Programma, person: Any) -> None:
    def pause(days: int) -> Pauze:
        return actions.pause_programma(programma=running, van=ago(days), reden="werk", acting_user=None)

    first = pause(40)
    assert code_of(lambda: pause(39))[0] == "illegal_step"
    actions.go_on_with_programma(programma=running, tot=ago(30), acting_user=None)
    assert code_of(lambda: pause(35)) == ("overlap", "van")
    second = pause(10)
    actions.end_programma(programma=running, reden="gestopt", op=ago(5), acting_user=None)
    first.refresh_from_db(), second.refresh_from_db(), running.refresh_from_db()
    assert (first.tot, second.tot, running.status) == (ago(30), ago(5), "beeindigd")


def test_an_end_by_hand_is_taken_back_there_and_one_of_the_move_is_not(
    running: Programma, person: Any, casemanager_luttelgeest: Any
) -> None:
    who = casemanager_luttelgeest
    actions.end_programma(programma=running, reden="afgerond", op=TODAY, acting_user=who)
    assert actions.reopen_programma(programma=running, acting_user=who).status == "loopt"
    actions.end_voorinburgering(vergunninghouder=person, reden="verhuisd", op=TODAY, acting_user=None)
    assert code_of(lambda: actions.reopen_programma(programma=running, acting_user=who))[0] == "not_by_hand"
    reasons = VoorinburgeringEinde.objects.order_by("created_at").values_list("reden", "hervat_op")
    assert list(reasons) == [("afgerond", TODAY), ("verhuisd", None)]


def test_guidance_over_the_norm_asks_a_reason_and_a_retracted_talk_counts_no_more(
    running: Programma, person: Any
) -> None:
    norm("begeleiding_uren", 2)

    def talk(minuten: int, **more: Any) -> Any:
        return actions.record_gesprek(
            vergunninghouder=person,
            soort="begeleiding",
            dag=ago(3),
            minuten=minuten,
            acting_user=None,
            **more,
        )

    first = talk(90)
    actions.agree_in_gesprek(
        gesprek=first, tekst="Cv bijwerken", wie="persoon", voor_op=TODAY, acting_user=None
    )
    assert code_of(lambda: talk(31)) == ("over_norm", "boven_norm")
    assert talk(30, boven_norm="nodig").boven_norm == ""
    assert talk(31, boven_norm="nodig").boven_norm == "nodig"
    assert hours_of(person).begeleiding.over == 0
    actions.retract_gesprek(gesprek=first, acting_user=None)
    assert hours_of(person).begeleiding_minuten == 61
    assert Begeleidingsafspraak.objects.get().status == "vervallen"


def test_the_pid_is_told_to_the_klantprofiel_with_its_first_day(running: Programma, person: Any) -> None:
    for days, parts in ((5, ["werk", "opleiding"]), (9, ["netwerk"])):
        actions.hand_over_pid(vergunninghouder=person, op=ago(days), onderdelen=parts, acting_user=None)
    profiel = Klantprofiel.objects.get(vergunninghouder=person)
    assert (profiel.pid_ontvangen, profiel.pid_datum) == ("ja", ago(9))
    assert PidOverhandiging.objects.first().onderdelen == ["opleiding", "werk"]


def test_a_pid_recorded_by_mistake_goes_and_the_klantprofiel_follows(
    running: Programma, person: Any, casemanager_luttelgeest: Any, casemanager_participatie: Any
) -> None:
    rows = [
        actions.hand_over_pid(vergunninghouder=person, op=ago(days), onderdelen=["werk"], acting_user=None)
        for days in (9, 5)
    ]

    def told() -> Any:
        profiel = Klantprofiel.objects.get(vergunninghouder=person)
        return profiel.pid_ontvangen, profiel.pid_datum

    with pytest.raises(NotAllowed):
        actions.remove_record(record=rows[0], acting_user=casemanager_participatie)
    assert told() == ("ja", ago(9))
    actions.remove_record(record=rows[0], acting_user=casemanager_luttelgeest)
    assert told() == ("ja", ago(5))
    assert code_of(lambda: actions.remove_record(record=rows[0], acting_user=None)) == ("gone", None)
    actions.remove_record(record=rows[1], acting_user=casemanager_luttelgeest)
    assert told() == ("", None)
    last = PidOverhandiging.history.latest()
    assert (last.history_type, last.history_user, last.op) == ("-", casemanager_luttelgeest, ago(5))


def test_voorwerk_goes_one_way_and_knm_is_told_by_who_edits_the_profile(
    running: Programma, person: Any, programmabegeleider: Any, casemanager_participatie: Any
) -> None:
    row = actions.register_voorwerk(
        vergunninghouder=person, aanbieder="iom", aangemeld_op=ago(20), acting_user=None
    )

    def step(name: str, days: int, **more: Any) -> Any:
        return actions.step_voorwerk(voorwerk=row, step=name, op=ago(days), acting_user=None, **more)

    assert code_of(lambda: step("finish", 5))[0] == "illegal_step"
    assert code_of(lambda: step("start", 21)) == ("order", "op")
    step("start", 15)
    assert code_of(lambda: step("stop", 5)) == ("reason_required", "reden")
    assert step("finish", 5).afgerond_op == ago(5)
    words: dict[str, Any] = {"vergunninghouder": person, "op": TODAY}
    with pytest.raises(NotAllowed):
        actions.finish_module(module="knm", acting_user=casemanager_participatie, **words)
    actions.finish_module(module="knm", acting_user=programmabegeleider, **words)
    assert Klantprofiel.objects.get(vergunninghouder=person).knm_afgerond == "ja"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("casemanager_collega", {"aanbod", "gesprek", "participatiegesprek", "participatie"}),
        ("casemanager_participatie", {"participatiegesprek", "participatie"}),
        ("programmabegeleider", set()),
        ("regievoerder_coa", set()),
        ("casemanager_elders", set()),
    ],
)
def test_r2_who_keeps_which_part(who: str, may: set[str], person: Any, request: Any) -> None:
    account = request.getfixturevalue(who)
    words: dict[str, Any] = {"vergunninghouder": person, "acting_user": account}
    steps: dict[str, Any] = {
        "aanbod": lambda: actions.offer_programma(aangeboden_op=TODAY, **words),
        "gesprek": lambda: actions.record_gesprek(soort="begeleiding", dag=TODAY, minuten=30, **words),
        "participatiegesprek": lambda: actions.record_gesprek(
            soort="participatie", dag=TODAY, minuten=30, **words
        ),
        "participatie": lambda: actions.start_participatie(
            van=TODAY, soort="sport", organisatie="Club", uren_per_week=2, **words
        ),
    }
    done = set()
    for name, step in steps.items():
        try:
            step()
        except NotAllowed:
            continue
        done.add(name)
    assert done == may
