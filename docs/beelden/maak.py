"""Make the pictures of the README from a running demo. Run by hand after a change of the pages; CI does not.

    make demo PORT=8066                                        in another window, with fresh data
    .venv/bin/python docs/beelden/maak.py http://localhost:8066

Needs Chromium (see tests/plugins/chromium.py) and reads only: nothing in the demo changes, apart from the reading log.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))  # run as a file: the project is not on the path by itself

from coa_portal.portaal.demo import PASSWORD  # noqa: E402
from tests.plugins.chromium import chromium_arguments, find_chromium  # noqa: E402

WIDTH, HEIGHT = 1280, 900
LARGEST = 200_000  # bytes: the README stays quick to open
SAMPLE = "Voorbeeld Vergunninghouder"

CASEMANAGER = "jeroen.bakker@coa.example"
REGIEVOERDER_COA = "saskia.vandijk@coa.example"
REGIEVOERDER_UTRECHT = "linda.mulder@utrecht.example"
BEHEERDER = "erik.meijer@coa.example"


def open_dossier(page: Page, name: str) -> None:
    """By the search box: names never stand in an address."""
    page.goto("/dossiers/")
    page.get_by_label("Zoek iemand").fill(name)
    page.locator("main").get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name=name).first.click()


def dossier(page: Page) -> None:
    open_dossier(page, SAMPLE)


def overdracht(page: Page) -> None:
    open_dossier(page, SAMPLE)
    page.locator("#overdracht").get_by_role("link").click()


def onderdeel(page: Page) -> None:
    open_dossier(page, SAMPLE)
    page.get_by_role("link", name="Wijzig arbeidsgegevens").click()


def toestemming(page: Page) -> None:
    page.goto("/?wie=mijn&soort=toestemming")
    page.locator("main a[href*='/overdracht/toestemming/']").first.click()
    page.get_by_role("link", name="Toestemming vastleggen").first.click()


def doorzetten(page: Page) -> None:
    page.goto("/?wie=mijn&soort=doorzetten")
    page.locator(".taak", has_text="Gewijzigd").first.get_by_role("link").click()


def koppelen(page: Page) -> None:
    page.goto("/koppelen/")
    page.get_by_role("row").filter(has_text="kinderen").first.get_by_role("link").first.click()


def gemeente(page: Page) -> None:
    page.goto("/gemeente/koppelingen/")
    page.get_by_role("row").filter(has_text="Profiel ontvangen").last.get_by_role("link").first.click()


PICTURES: dict[str, tuple[str, Callable[[Page], object]]] = {
    "start": (CASEMANAGER, lambda page: page.goto("/")),
    "dossier": (CASEMANAGER, dossier),
    "onderdeel": (CASEMANAGER, onderdeel),
    "toestemming": (CASEMANAGER, toestemming),
    "doorzetten": (CASEMANAGER, doorzetten),
    "koppelen": (REGIEVOERDER_COA, koppelen),
    "gemeente": (REGIEVOERDER_UTRECHT, gemeente),
    "overdracht": (CASEMANAGER, overdracht),
    "termijnen": (REGIEVOERDER_COA, lambda page: page.goto("/overdracht/termijnen/")),
    "beheer": (BEHEERDER, lambda page: page.goto("/beheer/accounts/toekenning/")),
}


def signed_in(browser: Browser, address: str, email: str) -> Page:
    """A page of this account."""
    page = browser.new_context(
        base_url=address, viewport={"width": WIDTH, "height": HEIGHT}, locale="nl-NL", reduced_motion="reduce"
    ).new_page()
    page.goto("/inloggen/")
    page.get_by_label("E-mailadres").fill(email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.locator("button[type=submit]:not([aria-hidden])").click()
    shown = page.get_by_text("Demo: de code is nu").inner_text()
    page.get_by_label("Code uit uw app").fill(shown.rpartition("nu ")[2])
    page.get_by_label("Code uit uw app").press("Enter")
    page.wait_for_url(lambda url: "/inloggen/" not in url)
    return page


def main(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*chromium_arguments(), "--lang=nl"]
        )
        pages: dict[str, Page] = {}
        for name, (email, walk) in PICTURES.items():
            page = pages.get(email) or pages.setdefault(email, signed_in(browser, address, email))
            walk(page)
            page.wait_for_load_state("networkidle")
            picture = FOLDER / f"{name}.png"
            page.screenshot(path=picture, clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
            size = picture.stat().st_size
            print(f"{picture.name:20} {size // 1000:4} kB  {page.title()}")
            if size > LARGEST:
                raise SystemExit(f"{picture.name} is larger than {LARGEST // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000")
