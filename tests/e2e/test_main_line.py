"""The main job, end to end: the sample form of 3 April 2017 from the casemanager's keyboard to Utrecht's page and
PDF, past Zeist's regievoerder, and back behind the gate when consent is withdrawn (R2, R5-R7, R11, R20, R25)."""

import io
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from klantprofiel.demo_sample import FACTS, PEOPLE, ROWS
from tests.e2e.people import Person
from tests.e2e.running_portal import RunningPortal, running_portal
from tests.factories.overdracht import PDF

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
SAMPLE = json.loads((Path(__file__).parents[1] / "overdracht" / "payload_voorbeeld.json").read_text())
# besluit 0029: the klantprofiel shows it and does not ask it
KEPT_AT_PROGRAMME = ("instemming_voorinburgering",)
UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


@pytest.fixture(scope="module")
def portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    with running_portal(services, tmp_path_factory.mktemp("portaal"), name="hoofdlijn") as running:
        running.manage("shell", "--verbosity=0", "-c", "from tests.e2e.seed import seed; seed()")
        yield running


def values_of_the_form() -> set[str]:
    """Every text of the sample form that stands alone on a page or in a PDF."""
    texts = set()
    for section in SAMPLE["sections"]:
        texts |= {fact["text"] for fact in section["facts"]}
        for table in section["tables"]:
            if table["key"] != "gezinsleden":  # they gave no consent of their own (R5)
                texts |= {cell["text"] for row in table["rows"] for cell in row["cells"]}
    return texts - {"", "******782"}


def missing(texts: set[str], shown: str) -> list[str]:
    """What of `texts` is not shown, whatever the white space and capitals."""
    flat = re.sub(r"\s+", " ", shown).lower()
    squeezed = flat.replace(" ", "").replace("-", "")
    return sorted(
        text
        for text in texts
        if text.lower() not in flat and text.lower().replace(" ", "").replace("-", "") not in squeezed
    )


def enter_the_sample(casemanager: Person) -> str:
    """From search-before-create to the last section; returns the address of the dossier."""
    page, head = casemanager.page, PEOPLE[0]
    casemanager.go("/dossiers/nieuw/")
    casemanager.fill({"v_nummer": head.v_nummer})
    casemanager.submit()
    casemanager.fill(
        {
            "voornaam": head.voornaam,
            "achternaam": head.achternaam,
            "geboortedatum": head.geboortedatum,
            "geslacht": head.geslacht,
            "nationaliteit": head.nationaliteit,
            "bsn": "123456781",
            "van": "11-11-2016",
        }
    )
    page.locator("select[name=opvanglocatie]").select_option(label="azc Luttelgeest")
    casemanager.submit()
    assert "geldig burgerservicenummer" in casemanager.text()
    assert page.input_value("[name=voornaam]") == head.voornaam, "typed text was lost"
    casemanager.fill({"bsn": head.bsn})
    casemanager.submit()
    found = re.search(rf"/dossiers/({UUID})/", page.url)
    assert found, page.url
    for member in PEOPLE[1:]:
        casemanager.go(f"/dossiers/{found[1]}/gezinslid/")
        casemanager.fill(
            {
                "v_nummer": member.v_nummer,
                "voornaam": member.voornaam,
                "achternaam": member.achternaam,
                "geboortedatum": member.geboortedatum,
                "geslacht": member.geslacht,
                "nationaliteit": member.nationaliteit,
            }
        )
        casemanager.submit()
        assert "/gezinslid/" not in page.url, casemanager.text()
    for code, facts in FACTS.items():
        casemanager.go(f"/dossiers/{found[1]}/onderdeel/{code}/")
        casemanager.fill({name: facts[name] for name in facts if name not in KEPT_AT_PROGRAMME})
        for prefix, rows in ROWS.get(code, {}).items():
            casemanager.fill_rows(prefix, [row.values for row in rows])
        casemanager.submit("Opslaan")
        assert "/onderdeel/" not in page.url, casemanager.text()
    record_the_answer(casemanager, f"/dossiers/{found[1]}/voorinburgering/")
    return f"/dossiers/{found[1]}/"


def record_the_answer(casemanager: Person, home: str) -> None:
    """The Voorinburgering was offered; the form of 3 April 2017 says that the answer was not known yet."""
    answer = FACTS["educatief"]["instemming_voorinburgering"]
    for step, values in (
        ("aanbieden", {"aangeboden_op": "03-04-2017"}),
        ("antwoord", {"instemming": answer, "instemming_op": "03-04-2017"}),
    ):
        casemanager.go(f"{home}{step}/")
        casemanager.fill(values)
        casemanager.submit()
        assert casemanager.page.url.partition("#")[0].endswith(home), casemanager.text()


def koppel_to_utrecht(regievoerder: Person) -> None:
    regievoerder.go("/koppelen/")
    regievoerder.page.locator("main a[href*='/koppelen/huishouden/']").first.click()
    regievoerder.fill(
        {
            "gemeente": "GM0344",
            "grond": "werk",
            "grondslag": "huisvestingswet",
            "toelichting": "Garages in en om Utrecht zoeken mensen met zijn ervaring.",
        }
    )
    regievoerder.submit("Definitief maken")
    assert "Definitief" in regievoerder.text()


def record_consent(casemanager: Person, person: str, folder: Path) -> None:
    scan = folder / "verklaring.pdf"
    scan.write_bytes(PDF)
    casemanager.go(f"/overdracht/toestemming/{person}/vastleggen/")
    casemanager.fill({"taal": "fas", "met_tolk": "ja", "document": scan})
    for name in ("uitgelegd_op", "ondertekend_op"):
        casemanager.fill({name: time.strftime("%d-%m-%Y")})
    casemanager.submit()
    assert "Gegeven" in casemanager.text()


def wait_for_melding(person: Person, words: str, seconds: float = 60) -> None:
    """The melding came through outbox, worker and broker."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        person.go("/meldingen/")
        if words in person.text():
            return
        time.sleep(0.5)
    pytest.fail(f"no melding '{words}': {person.text()}")


def test_the_main_line_from_sample_form_to_utrecht_and_back(
    portal: RunningPortal, browser: Browser, tmp_path: Path
) -> None:
    casemanager = Person(browser, portal.url, "casemanager")
    dossier = enter_the_sample(casemanager)
    person = dossier.strip("/").split("/")[1]
    casemanager.go(dossier)
    assert missing(values_of_the_form() - {"AZC Luttelgeest"}, casemanager.text()) == []
    assert "123456782" not in casemanager.page.content()

    regievoerder = Person(browser, portal.url, "regievoerder.coa")
    koppel_to_utrecht(regievoerder)
    utrecht, zeist = (Person(browser, portal.url, name) for name in ("utrecht", "zeist"))
    wait_for_melding(utrecht, "Er is een huishouden gekoppeld")
    utrecht.page.locator("main a", has_text="Er is een huishouden gekoppeld").first.click()
    utrecht.page.wait_for_load_state()
    koppeling = re.sub(r"https?://[^/]+", "", utrecht.page.url)
    assert re.fullmatch(rf"/gemeente/koppelingen/{UUID}/", koppeling)
    tier0 = utrecht.text()
    assert "Vergunninghouder" not in tier0.replace("vergunninghouder", "")
    assert "Voorbeeld" not in tier0

    record_consent(casemanager, person, tmp_path)
    casemanager.go(f"/overdracht/doorzetten/{person}/")
    casemanager.fill({"moment": "koppeling"})
    casemanager.submit("Doorzetten naar de gemeente")
    wait_for_melding(utrecht, "nieuwe versie van een klantprofiel")
    utrecht.go(koppeling)
    utrecht.page.get_by_text("Lees het hele klantprofiel").click()
    assert missing(values_of_the_form(), utrecht.text()) == []
    assert "Emmanuelle" not in utrecht.text(), "a member without consent of her own"
    version = utrecht.page.locator("main a[href*='/versies/'][href$='/pdf/']").first.get_attribute("href")
    assert version
    answer = utrecht.context.request.get(version)
    assert answer.headers["content-type"] == "application/pdf"
    in_pdf = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)
    assert missing(values_of_the_form(), in_pdf) == []
    assert "123456782" not in in_pdf
    assert "782" in in_pdf
    assert "Utrecht" in in_pdf

    everything = [
        koppeling,
        version,
        version.removesuffix("pdf/"),
        dossier,
        f"/overdracht/doorzetten/{person}/",
    ]
    for path in everything:
        assert zeist.status_of(path) == 404, path
    assert zeist.go("/gemeente/koppelingen/") == 200
    assert "KOP-" not in zeist.text()
    for path in everything[3:]:
        assert utrecht.status_of(path) == 404, path

    withdraw(casemanager, person)
    utrecht.go(koppeling)
    after = utrecht.text()
    assert "Voorbeeld" not in after
    assert "Bouwbedrijf" not in after
    assert "ingetrokken" in after.lower()
    assert "Huishouden" in after, "tier 0 stays"
    assert [utrecht.status_of(path) for path in (version, version.removesuffix("pdf/"))] == [404, 404]
    utrecht.go("/gemeente/koppelingen/")
    assert "Voorbeeld" not in utrecht.text()

    mails = "\n".join(portal.mails())
    assert mails.count("Message-ID") >= 3
    for secret in ("Voorbeeld", "Emmanuelle", "123456782", PEOPLE[0].v_nummer, "Luttelgeest"):
        assert secret not in mails, secret
    log = portal.log.read_text()
    assert "123456782" not in log
    assert "Voorbeeld Vergunninghouder" not in log
    assert "Traceback" not in log


def withdraw(casemanager: Person, person: str) -> None:
    casemanager.go(f"/overdracht/toestemming/{person}/")
    casemanager.follow("Toestemming intrekken")
    casemanager.fill({"ingetrokken_op": time.strftime("%d-%m-%Y")})
    casemanager.submit()
    assert "Ingetrokken" in casemanager.text()
