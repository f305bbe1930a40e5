"""The base page: menu, account, counters, title, messages; and what it may not cost."""

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from coa_portal.access.declare import Audience, Declaration
from coa_portal.web import navigation
from coa_portal.web.context import portaal
from coa_portal.web.navigation import NavItem
from tests.web.conftest import tree


@dataclass
class Account:
    naam: str = "J. de Vries"
    rol_omschrijving: str = "Casemanager"
    is_authenticated: bool = True


def test_menu_shows_what_is_visible_with_counters_and_the_current_page(gallery: Client) -> None:
    menu = tree(gallery.get("/dossiers/selam/").content.decode()).one("nav", id="hoofdmenu")
    links = menu.all("a")
    assert [link.text for link in links] == ["Home", "Dossiers 48 48 dossiers", "Termijnen 3 3 verlopen"]
    assert [link.attrs.get("aria-current") for link in links] == [None, "true", None]
    assert menu.one(class_="nl-number-badge--alarm").text == "3 3 verlopen"
    exact = tree(gallery.get("/dossiers/").content.decode()).one("nav", id="hoofdmenu")
    assert exact.one(aria_current="page").text.startswith("Dossiers")


def test_head_shows_who_is_signed_in_and_signs_out_by_post(gallery: Client) -> None:
    head = tree(gallery.get("/").content.decode()).one("header")
    assert head.one(class_="wie__tekst").text == "J. de Vries Casemanager, azc Voorbeeldstad"
    assert head.one("a", class_="postvak").text == "Meldingen 4 4 ongelezen"
    form = head.one("form")
    assert (form.attrs["method"], form.attrs["action"]) == ("post", "/account/uitloggen/")
    assert form.one("input", name="csrfmiddlewaretoken")
    assert head.one("p", class_="omgeving").text.startswith("Demo-omgeving")


def test_visitor_sees_no_menu(gallery: Client) -> None:
    page = tree(gallery.get("/account/inloggen/").content.decode())
    assert page.all("nav") == []
    assert page.all(class_="wie") == []
    assert page.one("h1").text == "Inloggen"
    other = tree(gallery.get("/hulp/").content.decode())
    assert other.one("header").one("a", class_="nl-button").attrs["href"] == "/account/inloggen/"


def test_message_after_a_step_is_announced(gallery: Client) -> None:
    assert tree(gallery.get("/").content.decode()).one(role="status").text == "De toestemming is vastgelegd."


@pytest.mark.parametrize(
    "address",
    ["/", "/dossiers/", "/dossiers/selam/", "/dossiers/selam/werk/", "/dossiers/selam/versie/", "/hulp/"],
)
def test_page_is_well_formed_and_has_nothing_inline(gallery: Client, address: str) -> None:
    page = tree(gallery.get(address).content.decode())
    assert page.one("html").attrs["lang"] == "nl"
    assert page.all("style") == []
    names = ["portaal"] if address == "/hulp/" else ["portaal", "bewaren", "avg"]  # help is for visitors too
    assert [script.attrs.get("src") for script in page.all("script")] == [
        f"/static/portaal/{name}.js" for name in names
    ]
    assert {script.attrs.get("type") for script in page.all("script")} == {"module"}
    for node in page.all():
        assert not {name for name in node.attrs if name == "style" or name.startswith("on")}, node.tag
    ids = [node.attrs["id"] for node in page.all() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    assert page.one("title").text.endswith(" - COA-portaal")
    assert len(page.all("h1")) == 1


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A menu whose every question would be a query; the list tells which were asked."""
    questions: list[str] = []

    def asks(name: str, answer: int) -> int:
        questions.append(name)
        return answer

    item = NavItem("x", "X", "web:hulp", 1, lambda r: bool(asks("visible", 1)), lambda r: asks("counter", 2))
    monkeypatch.setattr(navigation, "_items", {"x": item})
    monkeypatch.setattr(navigation, "_unread", [lambda request: asks("unread", 4)])
    return questions


def test_visitor_costs_no_query(asked: list[str]) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    context = portaal(request)["portaal"]
    assert (context.navigation, context.ongelezen, context.naam, context.postvak_url) == ([], 0, "", "")
    assert asked == []


def test_nothing_is_asked_until_the_page_shows_it(asked: list[str]) -> None:
    request = RequestFactory().get("/")
    request.user = Account()  # type: ignore[assignment]
    context = portaal(request)["portaal"]
    assert asked == []
    assert [item.counter for item in context.navigation] == [2]
    assert context.ongelezen == 4
    assert sorted(asked) == ["counter", "unread", "visible"]
    assert context.navigation is context.navigation


@pytest.mark.parametrize("has_wall", [True, False])
def test_counters_are_asked_only_behind_the_wall(asked: list[str], has_wall: bool) -> None:
    request = RequestFactory().get("/")
    request.user = Account()  # type: ignore[assignment]
    request.declaration = Declaration(Audience.ACCOUNT, None, wall=has_wall)  # type: ignore[attr-defined]
    context = portaal(request)["portaal"]
    assert [item.counter for item in context.navigation] == [2 if has_wall else None]
    assert context.ongelezen == (4 if has_wall else 0)
    assert ("counter" in asked) == has_wall


def test_request_without_account_is_a_visitor(asked: list[str]) -> None:
    assert portaal(RequestFactory().get("/"))["portaal"].navigation == []


@pytest.mark.parametrize(
    ("path", "current"),
    [("/dossiers/selam/werk/", "selam"), ("/dossiers/", "dossiers"), ("/", "home"), ("/elders/", None)],
)
def test_current_item_is_the_one_that_fits_best(
    monkeypatch: pytest.MonkeyPatch, gallery: Client, path: str, current: str | None
) -> None:
    names = {"home": "portaal:home", "dossiers": "gallery-lijst", "selam": "gallery-dossier"}
    items = {code: NavItem(code, code, name, 1, lambda request: True) for code, name in names.items()}
    monkeypatch.setattr(navigation, "_items", items)
    shown = navigation.shown_items(RequestFactory().get(path), with_counters=False)
    assert [item.label for item in shown if item.is_current] == ([current] if current else [])
