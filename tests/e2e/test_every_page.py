"""Every page, in a real browser: axe, one heading, a title, Dutch, nothing wider than a phone, nothing that the
content security policy stops (DESIGN §10). What there is to look at is listed in `pages.py`."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Response
from playwright.sync_api import Page as Tab

from tests.e2e.conftest import FilledPortal
from tests.e2e.pages import ROLES, email_of
from tests.e2e.people import pass_second_step
from tests.factories.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# what Django and its admin say where nobody translated it
ENGLISH = re.compile(
    r"\b(Save|Delete|Choose|Chosen|Search|Log ?out|Log ?in|Add|Added|Change|Changed|History|Remove|Select|Selected|"
    r"Cancel|Today|Now|Show|Hide|Welcome|Username|Password|Yes|None|True|False|Unknown|View|Are you sure|"
    r"The|This|and|is required|required|Enter|Clear|Currently|Go|Skip to|Toggle|Next|Previous|results?|Home page)\b"
)
SEEN = """() => [document.body.innerText,
    ...[...document.querySelectorAll('input[type=submit], input[type=button], input[type=reset]')].map(e => e.value),
    ...['aria-label', 'title', 'placeholder', 'alt'].flatMap(
        name => [...document.querySelectorAll('[' + name + ']')].map(e => e.getAttribute(name)))].join('\\n')"""
WIDER = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""
AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})
    .then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))"""


class Looker:
    """One account that looks at pages and writes down what is wrong with them."""

    def __init__(self, browser: Browser, url: str, role: str) -> None:
        self.context: BrowserContext = browser.new_context(base_url=url)
        self.tab: Tab = self.context.new_page()
        self.wrong: list[str] = []
        self.seen: set[str] = set()
        self.complaints: list[str] = []
        if role != "anonymous":
            self._sign_in(role)
        self.tab.on("console", self._hear)
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _sign_in(self, role: str) -> None:
        self.tab.goto("/inloggen/")
        self.tab.fill("[name=email]", email_of(role))
        self.tab.fill("[name=password]", PASSWORD)
        self.tab.press("[name=password]", "Enter")
        pass_second_step(self.tab, email_of(role))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource: the server responded" not in (
            message.text
        ):
            self.complaints.append(message.text)

    def look(self, path: str, statuses: list[int]) -> None:
        """Open one page and judge it, unless it is a file or was seen before."""
        self.tab.set_viewport_size({"width": 1280, "height": 900})
        try:
            answer = self.tab.goto(path)
        except Error as error:
            assert "Download is starting" in error.message, error.message
            return
        assert answer is not None
        status = 302 if answer.request.redirected_from else answer.status
        if status not in statuses:
            self.wrong.append(f"{path}: {status}, expected {statuses}")
        if self._is_new(answer):
            self.wrong += [f"{path}: {fault}" for fault in self._faults()]

    def _is_new(self, answer: Response) -> bool:
        """Whether this is a page, and not one of those that were looked at; pages that refuse are all alike."""
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return False
        key = self.tab.url if answer.status < 400 else f"{answer.status} {self.tab.title()}"
        is_new = key not in self.seen
        self.seen.add(key)
        return is_new

    def _faults(self) -> Iterator[str]:
        tab = self.tab
        if not re.search(r"\S - COA-portaal$", tab.title()):
            yield f"title {tab.title()!r}"
        if tab.locator("html").get_attribute("lang") != "nl":
            yield "not in Dutch by its lang"
        if tab.locator("h1").count() != 1:
            yield f"h1: {tab.locator('h1').all_inner_texts()}"
        english = sorted({found[0] for found in ENGLISH.finditer(tab.evaluate(SEEN))})
        if english:
            yield f"English: {english}"
        tab.set_viewport_size({"width": 360, "height": 800})
        if tab.evaluate(WIDER):
            yield f"{tab.evaluate(WIDER)} px wider than 360 px"
        yield from (f"console: {complaint}" for complaint in self.complaints)
        yield from self._axe()
        self.complaints.clear()  # what axe itself tries is not the page's doing

    def _axe(self) -> Iterator[str]:
        # a script evaluated by the driver is outside the content security policy of the page
        self.tab.evaluate(AXE_SCRIPT)
        found: dict[str, int] = {}
        for width in (1280, 390):
            self.tab.set_viewport_size({"width": width, "height": 900})
            for violation in self.tab.evaluate(AXE, AXE_RULES):
                found.setdefault(violation, width)
        yield from (f"axe at {width}: {violation}" for violation, width in found.items())


# one role of each side in every run, all of them in `make test-deep`: a page costs a browser a second or two
IN_EVERY_RUN = {"anonymous", "casemanager_luttelgeest", "regievoerder_utrecht", "fg"}


@pytest.mark.parametrize(
    "role", [pytest.param(role, marks=() if role in IN_EVERY_RUN else pytest.mark.deep) for role in ROLES]
)
def test_every_page_is_sound_in_a_browser(role: str, filled_portal: FilledPortal, browser: Browser) -> None:
    looker = Looker(browser, filled_portal.running.url, role)
    for page in filled_portal.pages:
        if page["role"] == role:
            looker.look(page["path"], page["statuses"])
    looker.context.close()
    assert not looker.wrong, "\n".join(looker.wrong)
    assert looker.seen, "this role saw no page"
