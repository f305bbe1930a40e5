"""The living klantprofiel as its people fill it (R9, R16, R17, R20, R27): told at the screening, taken over, verified,
shown beforehand and shared, asked about and answered, on paper; and found, merged and fed by IBIS.

Two people at once and lost connections: test_samen.py. By keyboard alone: test_without.py.
"""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from coa_portal.common.dates import today
from tests.e2e.people import Person
from tests.e2e.running_portal import RunningPortal, running_portal
from tests.factories.overdracht import PDF

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SEED = "from tests.e2e.levend import make_people; make_people()"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(services, tmp_path_factory.mktemp("levend"), name="levend") as running:
        yield running


@pytest.fixture(scope="module")
def keys(portal: RunningPortal) -> dict[str, str]:
    printed: dict[str, str] = json.loads(
        portal.manage("shell", "--verbosity=0", "-c", SEED).strip().splitlines()[-1]
    )
    return printed


def printed(who: Person, path: str) -> str:
    answer = who.context.request.get(path)
    assert answer.headers["content-type"] == "application/pdf", path
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


def test_a_fact_goes_from_the_screening_to_the_gemeente_and_a_question_comes_back(
    portal: RunningPortal, keys: dict[str, str], browser: Browser, tmp_path: Path
) -> None:
    dossier, version_page = f"/dossiers/{keys['person']}/", f"/gemeente/koppelingen/{keys['koppeling']}/"
    day = f"{today():%d-%m-%Y}"

    # the programmabegeleider writes down what somebody told; one click, and it waits in the profile
    screener = Person(browser, portal.url, "programmabegeleider")
    screener.go(f"/koppelen/screening/{keys['person']}/")
    screener.fill({"gesprek_op": day, "ambities": "Een eigen restaurant beginnen"})
    screener.fill_rows("banen", [{"beroep": "Kok"}])
    screener.submit("Opslaan")
    screener.go(dossier)
    screener.press("Neem over in het profiel")
    # the profile says something else about that already: it stays until somebody picks
    assert "Graag een eigen winkel" in screener.text()
    screener.fill({"kies__ambities": "screening"})
    screener.submit("Overnemen")

    # the casemanager verifies all of it after a talk, adds a diploma, and sees what the gemeente will read
    casemanager = Person(browser, portal.url, "casemanager")
    casemanager.go(f"{dossier}verifieren/")
    casemanager.follow("Alles aankruisen")
    casemanager.submit("Geverifieerd")
    assert "Een eigen restaurant beginnen" in casemanager.text()
    see_what_lacks(casemanager, dossier)
    add_diploma(casemanager, dossier, tmp_path)
    casemanager.go(f"/overdracht/doorzetten/{keys['person']}/")
    casemanager.page.get_by_role("link", name="Bekijk wat zij lezen").first.click()
    expect(casemanager.page.locator("#voorbeeld")).to_contain_text("Zo leest")
    expect(casemanager.page.locator("main")).to_contain_text("Een eigen restaurant beginnen")
    casemanager.go(f"/overdracht/doorzetten/{keys['person']}/")
    casemanager.submit("Doorzetten naar de gemeente")

    # the gemeente reads what changed since, compares, opens the diploma, and asks about a section
    gemeente = Person(browser, portal.url, "regievoerder_gemeente")
    gemeente.go(version_page)
    gemeente.page.get_by_text("Lees het hele klantprofiel").click()
    for text in ("Een eigen restaurant beginnen", "Gewijzigd", "Diploma koksschool"):
        expect(gemeente.page.locator("main")).to_contain_text(text)
    gemeente.follow("Versies vergelijken")
    expect(gemeente.page.locator("main")).to_contain_text("Een eigen restaurant beginnen")
    ask_and_answer(casemanager, gemeente, dossier, version_page)

    # the person gets it on paper, in two languages
    casemanager.go(f"/overdracht/pid/{keys['person']}/")
    assert "restaurant" in printed(casemanager, f"/overdracht/pid/{keys['person']}/ar/")
    for person in (screener, casemanager, gemeente):
        person.close()


def see_what_lacks(casemanager: Person, dossier: str) -> None:
    """What the placement, the intake and the move still need leads to its field; thin ones are counted per locatie."""
    casemanager.go(dossier)
    casemanager.page.locator("main a[href$='#id_emailadres']").first.click()
    expect(casemanager.page.locator("#id_emailadres")).to_be_in_viewport()
    casemanager.go("/dossiers/overzicht/")
    expect(casemanager.page.locator("main")).to_contain_text("Luttelgeest")


def add_diploma(casemanager: Person, dossier: str, folder: Path) -> None:
    """A document with its picture, for the gemeente too."""
    (folder / "diploma.pdf").write_bytes(PDF)
    casemanager.go(f"{dossier}documenten/nieuw/")
    casemanager.fill({"soort": "diploma", "datum": "01-02-2020", "omschrijving": "Diploma koksschool"})
    casemanager.fill({"bestand": folder / "diploma.pdf", "zichtbaar": "gemeente"})
    casemanager.submit("Toevoegen")
    expect(casemanager.page.locator("main")).to_contain_text("Diploma koksschool")


def ask_and_answer(casemanager: Person, gemeente: Person, dossier: str, version_page: str) -> None:
    """About one section, where it stands, on both sides."""
    gemeente.go(version_page)
    gemeente.page.get_by_text("Lees het hele klantprofiel").click()
    gemeente.page.locator("main a[href*='onderdeel=']").first.click()
    gemeente.fill({"tekst": "Zoekt deze persoon een leerplek?"})
    gemeente.submit("Vraag versturen")
    casemanager.go(dossier)
    expect(casemanager.page.locator("main")).to_contain_text("Zoekt deze persoon een leerplek?")
    casemanager.page.get_by_role("link", name="Antwoorden").first.click()
    casemanager.fill({"tekst": "Ja, vanaf januari."})
    casemanager.submit()
    gemeente.go(version_page)
    expect(gemeente.page.locator("#vragen")).to_contain_text("Ja, vanaf januari.")


def test_somebody_is_found_however_written_and_two_dossiers_become_one(
    portal: RunningPortal, keys: dict[str, str], browser: Browser
) -> None:
    casemanager = Person(browser, portal.url, "casemanager")
    casemanager.page.set_viewport_size(PHONE)
    casemanager.go("/")
    casemanager.page.locator("[popovertarget=zoekvak]").click()
    casemanager.page.locator("#kop-zoek").fill("Achmad Mohamed")
    casemanager.page.keyboard.press("Enter")
    casemanager.page.wait_for_load_state()
    assert "Achmad" not in casemanager.page.url and "Mohamed" not in casemanager.page.url
    for name in ("Mohammed Ahmad", "Muhammad Ahmad"):
        expect(casemanager.page.locator("main")).to_contain_text(name)
    casemanager.go(f"/dossiers/{keys['one']}/")
    casemanager.page.locator("#dubbel").get_by_role("link", name="Muhammad Ahmad").click()
    casemanager.submit("Samenvoegen")
    assert casemanager.status_of(f"/dossiers/{keys['two']}/") == 404
    casemanager.press("Maak ongedaan")
    assert casemanager.status_of(f"/dossiers/{keys['two']}/") == 200
    casemanager.close()


def test_a_file_of_ibis_shows_its_progress_and_what_people_know_is_asked(
    portal: RunningPortal, keys: dict[str, str], browser: Browser, tmp_path: Path
) -> None:
    casemanager, desk = (Person(browser, portal.url, name) for name in ("casemanager", "regievoerder_coa"))
    section = f"/dossiers/{keys['person']}/onderdeel/educatief/"
    casemanager.go(section)
    casemanager.fill({"tolk_nodig": "nee"})
    casemanager.submit("Opslaan")
    good = {
        "v_nummer": "2991000003",
        "voornaam": "Selam",
        "achternaam": "Tesfay",
        "geboortedatum": "1998-03-14",
    }
    stay = {"verblijven": [{"opvanglocatie": "Luttelgeest", "van": "2026-01-05"}]}
    rows = [{"v_nummer": keys["number"], "tolk_nodig": "ja"}, {**good, **stay}, {"v_nummer": "1"}]
    feed = tmp_path / "ibis.jsonl"
    feed.write_text("\n".join(json.dumps(row) for row in rows))
    desk.go("/dossiers/ibis/")
    desk.fill({"bestand": feed})
    desk.submit("Inlezen")
    # the page follows the worker by itself
    expect(desk.page.get_by_text("Bezig met inlezen")).to_be_hidden(timeout=60_000)
    expect(desk.page.locator("main")).to_contain_text("Een V-nummer heeft 10 cijfers")
    casemanager.go("/")
    casemanager.page.locator("main").get_by_role("link", name="IBIS").first.click()
    casemanager.go(f"/dossiers/{keys['person']}/verschillen/")
    casemanager.page.get_by_label("Overnemen: Ja").check()
    casemanager.submit("Vastleggen")
    casemanager.go(section)
    expect(casemanager.page.locator("[name=tolk_nodig][value=ja]")).to_be_checked()
    for person in (casemanager, desk):
        person.close()
