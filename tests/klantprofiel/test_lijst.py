"""The list: filtered, searched, and the same number of queries for one row and twenty."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coa_portal.common.dates import today
from klantprofiel.actions import save_section, take_over
from klantprofiel.choices import Bron
from klantprofiel.models import Klantprofiel, Verblijf
from klantprofiel.overnemen import Aanbod
from tests.factories.klantprofiel import PlaatsingseenheidFactory, VergunninghouderFactory

URL = "klantprofiel:lijst"


def _queries(browser: Any, url: str) -> int:
    browser.get(url)  # the first request of a session writes that session
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


def test_same_queries_for_one_and_twenty(
    browser: Any, locatie_luttelgeest: Any, casemanager_luttelgeest: Any
) -> None:
    VergunninghouderFactory(locatie=locatie_luttelgeest, behandelaar=casemanager_luttelgeest)
    one = _queries(browser, reverse(URL))
    for _ in range(19):
        VergunninghouderFactory(locatie=locatie_luttelgeest, behandelaar=casemanager_luttelgeest)
    assert _queries(browser, reverse(URL)) == one


def test_dossier_has_the_same_queries_for_few_and_many_rows(browser: Any, voorbeeld: Any) -> None:
    url = reverse("klantprofiel:dossier", args=[voorbeeld.pk])
    other = voorbeeld.plaatsingseenheid.leden.get(voornaam="Emmanuelle")
    few = _queries(browser, reverse("klantprofiel:dossier", args=[other.pk]))
    assert _queries(browser, url) == few


def test_households_take_the_same_queries_for_one_and_twenty(
    client_of: Any, locatie_luttelgeest: Any, woonbegeleider_luttelgeest: Any
) -> None:
    reader, url = client_of(woonbegeleider_luttelgeest), reverse("klantprofiel:huishoudens")
    PlaatsingseenheidFactory(locatie=locatie_luttelgeest)
    one = _queries(reader, url)
    for _ in range(19):
        PlaatsingseenheidFactory(locatie=locatie_luttelgeest, leden=3)
    assert _queries(reader, url) == one


def test_history_takes_the_same_queries_for_few_and_many_changes(browser: Any, voorbeeld: Any) -> None:
    url = reverse("klantprofiel:geschiedenis", args=[voorbeeld.pk])
    few = _queries(browser, url)
    for number in range(20):
        facts = {"ambities": f"Plan {number}"}
        save_section(vergunninghouder=voorbeeld, section="toekomst", facts=facts, acting_user=None)
    assert _queries(browser, url) == few


def _names(answer: Any) -> list[str]:
    return [person.voornaam for person in answer.context["pagina"].object_list]


@pytest.fixture
def people(locatie_luttelgeest: Any, locatie_elders: Any, casemanager_luttelgeest: Any) -> None:
    VergunninghouderFactory(
        voornaam="Amal", achternaam="Haddad", v_nummer="2911111111", locatie=locatie_luttelgeest
    )
    VergunninghouderFactory(
        voornaam="Berhane",
        achternaam="Tesfay",
        locatie=locatie_luttelgeest,
        behandelaar=casemanager_luttelgeest,
        complete=True,
    )
    VergunninghouderFactory(voornaam="Elders", achternaam="Haddad", locatie=locatie_elders)


def test_only_the_own_locatie_and_sorted(browser: Any, people: None) -> None:
    assert _names(browser.get(reverse(URL))) == ["Amal", "Berhane"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"wie": "mijn"}, ["Berhane"]),
        ({"volledigheid": "compleet"}, ["Berhane"]),
        ({"volledigheid": "onzin"}, ["Amal", "Berhane"]),
        ({"sorteer": "volledigheid"}, ["Amal", "Berhane"]),
        ({"pagina": "99"}, ["Amal", "Berhane"]),
    ],
)
def test_filters(query: dict[str, str], names: list[str], browser: Any, people: None) -> None:
    assert _names(browser.get(reverse(URL), query)) == names


@pytest.mark.parametrize(("zoek", "names"), [("hadd", ["Amal"]), ("29 1111 1111", ["Amal"]), ("niemand", [])])
def test_search_stays_out_of_the_address(zoek: str, names: list[str], browser: Any, people: None) -> None:
    answer = browser.post(reverse(URL), {"zoek": zoek})
    assert answer.url == reverse(URL)
    assert _names(browser.get(answer.url)) == names


@pytest.fixture
def stands(locatie_luttelgeest: Any, casemanager_luttelgeest: Any) -> dict[str, Any]:
    """Somebody in every stand: thin, lying still, waiting, ready; and a nareiziger who is none of them (R12)."""
    made = {
        "Dun": VergunninghouderFactory(voornaam="Dun", locatie=locatie_luttelgeest),
        "Stil": VergunninghouderFactory(voornaam="Stil", locatie=locatie_luttelgeest, complete=True),
        "Nieuw": VergunninghouderFactory(voornaam="Nieuw", locatie=locatie_luttelgeest, complete=True),
        "Weg": VergunninghouderFactory(voornaam="Weg", locatie=locatie_luttelgeest),
    }
    made["Na"] = VergunninghouderFactory(
        voornaam="Na", nareiziger=True, plaatsingseenheid=made["Nieuw"].plaatsingseenheid
    )
    offer = Aanbod({}, {"talen": [{"taal": "ara"}]})
    take_over(vergunninghouder=made["Nieuw"], aanbod=offer, bron=Bron.SCREENING, acting_user=None)
    long_ago = timezone.now() - dt.timedelta(days=60)
    Klantprofiel.objects.filter(vergunninghouder__in=[made["Stil"], made["Na"]]).update(updated_at=long_ago)
    Verblijf.objects.filter(vergunninghouder=made["Weg"]).update(tot=today())
    return made


def test_the_overview_counts_what_the_list_then_shows(
    browser: Any, stands: dict[str, Any], locatie_luttelgeest: Any
) -> None:
    (row,) = browser.get(reverse("klantprofiel:overzicht")).context["pagina"].object_list
    counted = {name: row[name] for name in ("dossiers", "dun", "oud", "verifieren")}
    assert counted == {"dossiers": 3, "dun": 1, "oud": 1, "verifieren": 1}
    for stand, names in (("dun", ["Dun"]), ("oud", ["Stil"]), ("verifieren", ["Nieuw"])):
        query = {"stand": stand, "locatie": locatie_luttelgeest.pk}
        assert _names(browser.get(reverse(URL), query)) == names


def test_the_overview_is_of_the_own_locaties_and_takes_as_much_for_twenty(
    client_of: Any, stands: dict[str, Any], casemanager_elders: Any, regievoerder_coa: Any
) -> None:
    url = reverse("klantprofiel:overzicht")
    assert client_of(casemanager_elders).get(url).context["pagina"].paginator.count == 0
    national = client_of(regievoerder_coa)
    one = _queries(national, url)
    for _ in range(19):
        VergunninghouderFactory()
    assert _queries(national, url) == one
    assert national.get(url, {"soort": "pol", "sorteer": "dun"}).context["pagina"].paginator.count == 0


def test_the_search_box_stands_on_every_page_of_who_reads_dossiers(
    browser: Any, client_of: Any, voorbeeld: Any, woonbegeleider_luttelgeest: Any, regievoerder_utrecht: Any
) -> None:
    head = f'action="{reverse(URL)}" role="search" aria-label="Zoek een dossier"'
    page = browser.get("/")
    assert page.text.count(head) == 1
    assert head not in browser.get(reverse(URL)).text, "the list has a box of its own"
    for other in (woonbegeleider_luttelgeest, regievoerder_utrecht):
        assert "zoekvak" not in client_of(other).get("/").text
    answer = browser.post(reverse(URL), {"zoek": voorbeeld.achternaam})
    assert answer["Location"] == reverse(URL), "what is looked for stands in no address"
    assert voorbeeld.naam in browser.get(answer["Location"]).text
