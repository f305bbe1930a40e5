"""The list of koppelingen: filters, search, pages, and as many queries for 20 rows as for 1."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.accounts.models import Gebruiker
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente
from koppeling.models import Koppeling
from overdracht.actions import assign_behandelaar_gemeente
from tests.factories.accounts import account_with
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ProfielversieFactory, ToestemmingFactory, person_of

pytestmark = pytest.mark.django_db

LIST = "overdracht_gemeente:lijst"


def listed(browser: Client, **query: str) -> list[str]:
    """References on the page, in their order."""
    return [row.koppeling.referentie for row in browser.get(reverse(LIST), query).context["rijen"]]


def test_mine_of_colleagues_and_of_nobody(
    utrecht: Client, regievoerder_utrecht: Gebruiker, gemeente_utrecht: Gemeente
) -> None:
    colleague = account_with("regievoerder_gemeente", gemeente_utrecht)
    mine, theirs, free = (KoppelingFactory() for _ in range(3))
    for koppeling, who in ((mine, regievoerder_utrecht), (theirs, colleague)):
        assign_behandelaar_gemeente(koppeling=koppeling, behandelaar=who, acting_user=who)

    assert listed(utrecht, weergave="mijn") == [mine.referentie]
    assert listed(utrecht, weergave="team") == [theirs.referentie]
    assert listed(utrecht, weergave="vrij") == [free.referentie]
    assert listed(utrecht) == [free.referentie, theirs.referentie, mine.referentie]


@pytest.mark.parametrize(("until", "is_mine"), [("2099-12-31", True), ("today", True), ("yesterday", False)])
def test_a_replacement_makes_it_mine_until_the_last_day(
    utrecht: Client, regievoerder_utrecht: Gebruiker, gemeente_utrecht: Gemeente, until: str, is_mine: bool
) -> None:
    days = {
        "today": today(),
        "yesterday": today() - dt.timedelta(days=1),
        "2099-12-31": dt.date(2099, 12, 31),
    }
    colleague = account_with("regievoerder_gemeente", gemeente_utrecht)
    row = assign_behandelaar_gemeente(
        koppeling=KoppelingFactory(),
        behandelaar=colleague,
        vervanger=regievoerder_utrecht,
        vervanging_tot=max(days[until], today()),
        acting_user=colleague,
    )
    row.vervanging_tot = days[until]
    row.save()
    assert bool(listed(utrecht, weergave="mijn")) == is_mine


@pytest.mark.parametrize("typed", ["{0}", "kop {1}", "{1}", " kop-{1} "])
def test_search_by_reference(utrecht: Client, typed: str) -> None:
    wanted, _ = KoppelingFactory(), KoppelingFactory()
    number = str(int(wanted.referentie.removeprefix("KOP-")))
    query = typed.format(wanted.referentie, number.zfill(6) if "kop" in typed else number)
    assert listed(utrecht, zoek=query) == [wanted.referentie]
    assert listed(utrecht, zoek=wanted.plaatsingseenheid.referentie) == [wanted.referentie]


@pytest.mark.parametrize("typed", ["9" * 20, "²", "%", "KOP-", "'; drop", "x" * 21])
def test_odd_searches_are_answered(utrecht: Client, typed: str) -> None:
    KoppelingFactory()
    assert utrecht.get(reverse(LIST), {"zoek": typed}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [{"weergave": "x"}, {"status": "voorgesteld"}, {"sorteer": "x"}, {"pagina": "x"}, {"pagina": "9"}],
)
def test_unknown_answers_do_not_break_the_list(utrecht: Client, query: dict[str, str]) -> None:
    koppeling = KoppelingFactory()
    assert listed(utrecht, **query) == [koppeling.referentie]


def test_sorting_and_status(utrecht: Client) -> None:
    small, large = KoppelingFactory(), KoppelingFactory(plaatsingseenheid=household(40, 38, 9))
    housed = KoppelingFactory(gehuisvest=True)
    assert listed(utrecht, sorteer="oudste") == [small.referentie, large.referentie, housed.referentie]
    assert listed(utrecht, sorteer="personen")[0] == large.referentie
    assert listed(utrecht, status="gehuisvest") == [housed.referentie]


def test_gemeente_filter_only_when_there_are_several(
    utrecht: Client,
    client_of: Callable[[Gebruiker], Client],
    gemeente_utrecht: Gemeente,
    gemeente_zeist: Gemeente,
) -> None:
    here, there = KoppelingFactory(), KoppelingFactory(gemeente=gemeente_zeist)
    both = client_of(account_with("regievoerder_gemeente", gemeente_utrecht, gemeente_zeist))
    assert "gemeente" not in utrecht.get(reverse(LIST)).context["form"].fields
    assert set(listed(both)) == {here.referentie, there.referentie}
    assert listed(both, gemeente=gemeente_zeist.pk) == [there.referentie]
    assert listed(utrecht, gemeente=gemeente_zeist.pk) == [here.referentie]


def test_proposals_are_not_the_gemeentes_business(utrecht: Client) -> None:
    KoppelingFactory(voorgesteld=True)
    assert listed(utrecht) == listed(utrecht, weergave="beeindigd") == []
    assert "nog geen huishoudens" in utrecht.get(reverse(LIST)).text


def test_stand_in_words(utrecht: Client) -> None:
    koppeling = KoppelingFactory(plaatsingseenheid=household(40, 38))
    one, two = person_of(koppeling, 1), person_of(koppeling, 2)
    expected = iter(
        [
            "Wacht op toestemming",
            "Toestemming van 1 van 2",
            "Profiel van 1 van 2 ontvangen",
            "Profiel ontvangen",
        ]
    )

    def stand() -> Any:
        return utrecht.get(reverse(LIST)).context["rijen"][0].stand.tekst

    assert stand() == next(expected)
    ToestemmingFactory(vergunninghouder=one, gegeven=True)
    assert stand() == next(expected)
    ProfielversieFactory(vergunninghouder=one)
    assert stand() == next(expected)
    ProfielversieFactory(vergunninghouder=two)
    assert stand() == next(expected)


def test_counter_in_the_menu_counts_what_waits_for_a_behandelaar(
    utrecht: Client,
    regievoerder_utrecht: Gebruiker,
    lezer_utrecht: Gebruiker,
    client_of: Callable[..., Client],
) -> None:
    taken, _ = KoppelingFactory(), KoppelingFactory()
    KoppelingFactory(ingetrokken=True)
    assign_behandelaar_gemeente(
        koppeling=taken, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
    )
    assert "1 zonder behandelaar" in utrecht.get(reverse(LIST)).text
    assert "zonder behandelaar</span>" not in client_of(lezer_utrecht).get(reverse(LIST)).text


def test_queries_do_not_grow_with_the_list(utrecht: Client, regievoerder_utrecht: Gebruiker) -> None:
    def make() -> Koppeling:
        koppeling = KoppelingFactory(plaatsingseenheid=household(40, 8))
        ToestemmingFactory(vergunninghouder=person_of(koppeling), gegeven=True)
        assign_behandelaar_gemeente(
            koppeling=koppeling, behandelaar=regievoerder_utrecht, acting_user=regievoerder_utrecht
        )
        return koppeling

    make()
    utrecht.get(reverse(LIST))
    with CaptureQueriesContext(connection) as one:
        assert len(listed(utrecht)) == 1
    for _ in range(19):
        make()
    with CaptureQueriesContext(connection) as twenty:
        assert len(listed(utrecht)) == 20
    assert len(twenty) == len(one)
