"""The Voorinburgering in a browser: a docent's week on a phone, and a programmabegeleider's KNM series (DESIGN §8)."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from coa_portal.common.dates import today
from tests.e2e.people import Person
from tests.e2e.running_portal import RunningPortal, running_portal

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SEED = "from tests.e2e.lessen import make_lessons; make_lessons()"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("voorinburgering")
    with running_portal(services, folder, name="voorinburgering", worker=False) as running:
        yield running


@pytest.fixture(scope="module")
def numbers(portal: RunningPortal) -> list[str]:
    printed = portal.manage("shell", "--verbosity=0", "-c", SEED).strip().splitlines()[-1]
    found: list[str] = json.loads(printed)
    return found


def test_a_docent_fills_in_the_week_on_a_phone_without_javascript(
    portal: RunningPortal, numbers: list[str], browser: Browser
) -> None:
    docent = Person(browser, portal.url, "nt2_docent", javascript=False)
    page = docent.page
    page.set_viewport_size(PHONE)
    docent.go("/")
    to_do = page.locator("section.kaart", has_text="Vul de aanwezigheid in").first
    assert to_do.locator(".taak").count() == 2
    to_do.get_by_role("link").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    rows = page.locator(".presentie")
    assert rows.count() == 12
    # one press on the third; the fifth by keyboard, to "Te laat of eerder weg", and its minutes
    rows.nth(2).get_by_text("Zonder bericht").click()
    rows.nth(4).locator("input[type=radio]").first.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    # the button is in sight without scrolling
    expect(page.get_by_role("button", name="Aanwezigheid opslaan").last).to_be_in_viewport()
    docent.submit("Aanwezigheid opslaan")
    assert "11 aanwezig, 1 afwezig" in page.inner_text("body")
    docent.go("/lesgroepen/mijn/")
    docent.follow("Ochtend 1")
    grid = page.locator(".raster tbody tr")
    assert [grid.nth(number).locator(".raster__cel").inner_text()[:1] for number in (2, 3, 4)] == [
        "Z",
        "✓",
        "5",
    ]
    # a mistake: it was the fourth; the week still asks for today's
    page.locator(".raster thead a").first.click()
    rows.nth(2).get_by_text("Aanwezig", exact=True).click()
    rows.nth(3).get_by_text("Afgemeld").click()
    docent.submit("Aanwezigheid opslaan")
    docent.go("/")
    assert (
        page.locator("section.kaart", has_text="Vul de aanwezigheid in").first.locator(".taak").count() == 1
    )
    # next lesson: too early; and one that does not take place
    docent.go(f"/lesgroepen/week/?van={today() + dt.timedelta(days=1)}")
    page.locator(".taak a").last.click()
    assert "nog niet begonnen" in docent.text()
    docent.follow("Gaat niet door")
    docent.fill({"reden": "docent"})
    docent.submit("Opslaan")
    assert "Gaat niet door" in docent.text()
    docent.close()


def test_a_programmabegeleider_runs_a_knm_series(
    portal: RunningPortal, numbers: list[str], browser: Browser
) -> None:
    keeper = Person(browser, portal.url, "programmabegeleider")
    page = keeper.page
    keeper.go("/lesgroepen/lokalen/nieuw/")
    keeper.fill({"naam": "Lokaal 1", "plaatsen": 12})
    keeper.submit("Opslaan")
    keeper.go("/lesgroepen/nieuw/")
    keeper.fill({"naam": "KNM 1", "soort": "knm"})
    keeper.submit("Lesgroep maken")
    group = page.url
    keeper.follow("Lesreeks plannen")
    first = today() - dt.timedelta(days=14)
    keeper.fill({"weekdagen": first.isoweekday(), "begintijd": "00:00", "eindtijd": "02:00"})
    keeper.fill({"van": first, "tot": today() + dt.timedelta(days=60)})
    page.locator("[name=ruimte]").select_option(label="Lokaal 1")
    keeper.submit("Plannen")
    assert "De lesreeks is gepland" in page.inner_text("body")
    # one from the beginning, one in the middle of the series
    for number, van in zip(numbers, (first, today() - dt.timedelta(days=7)), strict=True):
        keeper.follow("Deelnemer toevoegen")
        keeper.fill({"v_nummer": number, "van": van})
        keeper.submit("Toevoegen")
    keeper.go(f"/lesgroepen/week/?van={first}")
    page.locator(".taak a", has_text="KNM 1").click()
    assert page.locator(".presentie").count() == 1
    keeper.fill({"onderwerp": "knm_wonen"})
    keeper.submit("Aanwezigheid opslaan")
    keeper.go(f"/lesgroepen/week/?van={first + dt.timedelta(days=7)}")
    page.locator(".taak a", has_text="KNM 1").click()
    assert page.locator(".presentie").count() == 2
    page.locator(".presentie").nth(1).get_by_text("Andere afspraak").click()
    keeper.submit("Aanwezigheid opslaan")
    keeper.go(group)
    cells = page.locator(".raster tbody tr")
    assert [len(row.locator(".raster__cel--goed, .raster__cel--letop").all()) for row in cells.all()] == [
        2,
        1,
    ]
    # who leaves keeps the lessons that he or she was in
    page.locator("tr", has_text="Vrij Een").get_by_role("link", name="Haal uit de groep").click()
    keeper.fill({"tot": first})
    keeper.submit("Uit de groep halen")
    assert "was deze persoon nog in de les" in keeper.text()
    keeper.fill({"tot": today()})
    keeper.submit("Uit de groep halen")
    assert "Eerder in deze lesgroep" in keeper.text()
    page.locator("a[href*='/stoppen/']").click()
    keeper.fill({"vanaf": today() + dt.timedelta(days=1)})
    keeper.submit("Lesreeks stoppen")
    assert "De lesreeks stopt" in page.inner_text("body")
    keeper.close()
