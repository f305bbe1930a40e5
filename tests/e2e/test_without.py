"""Working without JavaScript, and without a mouse (DESIGN §10)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request

from klantprofiel.demo_sample import FACTS, ROWS
from klantprofiel.sections import BY_CODE
from tests.e2e.conftest import FilledPortal
from tests.e2e.pages import CASEMANAGER, EMPTY, email_of
from tests.e2e.people import Person, fresh_code, typed
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
FOCUSED = """() => { const e = document.activeElement, s = getComputedStyle(e);
    return {text: (e.labels && e.labels.length ? e.labels[0] : e).innerText || e.value || '',
            seen: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, tag: e.tagName}; }"""


@pytest.fixture
def dossier(filled_portal: FilledPortal) -> str:
    """Address of the dossier of which nothing is filled in yet."""
    return next(str(page["path"]) for page in filled_portal.pages if page["naam"] == EMPTY)


@pytest.fixture
def tab(filled_portal: FilledPortal, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=filled_portal.running.url)
    yield context.new_page()
    context.close()


def test_rows_are_added_removed_and_saved_without_javascript(
    filled_portal: FilledPortal, browser: Browser, dossier: str
) -> None:
    casemanager = Person(browser, filled_portal.running.url, CASEMANAGER, javascript=False)
    casemanager.go(f"{dossier}onderdeel/educatief/")
    languages = [
        {"taal": taal, "mondeling": "goed", "schriftelijk": "zwak"} for taal in ("ara", "fas", "tir", "eng")
    ]
    casemanager.fill_rows("talen", languages)
    assert "Onderdeel opgeslagen" not in casemanager.text(), "asking for a row saves nothing"
    casemanager.page.locator("[name=talen-1-DELETE]").check()
    casemanager.submit("Opslaan")
    assert "/onderdeel/" not in casemanager.page.url, casemanager.text()
    shown = casemanager.text()
    assert [word in shown for word in ("Arabisch", "Farsi", "Tigrinya", "Engels")] == [
        True,
        False,
        True,
        True,
    ]
    casemanager.close()


def press_to(tab: Page, text: str, limit: int = 120) -> None:
    """Press Tab until what has this text, or this label, has the focus; the focus must be seen on the way."""
    for _ in range(limit):
        tab.keyboard.press("Tab")
        focused = tab.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            continue
        assert focused["seen"], f"focus on {focused} of {tab.url} is not seen"
        if focused["text"].strip().startswith(text):
            return
    pytest.fail(f"{text!r} is not reached with Tab on {tab.url}")


HERE = """() => { const e = document.activeElement;
    return {name: e.name || '', type: e.type || '', value: e.value || '', text: (e.innerText || '').trim(),
            options: e.options ? [...e.options].map(o => o.value) : [],
            labels: e.options ? [...e.options].map(o => o.text) : []}; }"""


def fill_by_keyboard(
    tab: Page, wanted: dict[str, str], rows: dict[str, int], save: str, limit: int = 900
) -> None:
    """Go through the form of a section with Tab alone, fill in what is wanted, and press the button `save`."""
    left, more = dict(wanted), {prefix: number - 1 for prefix, number in rows.items()}
    for _ in range(limit):
        here = tab.evaluate(HERE)
        name = here["name"]
        if name == "rij_toevoegen" and more.get(here["value"]):
            more[here["value"]] -= 1
            tab.keyboard.press("Enter")  # the first field of the new row has the focus now
            continue
        if name in left:
            _type_here(tab, here, left.pop(name))
        elif not left and here["type"] == "submit" and here["text"] == save:
            tab.keyboard.press("Enter")
            return
        tab.keyboard.press("Tab")
    pytest.fail(f"not reached with Tab: {left}")


def _type_here(tab: Page, here: dict[str, Any], value: str) -> None:
    keys = tab.keyboard
    if here["type"] == "radio":
        keys.press("Space")
        for _ in range(4):
            if tab.evaluate(HERE)["value"] == value:
                return
            keys.press("ArrowDown")
    elif here["type"] == "select-one":
        keys.type(here["labels"][here["options"].index(value)])  # jumps to what begins with these letters
        if tab.evaluate(HERE)["value"] != value:  # typed too slowly, on a busy machine
            keys.press("Home")
            for _ in range(here["options"].index(value)):
                keys.press("ArrowDown")
    else:
        keys.press("Control+a")
        keys.type(value)


def _sign_in(tab: Page, dossier: str) -> None:
    """From the address of a dossier, past both steps, to that dossier."""
    keys = tab.keyboard
    tab.goto(dossier)
    press_to(tab, "E-mailadres")
    keys.type(email_of(CASEMANAGER))
    press_to(tab, "Wachtwoord")
    keys.type(PASSWORD)
    keys.press("Enter")
    tab.wait_for_url("**/tweede-stap/")
    press_to(tab, "Code uit uw app")
    keys.type(fresh_code(tab, email_of(CASEMANAGER)))
    keys.press("Enter")
    tab.wait_for_url(lambda url: urlsplit(url).path == dossier)


def _values_of(tab: Page, code: str) -> dict[str, str]:
    """What the sample form says in a section, by the name of the field."""
    # what the Voorinburgering keeps is shown here, and asked there
    wanted = {
        name: typed(value) for name, value in FACTS[code].items() if tab.locator(f"[name='{name}']").count()
    }
    for prefix, rows in ROWS.get(code, {}).items():
        for number, row in enumerate(rows):
            wanted |= {
                f"{prefix}-{number}-{name}": typed(value)
                for name, value in row.values.items()
                if value not in ("", None)
            }
    return wanted


def test_a_complete_profile_is_entered_by_keyboard_alone(tab: Page, dossier: str) -> None:
    """Signing in, and the whole sample form section after section, at one page load per section."""
    _sign_in(tab, dossier)
    press_to(tab, "Direct naar de inhoud")
    tab.keyboard.press("Enter")
    press_to(tab, BY_CODE[next(iter(FACTS))].menu_label)
    loads: list[str] = []
    tab.on("request", lambda asked: loads.append(urlsplit(asked.url).path) if _is_page(asked) else None)
    tab.keyboard.press("Enter")
    for code in FACTS:
        tab.wait_for_url(f"**/onderdeel/{code}/")
        rows = {prefix: len(given) for prefix, given in ROWS.get(code, {}).items()}
        last = code == list(FACTS)[-1]
        fill_by_keyboard(tab, _values_of(tab, code), rows, save="Opslaan" if last else "Opslaan en verder")
    tab.wait_for_url(lambda url: urlsplit(url).path == dossier)
    assert loads == [*(f"{dossier}onderdeel/{code}/" for code in FACTS), dossier]
    shown = tab.inner_text("main")
    for text in ("Graag een eigen winkel met auto-onderdelen.", "Kleine buurtsupermarkt", "Accordeon spelen"):
        assert text in shown


def _is_page(asked: Request) -> bool:
    return asked.is_navigation_request() and asked.method == "GET"
