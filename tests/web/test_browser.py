"""The example pages in a browser: axe, width, keyboard, and what portaal.js adds."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "lijst": "/dossiers/",
    "dossier": "/dossiers/selam/",
    "formulier": "/dossiers/selam/werk/",
    "profielversie": "/dossiers/selam/versie/",
    "inloggen": "/account/inloggen/",
    "hulp": "/hulp/",
    "fout": "/bestaat/niet/",
}
FORM = PAGES["formulier"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture
def tab(browser: Browser, gallery_url: str) -> Iterator[Page]:
    """A page that fails on anything the browser complains about, the content security policy first."""
    context = browser.new_context(base_url=gallery_url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "404 (Not Found)" not in message.text:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def violations(page: Page) -> list[str]:
    """What axe finds, one line each."""
    result = Axe().run(page, options={"runOnly": RULES})
    return [
        f"{v['id']}: {[node['html'][:120] for node in v['nodes']]}" for v in result.response["violations"]
    ]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    for name, address in PAGES.items():
        tab.goto(address)
        assert violations(tab) == [], name


def test_axe_finds_nothing_on_a_refused_form(tab: Page) -> None:
    tab.goto(FORM)
    tab.get_by_role("button", name="Opslaan").last.click()
    expect(tab.locator("[data-foutlijst]")).to_be_focused()
    assert violations(tab) == []


# 640 px is 1280 px at 200 % zoom, 320 px is WCAG's measure for reflow
@pytest.mark.parametrize("width", [1280, 640, 360, 320])
def test_no_page_is_wider_than_the_screen(tab: Page, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    for name, address in PAGES.items():
        tab.goto(address)
        wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, name


def test_keyboard_starts_with_the_skip_link_and_focus_is_visible(tab: Page) -> None:
    tab.goto(PAGES["dossier"])
    tab.keyboard.press("Tab")
    skip = tab.get_by_role("link", name="Direct naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    first = tab.get_by_role("link", name="Bewerken")
    expect(first).to_be_focused()
    outline = first.evaluate("element => getComputedStyle(element).outlineWidth")
    assert outline == "3px"


def test_menu_opens_and_closes_on_a_phone(tab: Page) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto("/")
    link = tab.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name="Dossiers")
    expect(link).to_be_hidden()
    tab.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    tab.keyboard.press("Escape")
    expect(link).to_be_hidden()


def test_rows_come_and_go_without_a_reload(tab: Page) -> None:
    tab.goto(FORM)
    tab.get_by_label("Functie").fill("Kok")
    rows = tab.locator(".rij:not([hidden])")
    tab.get_by_role("button", name="Rij toevoegen").click()
    expect(rows).to_have_count(2)
    expect(rows.nth(1).get_by_label("Taal", exact=True)).to_be_focused()
    expect(rows.nth(1).locator("legend")).to_have_text("Taal 2")
    rows.nth(1).get_by_label("Taal", exact=True).fill("Arabisch")
    rows.nth(0).get_by_role("button", name="Verwijder").click()
    expect(rows).to_have_count(1)
    assert tab.locator("[name=talen-TOTAL_FORMS]").input_value() == "2"
    assert tab.locator("[name=talen-1-taal]").input_value() == "Arabisch"
    assert tab.get_by_label("Functie").input_value() == "Kok"
    tab.get_by_role("button", name="Opslaan").last.click()
    # still refused for other fields: the removed row stays away, the new one stays
    expect(tab.locator("[data-foutlijst]")).to_be_visible()
    expect(rows).to_have_count(1)
    expect(rows.nth(0).get_by_label("Taal", exact=True)).to_have_value("Arabisch")


def test_list_stops_growing_at_its_limit(tab: Page) -> None:
    tab.goto(FORM)
    add = tab.get_by_role("button", name="Rij toevoegen")
    for _ in range(4):
        add.click()
    expect(add).to_be_hidden()


def test_enter_in_a_field_saves_and_does_not_add_a_row(tab: Page) -> None:
    tab.goto(FORM)
    tab.get_by_label("Functie").press("Enter")
    expect(tab.locator("[data-foutlijst]")).to_be_visible()
    expect(tab.locator(".rij")).to_have_count(1)


@pytest.mark.parametrize("typed", [True, False])
def test_leaving_with_unsaved_text_asks_first(tab: Page, typed: bool) -> None:
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.goto(FORM)
    if typed:
        tab.get_by_label("Functie").press_sequentially("Kok")
    tab.get_by_role("link", name="Annuleren").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Selam Tesfay")
    assert asked == (["beforeunload"] if typed else [])


def test_second_click_sends_nothing(tab: Page) -> None:
    posts: list[str] = []
    tab.goto(FORM)
    tab.evaluate("document.querySelector('form.formulier').target = '_blank'")
    tab.context.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    tab.evaluate("""() => {
        const form = document.querySelector('form.formulier');
        const button = form.querySelector('.knoppen button');
        form.requestSubmit(button); form.requestSubmit(button);
    }""")
    tab.wait_for_timeout(500)
    assert len(posts) == 1


def test_works_without_javascript(browser: Browser, gallery_url: str) -> None:
    context = browser.new_context(base_url=gallery_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(FORM)
    page.get_by_label("Functie").fill("Kok")
    page.get_by_role("button", name="Rij toevoegen").click()
    expect(page.get_by_label("Taal", exact=True)).to_have_count(2)
    expect(page.get_by_label("Functie")).to_have_value("Kok")
    page.get_by_label("Verwijder deze rij").first.check()
    page.get_by_role("button", name="Opslaan").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Er zijn")
    context.close()


def test_sign_in_page_lets_go_of_typed_text(tab: Page) -> None:
    asked: list[str] = []
    tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    tab.goto(PAGES["inloggen"])
    tab.get_by_label("E-mailadres").press_sequentially("jan")
    tab.get_by_role("link", name="Bekijk de hulp").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Hulp")
    assert asked == []
