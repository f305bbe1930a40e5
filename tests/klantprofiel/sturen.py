"""Reading a form from a page and sending it back, as a browser without JavaScript does."""

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """Collects the fields of the one guarded form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.data: dict[str, str] = {}
        self._inside = self._skip = 0
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attr = {name: value or "" for name, value in attrs}
        if tag == "form" and attr.get("class") == "formulier":
            self._inside = 1
        if tag == "template":
            self._skip += 1
        name = attr.get("name", "")
        if not self._inside or self._skip or (not name and tag != "option"):
            return
        if tag == "input" and attr.get("type") in ("checkbox", "radio"):
            if "checked" in attr:
                self.data[name] = attr.get("value", "on")
        elif tag == "input":
            self.data[name] = attr.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in attr:
            self.data[self._select] = attr.get("value", "")
        elif tag == "textarea":
            self._area, self.data[name] = name, ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.data[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = 0
        elif tag == "template":
            self._skip -= 1
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self.data[self._area] = self.data[self._area].removeprefix("\n").removeprefix("\r\n")
            self._area = ""


def read_form(answer: Any) -> dict[str, str]:
    """What the form of a page would send, unchanged."""
    parser = _Form()
    parser.feed(answer.content.decode())
    parser.data.pop("csrfmiddlewaretoken", None)
    return parser.data


def change(browser: Any, url: str, **typed: Any) -> Any:
    """Open a page, type, send. None takes a tick away."""
    return send(browser, url, read_form(browser.get(url)), **typed)


def send(browser: Any, url: str, data: dict[str, str], **typed: Any) -> Any:
    """Send a form as it was read, with what was typed."""
    sent = {**data, **typed}
    return browser.post(url, {name: value for name, value in sent.items() if value is not None})
