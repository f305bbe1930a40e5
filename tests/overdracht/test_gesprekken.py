"""Talks: the table of steps, who may take which, what each proposal must hold, agreements, days together, and news."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from coa_portal.access.policy import visible
from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.models import Event
from koppeling.actions import withdraw_koppeling
from overdracht import actions
from overdracht.gesprekken.agenda import NO_CONSENT, agenda_pdf, items_of
from overdracht.gesprekken.selectors import household as people_of_household
from overdracht.gesprekken.selectors import turn_text, weeks
from overdracht.lifecycle import AFSPRAAK, GESPREK
from overdracht.models import Afspraak, Bezoekdag, Dagdelenpublicatie, Gesprek, Overdrachtssessie
from overdracht.tasks import remind_of_planned_talks
from tests.factories.accounts import account_with
from tests.factories.gesprek import agreement_of, at, talk_of, voorstel
from tests.factories.koppeling import KoppelingFactory, casemanager_of, household, regievoerder
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, person_of
from tests.factories.overdracht import regievoerder_of as regievoerder_of_gemeente
from tests.hardening.pdf_text import text_of
from voorinburgering.dagdelen import set_bezetting

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Any:
    """Person 1 consented, person 2 did not."""
    made = KoppelingFactory(plaatsingseenheid=household(40, 38))
    ToestemmingFactory(vergunninghouder=person_of(made, 1), gegeven=True)
    return made


def refused(step: Any) -> str:
    with pytest.raises(DomainError) as caught:
        step()
    return caught.value.code


@given(steps=st.lists(st.sampled_from([*GESPREK.steps]), max_size=12))
@settings(max_examples=60)
def test_r13_no_steps_reach_a_state_outside_the_table(steps: list[str]) -> None:
    """On the table alone: the actions take every step by it."""
    row: Any = type("Row", (), {"status": GESPREK.initial, "save": lambda self, **kwargs: None})()
    for name in steps:
        before = row.status
        legal = before in GESPREK.steps[name].sources
        try:
            GESPREK.apply(row, name, acting_user=None, reason="anders")
        except DomainError:
            assert not legal and row.status == before
        else:
            assert legal and row.status in GESPREK.states
    if row.status in {"gehouden", "niet_gehouden", "afgezegd"}:
        assert GESPREK.possible(row.status) == []


def test_r13_random_actions_follow_the_table_and_an_illegal_one_changes_nothing(koppeling: Any) -> None:
    """Every action in every state, by both sides: what the table does not allow leaves the row as it was."""
    for stand in ("voorgesteld", "gepland", "geweest", "gehouden", "niet_gehouden", "afgezegd"):
        Gesprek.objects.still_open().filter(koppeling=koppeling).update(status="afgezegd")
        row = talk_of(koppeling, stand=stand)
        for who in (regievoerder_of(koppeling), coa_of(koppeling)):
            for name, take in takes(row, who).items():
                if GESPREK.allows(row.status, name):
                    continue
                before = Gesprek.objects.values().get(pk=row.pk)
                assert refused(take) == "illegal_step", (stand, name)
                assert Gesprek.objects.values().get(pk=row.pk) == before


def regievoerder_of(koppeling: Any) -> Any:
    return regievoerder_of_gemeente(koppeling.gemeente)


def coa_of(koppeling: Any) -> Any:
    return casemanager_of(person_of(koppeling))


def takes(row: Gesprek, who: Any) -> dict[str, Any]:
    """The action behind each step of the table."""

    def propose() -> Any:
        return actions.propose_moment(gesprek=row, voorstel=voorstel(8), acting_user=who)

    return {
        "accept": lambda: actions.accept_gesprek(gesprek=row, acting_user=who),
        "hold": lambda: actions.hold_gesprek(gesprek=row, gehouden_op=today(), acting_user=who),
        "miss": lambda: actions.miss_gesprek(gesprek=row, reden="vergeten", acting_user=who),
        "cancel": lambda: actions.cancel_gesprek(gesprek=row, reden="anders", acting_user=who),
        # one action for both: of a closed talk neither is legal
        **({} if row.is_open else {"counter": propose}),
    }


def test_a_proposal_is_answered_by_the_other_side_until_both_agree(
    koppeling: Any, lezer_utrecht: Any
) -> None:
    row = talk_of(koppeling)
    gemeente, coa = regievoerder_of(koppeling), coa_of(koppeling)
    assert (row.status, row.beurt) == ("voorgesteld", "coa")
    assert refused(lambda: actions.accept_gesprek(gesprek=row, acting_user=gemeente)) == "own_proposal"

    row = actions.propose_moment(gesprek=row, voorstel=voorstel(7), acting_user=coa)
    assert (row.beurt, row.volgorde, row.behandelaar_coa) == ("gemeente", 1, coa)
    assert turn_text(row, gemeente) == "U bent aan de beurt"
    assert turn_text(row, coa) == turn_text(row, lezer_utrecht) == "Wacht op de gemeente"
    row = actions.accept_gesprek(gesprek=row, acting_user=gemeente)
    assert (row.status, row.beurt) == ("gepland", "")

    row = actions.propose_moment(gesprek=row, voorstel=voorstel(9), acting_user=gemeente)
    assert (row.status, row.beurt, row.volgorde) == ("voorgesteld", "coa", 2)
    moments = [one.moment for one in row.history.order_by("history_date")]
    assert at(7) in moments and at(5) in moments, "history keeps where it came from"
    assert list(
        Event.objects.filter(kind__startswith="gesprek_")
        .order_by("created_at")
        .values_list("kind", flat=True)
    ) == [
        "gesprek_voorgesteld",
        "gesprek_voorgesteld",
        "gesprek_gepland",
        "gesprek_verplaatst",
    ]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"days": -1}, "past"),
        ({"days": 400}, "too_far"),
        ({"vorm": "thuis"}, "unknown_form"),
        ({"duur": 5}, "duration"),
        ({"video_link": "http://video.example/x", "vorm": "video"}, "insecure_link"),
        ({"video_link": "https://video.example/x", "vorm": "azc"}, "no_video"),
        ({"soort": "koffie"}, "unknown_kind"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(koppeling: Any, values: dict[str, Any], code: str) -> None:
    assert refused(lambda: talk_of(koppeling, **values)) == code
    assert not Gesprek.objects.exists() and not Event.objects.filter(kind="gesprek_voorgesteld").exists()


def test_one_open_talk_of_a_kind_and_only_with_members(koppeling: Any) -> None:
    talk_of(koppeling)
    assert refused(lambda: talk_of(koppeling)) == "already_open"
    talk_of(koppeling, "kennismaking")
    stranger = KoppelingFactory(plaatsingseenheid=household(29)).betrokkenen.get()
    facts = {"koppeling": koppeling, "soort": "overdrachtsgesprek", "voorstel": voorstel()}
    who = regievoerder_of(koppeling)
    assert refused(lambda: actions.plan_gesprek(**facts, betrokkenen=[stranger], acting_user=who)) == "nobody"
    assert refused(lambda: actions.plan_gesprek(**facts, betrokkenen=[], acting_user=who)) == "nobody"


def test_what_became_of_a_talk_is_said_when_it_is_over(koppeling: Any) -> None:
    row = talk_of(koppeling, stand="gepland")
    who = coa_of(koppeling)
    assert refused(lambda: actions.miss_gesprek(gesprek=row, reden="vergeten", acting_user=who)) == "not_yet"
    tomorrow = today() + dt.timedelta(days=1)
    early = koppeling.definitief_op.date() - dt.timedelta(days=2)
    for day, code in ((tomorrow, "in_the_future"), (early, "before_koppeling")):
        assert (
            refused(lambda day=day: actions.hold_gesprek(gesprek=row, gehouden_op=day, acting_user=who))
            == code
        )
    Gesprek.objects.filter(pk=row.pk).update(moment=timezone.now() - dt.timedelta(hours=1))
    assert (
        refused(lambda: actions.miss_gesprek(gesprek=row, reden="ziek", acting_user=who)) == "reason_required"
    )
    row = actions.miss_gesprek(gesprek=row, reden="afstand", acting_user=who)
    assert (row.status, row.reden_label) == ("niet_gehouden", "De afstand was te groot")


def test_who_may_not_plan_is_refused_with_a_reason(
    koppeling: Any,
    lezer_utrecht: Any,
    regievoerder_zeist: Any,
    programmabegeleider: Any,
    casemanager_elders: Any,
) -> None:
    row = talk_of(koppeling)
    for who in (lezer_utrecht, regievoerder_zeist, programmabegeleider, casemanager_elders):
        with pytest.raises(NotAllowed):
            actions.accept_gesprek(gesprek=row, acting_user=who)
        with pytest.raises(NotAllowed):
            agreement_of(koppeling, acting_user=who)
    participatie = account_with("casemanager_participatie", person_of(koppeling).dossier_locatie)
    assert actions.accept_gesprek(gesprek=row, acting_user=participatie).status == "gepland"


def test_open_talks_end_with_the_koppeling(koppeling: Any) -> None:
    row, held = talk_of(koppeling), talk_of(koppeling, "kennismaking", stand="gehouden")
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    row.refresh_from_db()
    held.refresh_from_db()
    assert (row.status, row.status_reden, held.status) == ("afgezegd", "koppeling", "gehouden")
    assert visible(Gesprek, regievoerder_of(koppeling)).count() == 2, (
        "a gemeente keeps its own talks (DESIGN §4)"
    )
    with pytest.raises(NotAllowed):
        agreement_of(koppeling)


def test_both_sides_are_reminded_once_of_each_moment(koppeling: Any) -> None:
    row = talk_of(koppeling, stand="gepland", days=1)
    talk_of(koppeling, "kennismaking", stand="gepland", days=20)
    for _ in range(2):
        remind_of_planned_talks()
    keys = list(Event.objects.filter(kind="gesprek_herinnering").values_list("key", flat=True))
    assert keys == [f"gesprek_herinnering:{koppeling.pk}:gesprek:{row.pk}:0"]


def test_a_day_together_takes_all_or_none(koppeling: Any, gemeente_zeist: Any) -> None:
    other = KoppelingFactory(plaatsingseenheid=household(33))
    who = regievoerder_of(koppeling)
    facts: dict[str, Any] = {
        "gemeente_id": koppeling.gemeente_id,
        "opvanglocatie": koppeling.kaart.opvanglocatie,
        "soort": "driegesprek",
        "begint": at(6),
        "duur": 45,
        "vorm": "azc",
        "acting_user": who,
    }
    stranger = KoppelingFactory(plaatsingseenheid=household(50), gemeente=gemeente_zeist)
    assert refused(lambda: actions.plan_zitting(**facts, koppelingen=[koppeling, stranger])) == "elsewhere"
    long = {**facts, "duur": 480}
    assert refused(lambda: actions.plan_zitting(**long, koppelingen=[koppeling, other])) == "too_long"
    assert not Gesprek.objects.exists() and not Bezoekdag.objects.exists()

    day = actions.plan_zitting(**facts, koppelingen=[other, koppeling])
    assert [(one.koppeling, one.moment) for one in day.gesprekken.order_by("moment")] == [
        (other, at(6)),
        (koppeling, at(6, 10, 45)),
    ]
    assert refused(lambda: actions.plan_zitting(**facts, koppelingen=[koppeling])) == "already_open"
    assert actions.accept_zitting(zitting=day, acting_user=coa_of(koppeling)) == 2
    assert (
        refused(lambda: actions.accept_zitting(zitting=day, acting_user=coa_of(koppeling)))
        == "nothing_to_accept"
    )
    sitting = actions.plan_zitting(**{**facts, "soort": "overdrachtsgesprek"}, koppelingen=[koppeling])
    assert isinstance(sitting, Overdrachtssessie)


def test_r5_the_agenda_names_who_consented_and_nobody_else(koppeling: Any) -> None:
    row = talk_of(koppeling, "overdrachtsgesprek")
    person = person_of(koppeling, 2)
    row.deelnemers.create(
        betrokkene=koppeling.betrokkenen.get(volgnummer=2), koppeling=koppeling, gemeente=koppeling.gemeente
    )
    for reader in (regievoerder_of(koppeling), coa_of(koppeling)):
        text = text_of(agenda_pdf("Agenda", "Utrecht", items_of([row], reader), timezone.now()))
        assert koppeling.referentie in text and person_of(koppeling, 1).voornaam in text
        assert person.voornaam not in text
        assert NO_CONSENT in " ".join(text.split())


# agreement: about person 1, about the household, about health; seen by: regievoerder, reader of tier 0, casemanager
def seen(koppeling: Any, *readers: Any) -> list[set[str]]:
    return [set(visible(Afspraak, who).values_list("tekst", flat=True)) for who in readers]


def test_r5_agreements_follow_the_table_of_shared_objects(
    koppeling: Any, lezer_utrecht: Any, programmabegeleider: Any, regievoerder_zeist: Any
) -> None:
    gemeente, coa = regievoerder_of(koppeling), coa_of(koppeling)
    assert refused(lambda: agreement_of(koppeling, 2)) == "no_consent"
    agreement_of(koppeling, 1, tekst="eigen")
    agreement_of(koppeling, 1, tekst="van COA", acting_user=coa)
    agreement_of(koppeling, tekst="huishouden")
    agreement_of(koppeling, tekst="huisarts", domein="gezondheid")
    everything = {"eigen", "van COA", "huishouden", "huisarts"}
    readers = (gemeente, lezer_utrecht, coa, programmabegeleider, regievoerder_zeist)
    assert seen(koppeling, *readers) == [
        everything,
        {"huishouden"},
        everything,
        everything - {"huisarts"},
        set(),
    ]
    for who in (gemeente, lezer_utrecht):
        assert by_sql(who) == seen(koppeling, who)[0]

    consent = person_of(koppeling, 1).toestemmingen.get(status="gegeven")
    actions.withdraw_toestemming(toestemming=consent, ingetrokken_op=today(), acting_user=coa)
    assert seen(koppeling, gemeente)[0] == by_sql(gemeente) == everything - {"van COA"}
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    # a new request: grants and gate are read again
    assert seen(koppeling, gemeente)[0] == by_sql(gemeente) == everything - {"van COA"}
    assert seen(koppeling, lezer_utrecht)[0] == by_sql(lezer_utrecht) == set()


def by_sql(who: Any) -> set[str]:
    """What PostgreSQL leaves under the role of a gemeente, without any filter of ours."""
    with behind_wall(WallRole.GEMEENTE, who.pk):
        return set(Afspraak.objects.values_list("tekst", flat=True))


def test_an_agreement_is_done_undone_or_lapses(koppeling: Any) -> None:
    row = agreement_of(koppeling, 1)
    for step, status in (("finish", "gedaan"), ("reopen", "open"), ("lapse", "vervallen")):
        row = actions.step_afspraak(afspraak=row, step=step, acting_user=coa_of(koppeling))
        assert row.status == status
    assert set(AFSPRAAK.states) == {"open", "gedaan", "vervallen"}
    assert refused(
        lambda: actions.step_afspraak(afspraak=row, step="finish", acting_user=coa_of(koppeling))
    ) == ("illegal_step")


def test_r5_the_week_goes_with_a_version_and_closes_with_the_consent(koppeling: Any) -> None:
    person, gemeente, coa = person_of(koppeling, 1), regievoerder_of(koppeling), coa_of(koppeling)
    ProfielversieFactory(vergunninghouder=person)
    assert refused(
        lambda: actions.publish_profiel(vergunninghouder=person, moment="driegesprek", acting_user=coa)
    ) == ("unchanged")
    week = {(1, "ochtend"): "nt2"}
    assert set_bezetting(vergunninghouder=person, bezetting=week, acting_user=coa)
    assert not set_bezetting(vergunninghouder=person, bezetting=week, acting_user=coa)
    shown = weeks(koppeling, people_of_household(koppeling, gemeente), gemeente)
    assert [one.plaatsen for one in shown] == [frozenset()], "living at COA, not sent yet"

    actions.publish_profiel(vergunninghouder=person, moment="driegesprek", acting_user=coa)
    shown = weeks(koppeling, people_of_household(koppeling, gemeente), gemeente)
    assert [one.plaatsen for one in shown] == [{(1, "ochtend")}]
    with behind_wall(WallRole.GEMEENTE, gemeente.pk):
        assert Dagdelenpublicatie.objects.count() == 2
    consent = person.toestemmingen.get(status="gegeven")
    actions.withdraw_toestemming(toestemming=consent, ingetrokken_op=today(), acting_user=coa)
    assert weeks(koppeling, people_of_household(koppeling, gemeente), gemeente) == []
    with behind_wall(WallRole.GEMEENTE, gemeente.pk):
        assert Dagdelenpublicatie.objects.count() == 0
