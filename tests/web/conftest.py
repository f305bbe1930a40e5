"""The example pages as a running site, without a database; and HTML read as a tree."""

import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.template import Context, Template
from django.test import Client, override_settings

from coa_portal.web import navigation
from coa_portal.web.navigation import NavItem

GALLERY = {
    "ROOT_URLCONF": "tests.web.gallery.urls",
    "ALLOWED_HOSTS": ["*"],
    "PORTAL_DEMO": True,
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "MIDDLEWARE": [
        "csp.middleware.CSPMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
}
VOID = {"meta", "link", "input", "br", "hr", "img", "use", "path", "rect", "circle"}


class Node:
    """One element: its tag, attributes, children and text."""

    def __init__(self, tag: str, attrs: dict[str, str | None]) -> None:
        self.tag, self.attrs, self.children, self.parts = tag, attrs, [], []  # type: ignore[var-annotated]

    @property
    def text(self) -> str:
        """All text below, with white space as a reader sees it."""
        return " ".join(" ".join(part if isinstance(part, str) else part.text for part in self.parts).split())

    def all(self, tag: str = "", **attrs: str) -> "list[Node]":
        """Every element below with this tag and these attributes (`class_` means: has this class)."""
        found = []
        for child in self.children:
            if child.matches(tag, attrs):
                found.append(child)
            found += child.all(tag, **attrs)
        return found

    def one(self, tag: str = "", **attrs: str) -> "Node":
        """The only such element."""
        found = self.all(tag, **attrs)
        assert len(found) == 1, f"{len(found)} × {tag} {attrs}"
        return found[0]

    def matches(self, tag: str, attrs: dict[str, str]) -> bool:
        """Whether this element is meant."""
        if tag and self.tag != tag:
            return False
        for name, value in attrs.items():
            if name == "class_" and value not in (self.attrs.get("class") or "").split():
                return False
            if name != "class_" and self.attrs.get(name.replace("_", "-")) != value:
                return False
        return True


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.stack = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.stack[-1].children.append(node)
        self.stack[-1].parts.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.stack[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
            self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].parts.append(data)


def tree(html: str) -> Node:
    """Read HTML; wrongly nested elements fail."""
    reader = _Reader()
    reader.feed(html)
    assert len(reader.stack) == 1, f"never closed: {[node.tag for node in reader.stack[1:]]}"
    return reader.root


@pytest.fixture
def show() -> Callable[..., Node]:
    """Render a piece of template with `{% load portaal %}` in front."""

    def rendered(source: str, **context: object) -> Node:
        return tree(Template("{% load portaal %}" + source).render(Context(context)))

    return rendered


@pytest.fixture
def own_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A menu of this test alone."""
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(navigation, "_unread", [lambda request: 4])
    monkeypatch.setattr(navigation, "_inbox", ["gallery-meldingen"])
    for item in (
        NavItem("home", "Home", "portaal:home", 10, lambda request: True),
        NavItem("dossiers", "Dossiers", "gallery-lijst", 20, lambda r: True, lambda r: 48, "dossiers"),
        NavItem(
            "termijnen", "Termijnen", "gallery-meldingen", 30, lambda r: True, lambda r: 3, "verlopen", True
        ),
        NavItem("beheer", "Geheim", "gallery-lijst", 40, lambda request: False),
        NavItem("weg", "Zonder adres", "bestaat:niet", 50, lambda request: True),
    ):
        navigation.register(item)


@pytest.fixture
def gallery(own_navigation: None) -> Iterator[Client]:
    """A client on the example pages."""
    with override_settings(**GALLERY):
        yield Client()


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nothing: a test's output is its failures."""


@pytest.fixture
def gallery_url(own_navigation: None) -> Iterator[str]:
    """Address of the example pages, served for a browser."""
    with override_settings(**GALLERY):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
