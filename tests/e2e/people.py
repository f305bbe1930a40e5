"""What people do in a browser, in the words of the tests."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from coa_portal.accounts.factor_models import totp_of
from tests.factories.accounts import PASSWORD
from tests.factories.second_factor import SECRET

MENU = "nav[aria-label='Hoofdmenu']"


_used: dict[str, int] = {}


def fresh_code(page: Page, email: str, secret: str = SECRET) -> str:
    """A code that was not used before; a code counts once, and people sign in more often than it changes."""
    totp = totp_of(secret)
    portal_account = f"{urlsplit(page.url).netloc} {email}"
    step = max(totp.t(), _used.get(portal_account, 0) + 1)
    while step > int(time.time()) // 30 + 1:  # further ahead than the portal accepts
        time.sleep(0.5)
    _used[portal_account] = step
    totp.drift = step - totp.t()
    return f"{totp.token():06d}"


def pass_second_step(page: Page, email: str, secret: str = SECRET) -> None:
    """Fill in a code on the page that asks for it."""
    page.locator("[name=code]").fill(fresh_code(page, email, secret))
    page.locator("[name=code]").press("Enter")
    page.wait_for_url(lambda url: "/inloggen/" not in url)


class Window:
    """A browser window of somebody who is not signed in, or signs in by themselves."""

    def __init__(self, browser: Browser, url: str, *, javascript: bool = True) -> None:
        self.url = url
        self.context: BrowserContext = browser.new_context(
            base_url=url, viewport={"width": 1280, "height": 900}, java_script_enabled=javascript
        )
        self.page: Page = self.context.new_page()

    def sign_in(self, email: str, password: str, secret: str = SECRET) -> None:
        """Pass both steps."""
        self.page.goto("/inloggen/")
        self.fill({"email": email, "password": password})
        self.submit()
        pass_second_step(self.page, email, secret)

    def close(self) -> None:
        """Close the window; the session ends with it."""
        self.context.close()

    def go(self, path: str) -> int:
        """Open an address; returns the status."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer.status

    def status_of(self, path: str) -> int:
        """The status of an address without leaving the page."""
        return self.context.request.get(path, max_redirects=0).status

    def text(self) -> str:
        """What the page says."""
        return self.page.inner_text("main")

    def fill(self, values: Mapping[str, Any]) -> None:
        """Type and choose, by the names of the fields."""
        for name, value in values.items():
            fields = self.page.locator(f"[name='{name}']")
            assert fields.count(), f"no field {name} on {self.page.url}"
            kind = fields.first.evaluate("field => field.type")
            if kind in {"radio", "checkbox"}:
                self.page.locator(f"[name='{name}'][value='{value}']").check()
            elif kind == "select-one":
                fields.first.select_option(value)
            elif kind == "file":
                fields.first.set_input_files(value)
            else:
                fields.first.fill(typed(value))

    def fill_rows(self, prefix: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Fill in the rows of a table, asking for more as needed."""
        for number, row in enumerate(rows):
            first = next(iter(row))
            if not self.page.locator(f"[name='{prefix}-{number}-{first}']").count():
                self.page.locator(f"button[name=rij_toevoegen][value='{prefix}']").click()
            self.fill(
                {f"{prefix}-{number}-{name}": value for name, value in row.items() if value not in ("", None)}
            )

    def submit(self, label: str | None = None) -> None:
        """Press the button of the form, or the one with this label."""
        form = self.page.locator("main form").filter(has=self.page.locator("button"))
        if label is None:
            form.last.locator(
                "button[type=submit]:not([name=rij_toevoegen]):not([aria-hidden])"
            ).first.click()
        else:
            self.page.get_by_role("button", name=label, exact=True).first.click()
        self.page.wait_for_load_state()

    def follow(self, label: str) -> None:
        """Click a link."""
        self.page.locator("main").get_by_role("link", name=label).first.click()
        self.page.wait_for_load_state()

    def press(self, label: str) -> None:
        """Press a button that stands in no card: a step of the admin, a button beside the heading."""
        self.page.locator("main, #content").get_by_role("button", name=label, exact=True).last.click()
        self.page.wait_for_load_state()


class Person(Window):
    """One signed-in person of the seed, with a browser window of their own."""

    def __init__(self, browser: Browser, url: str, name: str, *, javascript: bool = True) -> None:
        super().__init__(browser, url, javascript=javascript)
        self.email = f"{name}@voorbeeld.example"
        self.sign_in(self.email, PASSWORD)

    def code(self) -> str:
        """A code of the own app, for who must show it again."""
        return fresh_code(self.page, self.email)


def typed(value: Any) -> str:
    """How somebody types a value."""
    return value.strftime("%d-%m-%Y") if isinstance(value, dt.date) else str(value)
