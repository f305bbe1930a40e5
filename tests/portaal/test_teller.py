"""The number in the menu: the same as the list says, on every page, and never older than a minute."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coa_portal.common import shortlived
from coa_portal.portaal.work.teller import count_mine
from koppeling.models import Koppeling
from overdracht.actions import ask_vraag, choose_scenario
from tests.factories.gesprek import agreement_of, talk_of
from tests.factories.koppeling import KoppelingFactory, household
from tests.factories.overdracht import ToestemmingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def koppeling(casemanager_luttelgeest: Any, regievoerder_utrecht: Any, settings: Any) -> Koppeling:
    settings.WORK_COUNTER_SECONDS = 60
    made = KoppelingFactory(plaatsingseenheid=household(34, 33, behandelaar=casemanager_luttelgeest))
    ToestemmingFactory(vergunninghouder=made.plaatsingseenheid.hoofdpersoon, gegeven=True)
    return made


def number(client: Any, path: str) -> int | None:
    answer = client.get(path)
    assert answer.status_code == 200
    item = next(item for item in answer.context["portaal"].navigation if item.label == "Home")
    return item.counter


def tab(client: Any) -> int:
    label = client.get("/").context["lijst"]["tabs"][0].label
    return int(label.removeprefix("Mijn werk (").removesuffix(")"))


@pytest.mark.parametrize(
    ("who", "path"),
    [("casemanager_luttelgeest", "/dossiers/"), ("regievoerder_utrecht", "/gemeente/koppelingen/")],
)
def test_the_number_agrees_with_the_list(
    who: str, path: str, request: Any, client_of: Any, koppeling: Koppeling, regievoerder_utrecht: Any
) -> None:
    """With rows of every sort that can be made in a moment."""
    account = request.getfixturevalue(who)
    talk_of(koppeling)
    agreement_of(koppeling)
    ask_vraag(koppeling=koppeling, tekst="Wie is de huisarts?", acting_user=regievoerder_utrecht)
    household()
    browser = client_of(account)
    found = number(browser, path)
    assert found and found == tab(browser) == count_mine(account)


def test_it_is_counted_once_a_minute_and_anew_after_an_own_write(
    client_of: Any, koppeling: Koppeling, regievoerder_utrecht: Any, monkeypatch: Any
) -> None:
    browser, path = client_of(regievoerder_utrecht), "/gemeente/koppelingen/"
    before = number(browser, path)
    people = list(koppeling.betrokkenen.all())
    with CaptureQueriesContext(connection) as queries:
        number(browser, path)
    remembered = len(queries)
    choose_scenario(koppeling=koppeling, betrokkenen=people, scenario=1, acting_user=regievoerder_utrecht)
    assert number(browser, path) == before, "somebody else's doing: within the minute"
    browser.post(reverse("portaal:weergave"), {"wie": "mijn"})
    with CaptureQueriesContext(connection) as queries:
        assert number(browser, path) != before
    assert len(queries) > remembered

    monkeypatch.setattr(shortlived, "_shared", shortlived._Shared())
    monkeypatch.setattr("django.conf.settings.REDIS_URL", "redis://127.0.0.1:1/0")
    assert number(browser, path) == tab(browser), "without Valkey it is counted"
