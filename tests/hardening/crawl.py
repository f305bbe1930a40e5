"""Walks a running portal as every role: every page of the list, every link on them, every form sent empty, and the
ways to make it fail. What came back is kept whole, for the tests that look through it."""

import http.client
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

# left alone by the crawl: it would end the session with which it looks around
_ENDS_SESSION = ("uitloggen", "logout", "overal")
# beyond the list of pages, which has every address: `make test-deep` follows more
_MOST_LINKS = 120 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 12
_MOST_OF_A_KIND = 2  # addresses that differ in keys alone show the same page


@dataclass
class Answer:
    """One request and what came back. `role` is who asked; `sent` the body of a form."""

    role: str
    method: str
    path: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    sent: str = ""

    def header(self, name: str) -> str:
        """A header's value, "" when it is not there."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def is_page(self) -> bool:
        return self.header("Content-Type").startswith("text/html")

    @property
    def is_file(self) -> bool:
        """A file that pages are made of, the same for everybody."""
        return self.path.startswith("/static/")

    def __str__(self) -> str:
        return f"{self.role}: {self.method} {self.path} -> {self.status}"


@dataclass
class Form:
    """One form of a page, with what its fields hold."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class Links(HTMLParser):
    """The addresses a page points to, and its forms."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        for name in ("href", "src"):
            if name in values:
                self.links.append(urljoin(self.page, values[name]))
        if tag == "form":
            action = urljoin(self.page, values.get("action") or self.page)
            self.forms.append(Form(action, values.get("method", "get").lower()))
        if tag == "input" and self.forms and values.get("name") and values.get("type") != "submit":
            self.forms[-1].fields[values["name"]] = values.get("value", "")


class Visitor:
    """One browser: its cookies, and everything it was answered."""

    def __init__(self, netloc: str, role: str, cookies: dict[str, str], headers: dict[str, str]) -> None:
        self.netloc, self.role = netloc, role
        self.cookies = dict(cookies)
        self.headers = headers
        self.answers: list[Answer] = []
        self.connection = http.client.HTTPConnection(netloc, timeout=60)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        """One request; the answer is kept."""
        sent = {"Host": self.netloc, **self.headers, **headers}
        if self.cookies:
            sent.setdefault("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        if body:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        try:
            self.connection.request(method, path, body.encode() or None, sent)
            answer = self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            self.connection.request(method, path, body.encode() or None, sent)
            answer = self.connection.getresponse()
        kept = Answer(self.role, method, path, answer.status, answer.getheaders(), answer.read(), body)
        for name, value in kept.headers:
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")[0].partition("=")
                self.cookies[cookie] = rest.strip('"')
        self.answers.append(kept)
        return kept

    def post(self, form: Form, **values: str) -> Answer:
        """Send a form with these values over its own."""
        return self.ask("POST", path_of(form.action), urlencode({**form.fields, **values}))

    def walk(self, start: list[str]) -> list[tuple[str, Form]]:
        """Every address of `start` and what is linked from there; the forms that were met, by their page."""
        waiting, seen, forms = list(start), set(start), []
        kinds: dict[str, int] = {}
        while waiting and len(self.answers) < _MOST_LINKS + len(start):
            path = waiting.pop(0)
            found = Links(path)
            answer = self.ask("GET", path)
            if answer.header("Location"):
                found.links.append(urljoin(path, answer.header("Location")))
            if answer.is_page:
                found.feed(answer.body.decode())
            forms += [(path, form) for form in found.forms]
            for link in found.links:
                target = path_of(link)
                kind = kind_of(target)
                kinds[kind] = kinds.get(kind, 0) + (target not in seen)
                if self._is_ours(link) and target not in seen and kinds[kind] <= _MOST_OF_A_KIND:
                    seen.add(target)
                    waiting.append(target)
        return forms

    def _is_ours(self, link: str) -> bool:
        parts = urlsplit(link)
        is_here = parts.scheme in {"", "http"} and parts.netloc in {"", self.netloc}
        return is_here and not any(word in parts.path for word in _ENDS_SESSION)


def path_of(link: str) -> str:
    """Path and query of an address."""
    parts = urlsplit(link)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def kind_of(path: str) -> str:
    """An address without its keys, numbers and what is filtered by: pages of one kind share it."""
    return re.sub(r"=[^&]*", "=#", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "#", path))


def send_forms(visitor: Visitor, forms: list[tuple[str, Form]], text: str) -> None:
    """Every kind of form once: as the page filled it in, with a text that must not come back in an address."""
    done = set()
    for _, form in forms:
        kind = kind_of(path_of(form.action))
        if form.method != "post" or kind in done or any(word in form.action for word in _ENDS_SESSION):
            continue
        done.add(kind)
        if "csrfmiddlewaretoken" not in form.fields:
            continue
        typed = {name: text for name in form.fields if re.search(r"naam|zoek|^q$|nummer|reden|email", name)}
        visitor.post(form, **typed)


def provoke(visitor: Visitor, person: str) -> Iterator[Answer]:
    """The ways to be refused or to break something, without breaking it for others."""
    yield visitor.ask("GET", "/bestaat/niet/")
    yield visitor.ask("GET", f"/dossiers/{person}/?wie=%00")
    yield visitor.ask("GET", f"/dossiers/{person[:-1]}0/")
    yield visitor.ask("POST", f"/dossiers/{person}/bsn/", "x=1")
    yield visitor.ask("DELETE", f"/dossiers/{person}/")
    if visitor.role == "anonymous":  # the server waits some seconds for what does not come
        yield visitor.ask("POST", "/inloggen/", "x=1", **{"Content-Length": "99999999"})
    yield visitor.ask("GET", "/inloggen/", Host="kwaad.example")
    yield visitor.ask("GET", "/inloggen/", **{"X-Forwarded-Host": "kwaad.example"})
    yield visitor.ask("GET", "/api/v1/bestaat-niet")
    yield visitor.ask("GET", "/static/bestaat-niet.css")
    yield visitor.ask("GET", "/inloggen/?next=https://kwaad.example/")
