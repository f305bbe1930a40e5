"""The overviews of termijnen (R14): counted live for few koppelingen, by the hour for many; the same figures."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from overdracht.actions import choose_scenario
from overdracht.models import Termijncijfer
from overdracht.tasks import count_all_termijnen
from overdracht.termijnen import pagina
from tests.factories.gesprek import talk_of
from tests.factories.koppeling import KoppelingFactory, household, locatie
from tests.factories.overdracht import regievoerder_of

pytestmark = pytest.mark.django_db
PAGE = "overdracht:termijnen"


@pytest.fixture
def koppelingen(gemeente_zeist: Any, casemanager_luttelgeest: Any, regievoerder_utrecht: Any) -> list[Any]:
    """Two of Utrecht, one of them elsewhere, and one of Zeist with a talk that somebody forgot."""
    made = [
        KoppelingFactory(plaatsingseenheid=household(40, 9)),
        KoppelingFactory(plaatsingseenheid=household(35, opvanglocatie=locatie("Zutphen"))),
        KoppelingFactory(plaatsingseenheid=household(33), gemeente=gemeente_zeist),
    ]
    choose_scenario(
        koppeling=made[2],
        betrokkenen=list(made[2].betrokkenen.all()),
        scenario=1,
        acting_user=regievoerder_of(gemeente_zeist),
    )
    talk_of(made[2], stand="niet_gehouden")
    return made


def figures(context: Any) -> list[Any]:
    return [vars(row) for row in context["tellingen"]]


@pytest.mark.parametrize("who", ["regievoerder_coa", "casemanager_luttelgeest"])
@pytest.mark.parametrize("query", ["", "?gemeente=GM0355"])
def test_stored_figures_are_those_that_a_page_counts(
    who: str, query: str, koppelingen: list[Any], request: Any, client_of: Any, monkeypatch: Any
) -> None:
    browser, url = client_of(request.getfixturevalue(who)), reverse(PAGE) + query
    live = browser.get(url).context
    assert count_all_termijnen() == count_all_termijnen() == Termijncijfer.objects.count()
    monkeypatch.setattr(pagina, "LIVE_MOST", 0)
    shown = browser.get(url)
    is_whole_gemeente = bool(query) and who != "regievoerder_coa"
    assert ("is_opgeslagen" in shown.context) is not is_whole_gemeente, "R2: not what is not seen"
    assert ("stand van" in shown.content.decode()) is not is_whole_gemeente
    assert shown.context["aantal"] == live["aantal"]
    assert figures(shown.context) == figures(live)


def test_many_koppelingen_cost_the_page_nothing(
    koppelingen: list[Any], client_of: Any, regievoerder_coa: Any, monkeypatch: Any
) -> None:
    browser, url = client_of(regievoerder_coa), reverse(PAGE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get(url).status_code == 200
        return len(found)

    queries()
    few = queries()
    for _ in range(6):
        KoppelingFactory(plaatsingseenheid=household(30))
    assert queries() == few
    monkeypatch.setattr(pagina, "LIVE_MOST", 0)
    assert "Er is nog niet geteld" in browser.get(url).content.decode()
    count_all_termijnen()
    assert queries() < few
