"""A casemanager's guidance from the offer to the certificate, and the results of a docent on a phone: seen on the
profile with their source, in the next version, its PDF and on paper (DESIGN §8)."""

import datetime as dt
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from coa_portal.common.dates import today
from tests.e2e.people import Person
from tests.e2e.running_portal import RunningPortal, running_portal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SEED = "from tests.e2e.uitslagen import make_course; make_course()"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("uitslagen")
    with running_portal(services, folder, name="uitslagen", worker=False) as running:
        yield running


def printed(who: Person, path: str) -> str:
    answer = who.context.request.get(path)
    assert answer.headers["content-type"] == "application/pdf", path
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def place(casemanager: Person, group: str, number: str, van: str) -> None:
    """Put somebody in a lesgroep."""
    casemanager.go(f"/lesgroepen/{group}/deelnemer/")
    casemanager.fill({"v_nummer": number, "van": van})
    casemanager.submit("Toevoegen")


def guide(casemanager: Person, home: str, past: str) -> None:
    """From the offer, ten weeks ago, to a talk with an agreement and the PID."""
    day = f"{today():%d-%m-%Y}"
    casemanager.go(f"{home}aanbieden/")
    casemanager.fill({"aangeboden_op": "31-02-2026"})
    casemanager.submit()
    assert "Deze datum bestaat niet" in casemanager.text()
    for step, values in (
        ("aanbieden", {"aangeboden_op": past}),
        ("antwoord", {"instemming": "ja", "instemming_op": past}),
        ("starten", {"gestart_op": past}),
        ("gesprek", {"soort": "begeleiding", "dag": day, "minuten": 45}),
        ("pid", {"op": day, "onderdelen": "werk"}),
    ):
        casemanager.go(f"{home}{step}/")
        casemanager.fill(values)
        casemanager.submit()
        assert casemanager.page.url.partition("#")[0].endswith(home), step
    assert "Week 11 van 14" in casemanager.text()


def test_a_result_goes_from_the_phone_of_the_docent_to_the_paper_of_the_gemeente(
    portal: RunningPortal, browser: Browser
) -> None:
    person, koppeling, group, number = json.loads(
        portal.manage("shell", "--verbosity=0", "-c", SEED).strip().splitlines()[-1]
    )
    day = f"{today():%d-%m-%Y}"
    casemanager = Person(browser, portal.url, "casemanager")
    home = f"/dossiers/{person}/voorinburgering/"
    past = f"{today() - dt.timedelta(days=70):%d-%m-%Y}"
    # who was offered nothing is in no lesgroep; the refusal leads to the offer
    place(casemanager, group, number, past)
    assert "nog niet aangeboden" in casemanager.text()
    casemanager.follow("Naar de Voorinburgering van deze persoon")
    assert casemanager.page.url.endswith(home)
    guide(casemanager, home, past)
    place(casemanager, group, number, past)
    assert "zit nu in de lesgroep" in casemanager.text()
    assert casemanager.status_of(f"/toetsen/persoon/{person}/bewijs-van-deelname/") == 302
    docent = Person(browser, portal.url, "nt2_docent", javascript=False)
    docent.page.set_viewport_size(PHONE)
    docent.go(f"/lesgroepen/mijn/{group}/")
    docent.follow("Uitslagen invullen")
    assert docent.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    docent.fill({person: "a2"})
    docent.submit("Uitslagen opslaan")
    assert f"Laatst: A2 op {day}" in docent.text()

    casemanager.go(f"/dossiers/{person}/")
    assert f"Docent, Account nt2_docent, {day}" in " ".join(casemanager.text().split())
    casemanager.go(f"/overdracht/doorzetten/{person}/")
    casemanager.fill({"moment": "voorinburgering"})
    casemanager.submit("Doorzetten naar de gemeente")

    gemeente = Person(browser, portal.url, "gemeente")
    gemeente.go(f"/gemeente/koppelingen/{koppeling}/")
    gemeente.page.get_by_text("Lees het hele klantprofiel").click()
    assert f"Bron: Docent, {day}" in " ".join(gemeente.text().split())
    version = gemeente.page.locator("main a[href*='/versies/'][href$='/pdf/']").first.get_attribute("href")
    assert version and f"A2 (Docent, {day})" in printed(gemeente, version)

    assert f"Eindtoets NT2 A2 {day} Account nt2_docent" in printed(
        casemanager, f"/toetsen/persoon/{person}/resultatenblad/"
    )
    assert docent.status_of(f"/toetsen/persoon/{person}/resultatenblad/") == 404
    assert gemeente.status_of(f"/toetsen/persoon/{person}/") == 404
    docent.go(f"/lesgroepen/mijn/{group}/")
    docent.page.locator("main table a").first.click()
    docent.follow("Trek in")
    docent.fill({"reden": "ongeldig"})
    docent.submit("Intrekken")
    assert "ingetrokken: de toets is niet geldig" in docent.text()

    casemanager.go(f"{home}beeindigen/")
    casemanager.fill({"op": day, "reden": "afgerond"})
    casemanager.submit()
    assert "Voorkom dat iemand stilstaat" in casemanager.text()
    assert "Bewijs van deelname" in printed(casemanager, f"/toetsen/persoon/{person}/bewijs-van-deelname/")
