"""Scenario per person and voorkeursscenario per azc: who chooses, what needs a reason, what stays in the history."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from coa_portal.access.roles import WallRole
from coa_portal.access.wall import behind_wall
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError, NotAllowed
from coa_portal.notifications.engine import spread
from coa_portal.notifications.models import Event, Melding
from koppeling.actions import withdraw_koppeling
from koppeling.models import Koppeling
from overdracht import actions
from overdracht.models import Betrokkene, Scenariokeuze, Voorkeursscenario
from overdracht.termijnen import feiten_van
from tests.factories.koppeling import KoppelingFactory, household, regievoerder
from tests.factories.overdracht import ProfielversieFactory, person_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> Koppeling:
    """Two adults, a child and somebody of 70."""
    return KoppelingFactory(plaatsingseenheid=household(40, 38, 9, 70))


def people(koppeling: Koppeling, *numbers: int) -> list[Betrokkene]:
    return list(koppeling.betrokkenen.filter(volgnummer__in=numbers).order_by("volgnummer"))


def inburgeraars(koppeling: Koppeling) -> list[Betrokkene]:
    return [row for row in koppeling.betrokkenen.order_by("volgnummer") if row.may_have_traject]


def choose(koppeling: Koppeling, who: Any, scenario: int = 2, **more: Any) -> list[Scenariokeuze]:
    values = {"betrokkenen": inburgeraars(koppeling), **more}
    return actions.choose_scenario(koppeling=koppeling, scenario=scenario, acting_user=who, **values)


def prefer(
    koppeling: Koppeling, who: Any, scenario: int = 3, day: dt.date | None = None
) -> Voorkeursscenario:
    return actions.set_voorkeursscenario(
        gemeente=koppeling.gemeente,
        opvanglocatie=koppeling.kaart.opvanglocatie,
        scenario=scenario,
        geldig_van=day or today(),
        acting_user=who,
    )


def current(koppeling: Koppeling) -> set[tuple[int, int]]:
    rows = Scenariokeuze.objects.filter(koppeling=koppeling, vervangen_op=None)
    return set(rows.values_list("betrokkene__volgnummer", "scenario"))


def test_one_act_chooses_for_all_adults_and_coa_hears_once(
    koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        choose(koppeling, regievoerder_utrecht)
    assert len(inburgeraars(koppeling)) == 2
    assert current(koppeling) == {(row.volgnummer, 2) for row in inburgeraars(koppeling)}
    spread()
    event = Event.objects.get(kind="scenario_gekozen")
    assert Melding.objects.filter(event=event).values_list("recipient__party", flat=True).get() == "coa"


def test_a_change_keeps_the_history_and_needs_a_reason(
    koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    choose(koppeling, regievoerder_utrecht)
    with pytest.raises(DomainError, match="Schrijf waarom"):
        choose(koppeling, regievoerder_utrecht, 1, reden="  ")
    with pytest.raises(DomainError, match="geldt al"):
        choose(koppeling, regievoerder_utrecht, 2, reden="x")
    first, second = inburgeraars(koppeling)
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        choose(koppeling, regievoerder_utrecht, 1, betrokkenen=[first], reden="Er is snel een woning.")
    assert current(koppeling) == {(first.volgnummer, 1), (second.volgnummer, 2)}
    assert Scenariokeuze.objects.filter(betrokkene=first).count() == 2
    assert Event.objects.get(kind="scenario_gewijzigd").extra == {
        "vergunninghouder": str(first.vergunninghouder_id)
    }


@pytest.mark.parametrize(
    ("numbers", "scenario", "code"),
    [((), 2, "nobody"), ((1,), 4, "scenario"), ((2,), 2, "not_adult"), ((1, 2, 3, 4), 2, "not_adult")],
)
def test_a_choice_that_makes_no_sense_changes_nothing(
    numbers: tuple[int, ...], scenario: int, code: str, koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    with pytest.raises(DomainError) as refused:
        choose(koppeling, regievoerder_utrecht, scenario, betrokkenen=people(koppeling, *numbers))
    assert refused.value.code == code
    assert not Scenariokeuze.objects.exists()


def test_only_a_regievoerder_of_the_own_active_koppeling_chooses(
    koppeling: Koppeling, regievoerder_utrecht: Any, regievoerder_zeist: Any, lezer_utrecht: Any
) -> None:
    strangers = KoppelingFactory(plaatsingseenheid=household(30))
    for account in (regievoerder_zeist, lezer_utrecht):
        with pytest.raises(NotAllowed):
            choose(koppeling, account)
    with pytest.raises(DomainError):
        choose(koppeling, regievoerder_utrecht, betrokkenen=inburgeraars(strangers))
    withdraw_koppeling(koppeling=koppeling, reden="fout", acting_user=regievoerder())
    with pytest.raises(NotAllowed):
        choose(koppeling, regievoerder_utrecht)
    assert not Scenariokeuze.objects.exists()


def test_r4_a_choice_is_nobody_elses_by_raw_sql(
    koppeling: Koppeling, regievoerder_utrecht: Any, lezer_utrecht: Any
) -> None:
    """In the name of a colleague, or by who only reads."""
    row = inburgeraars(koppeling)[0]
    values = {"koppeling": koppeling, "gemeente_id": koppeling.gemeente_id, "betrokkene": row, "scenario": 1}
    for account, named in ((lezer_utrecht, lezer_utrecht), (regievoerder_utrecht, lezer_utrecht)):
        made = Scenariokeuze(**values, gekozen_op=koppeling.definitief_op, gekozen_door=named)
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
            behind_wall(WallRole.GEMEENTE, account.pk),
        ):
            made.save(force_insert=True)
    assert not Scenariokeuze.objects.exists()


def test_a_voorkeur_holds_from_the_melding_on_without_a_choice(
    koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        voorkeur = prefer(koppeling, regievoerder_utrecht)
    assert not Scenariokeuze.objects.exists(), "who was gekoppeld before is chosen for"
    later = KoppelingFactory(plaatsingseenheid=household(33, 5))
    keuze = Scenariokeuze.objects.get(koppeling=later)
    assert (keuze.scenario, keuze.voorkeur, keuze.is_from_voorkeur) == (3, voorkeur, True)
    assert not Event.objects.filter(kind="scenario_gekozen").exists()
    assert [row.feiten.is_voorkeur for row in feiten_van([later], regievoerder_utrecht)] == [True, False]

    with pytest.raises(DomainError, match="Schrijf waarom"):
        choose(later, regievoerder_utrecht, 1)
    made = choose(later, regievoerder_utrecht, 1, reden="Werk in de buurt van het azc.")
    assert [row.is_afwijking for row in made] == [True]
    back = choose(later, regievoerder_utrecht, 3, reden="Het werk is gestopt.")
    assert [row.is_afwijking for row in back] == [False]


def test_a_voorkeur_is_ended_or_followed_up_and_touches_nobody(
    koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    first = prefer(koppeling, regievoerder_utrecht)
    for scenario, day, code in ((3, today(), "same"), (1, today() - dt.timedelta(days=1), "past")):
        with pytest.raises(DomainError) as refused:
            prefer(koppeling, regievoerder_utrecht, scenario, day)
        assert refused.value.code == code
    next_month = today() + dt.timedelta(days=30)
    second = prefer(koppeling, regievoerder_utrecht, 2, next_month)
    first.refresh_from_db()
    assert first.geldig_tot == next_month - dt.timedelta(days=1)
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        actions.end_voorkeursscenario(voorkeur=second, acting_user=regievoerder_utrecht)
    with pytest.raises(DomainError, match="al beëindigd"):
        actions.end_voorkeursscenario(voorkeur=second, acting_user=regievoerder_utrecht)
    assert KoppelingFactory(plaatsingseenheid=household(30)).scenariokeuzes.get().scenario == 3


def test_strangers_set_and_end_no_voorkeur(
    koppeling: Koppeling, regievoerder_utrecht: Any, regievoerder_zeist: Any
) -> None:
    voorkeur = prefer(koppeling, regievoerder_utrecht)
    with pytest.raises(NotAllowed):
        prefer(koppeling, regievoerder_zeist, 1)
    with pytest.raises(NotAllowed):
        actions.end_voorkeursscenario(voorkeur=voorkeur, acting_user=regievoerder_zeist)


def test_telling_the_inburgeraar_is_recorded_once_chosen(
    koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    def tell(**more: Any) -> list[Scenariokeuze]:
        values = {"betrokkenen": inburgeraars(koppeling), "op": today(), "hoe": "gesprek", **more}
        return actions.record_informed(koppeling=koppeling, acting_user=regievoerder_utrecht, **values)

    with pytest.raises(DomainError, match="Kies eerst een scenario"):
        tell()
    choose(koppeling, regievoerder_utrecht)
    for wrong, code in (
        ({"op": today() + dt.timedelta(days=1)}, "future"),
        ({"op": today() - dt.timedelta(days=1)}, "too_early"),
        ({"hoe": "postduif"}, "how"),
    ):
        with pytest.raises(DomainError) as refused:
            tell(**wrong)
        assert refused.value.code == code
    with behind_wall(WallRole.GEMEENTE, regievoerder_utrecht.pk):
        tell()
    assert {row.feiten.geinformeerd_op for row in feiten_van([koppeling], None)} == {today(), None}


def test_the_page_lays_out_the_three_factors(
    koppeling: Koppeling, regievoerder_utrecht: Any, client_of: Any
) -> None:
    ProfielversieFactory(vergunninghouder=person_of(koppeling))
    client: Client = client_of(regievoerder_utrecht)
    url = reverse("overdracht_gemeente:scenario", args=[koppeling.pk])
    text = client.get(url).content.decode()
    for expected in ("kilometer", "Zes tot acht maanden", "Uit het laatste klantprofiel", "Leeftijdsgroepen"):
        assert expected in text
    keys = [str(row.pk) for row in inburgeraars(koppeling)]
    answer = client.post(url, {"betrokkenen": keys, "scenario": "1"})
    assert answer.headers["Location"] == reverse(
        "overdracht_gemeente:scenario_informeren", args=[koppeling.pk]
    )
    told = client.post(
        answer.headers["Location"], {"betrokkenen": keys, "op": str(today()), "hoe": "gesprek"}
    )
    assert told.status_code == 302
    page = client.get(reverse("overdracht_gemeente:koppeling", args=[koppeling.pk])).content.decode()
    assert "Scenario 1: snelle start" in page
    assert "De inburgeraar weet het sinds" in page
    assert 'aria-current="date"' in page
    refused = client.post(url, {"betrokkenen": keys, "scenario": "3"}).content.decode()
    assert "Schrijf waarom" in refused
