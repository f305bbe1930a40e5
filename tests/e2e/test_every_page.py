"""Every page, in a real browser: axe, one heading, a title, Dutch, nothing wider than a phone, nothing that the
content security policy stops (DESIGN §10). What there is to look at is listed in `pages.py`.

axe costs more than all the rest together. So every run opens every page of every role and judges what is quick to
judge, and asks axe once for each kind of page (a view; in the admin the page of any model), at the width of a desk.
`make test-deep` asks axe on every page, at both widths. What most often goes wrong on a phone, a page that is wider
than it, is judged on every page in every run. Contrast, the dearest of axe's rules, is a matter of the stylesheet
that all pages share: tests/web/test_browser.py asks it of every component in every run, here only the deep run does.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import Resolver404, resolve
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
AXE = """([rules, contrast]) => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false,
        rules: {'color-contrast': {enabled: contrast}}})
    .then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160)).join(' | ')))"""


class Looker:
    """One account that looks at pages and writes down what is wrong with them. `axed`: kinds of pages on which axe was
    asked before; None asks it on every page, at both widths."""

    def __init__(self, browser: Browser, url: str, role: str, axed: set[str] | None) -> None:
        self.axed = axed
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
            self.tab.goto("about:blank")
            self.complaints.clear()  # of the page that the browser itself makes around a picture
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
        if self.axed is None:
            yield from self._axe(1280, 390)
        elif (kind := kind_of(tab.url)) not in self.axed:
            self.axed.add(kind)
            yield from self._axe(1280)
        self.complaints.clear()  # what axe itself tries is not the page's doing

    def _axe(self, *widths: int) -> Iterator[str]:
        # a script evaluated by the driver is outside the content security policy of the page
        self.tab.evaluate(AXE_SCRIPT)
        found: dict[str, int] = {}
        for width in widths:
            self.tab.set_viewport_size({"width": width, "height": 900})
            for violation in self.tab.evaluate(AXE, [AXE_RULES, self.axed is None]):
                found.setdefault(violation, width)
        yield from (f"axe at {width}: {violation}" for violation, width in found.items())


def kind_of(url: str) -> str:
    """The view behind an address; of the admin its kind of page, whatever the model."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return "404"
    if "admin" in found.app_names:
        return f"admin {str(found.url_name).rsplit('_', 1)[-1]}"
    return found.view_name


_axed: set[str] = set()


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_sound_in_a_browser(role: str, filled_portal: FilledPortal, browser: Browser) -> None:
    _look_around(browser, filled_portal, role, axed=_axed)


@pytest.mark.deep
@pytest.mark.parametrize("role", ROLES)
def test_axe_is_content_with_every_page_at_both_widths(
    role: str, filled_portal: FilledPortal, browser: Browser
) -> None:
    _look_around(browser, filled_portal, role, axed=None)


def _look_around(browser: Browser, portal: FilledPortal, role: str, axed: set[str] | None) -> None:
    looker = Looker(browser, portal.running.url, role, axed)
    for page in portal.pages:
        if page["role"] == role:
            looker.look(page["path"], page["statuses"])
    looker.context.close()
    assert not looker.wrong, "\n".join(looker.wrong)
    assert looker.seen, "this role saw no page"
