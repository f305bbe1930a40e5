"""Error pages and public pages: right status, Dutch, problem+json for the API, nothing asked of the database."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from kombu import Connection

from coa_portal.common.errors import NotAllowed
from coa_portal.web import errors, views
from tests.web.conftest import tree

HANDLERS: list[tuple[Callable[[HttpRequest], HttpResponse], int, str]] = [
    (errors.bad_request, 400, "Dit verzoek klopt niet"),
    (errors.permission_denied, 403, "U mag dit niet doen"),
    (errors.page_not_found, 404, "Deze pagina is er niet"),
    (errors.wrong_method, 405, "Deze pagina kunt u niet openen"),
    (errors.conflict, 409, "Iemand anders was u voor"),
    (errors.too_many_requests, 429, "Te veel verzoeken"),
    (errors.server_error, 500, "Er ging iets mis"),
    (errors.csrf_failure, 403, "Het formulier is verlopen"),
]


@pytest.mark.parametrize(("handler", "status", "title"), HANDLERS)
def test_error_page_is_dutch_and_needs_no_account(
    handler: Callable[[HttpRequest], HttpResponse], status: int, title: str
) -> None:
    # without `user` and session: touching either would fail, as would any query
    response = handler(RequestFactory().get("/dossier/"))
    assert response.status_code == status
    page = tree(response.content.decode())
    assert page.one("h1").text == title
    assert page.one("title").text == f"{title} - COA-portaal"
    assert page.one("html").attrs["lang"] == "nl"


@pytest.mark.parametrize(("handler", "status", "title"), HANDLERS)
def test_api_gets_problem_json(
    handler: Callable[[HttpRequest], HttpResponse], status: int, title: str
) -> None:
    response = handler(RequestFactory().get("/api/v1/koppelingen"))
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = json.loads(response.content)
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    assert problem["detail"]


def test_refusal_says_why_and_conflict_says_what() -> None:
    request = RequestFactory().get("/x/")
    refused = errors.permission_denied(request, NotAllowed("Alleen de behandelaar mag dit <b>doen</b>."))
    assert "Alleen de behandelaar mag dit &lt;b&gt;doen&lt;/b&gt;." in refused.content.decode()
    assert "Al gekoppeld." in errors.conflict(request, "Al gekoppeld.").content.decode()
    assert errors.too_many_requests(request, retry_after=30)["Retry-After"] == "30"


def test_expired_form_says_that_typed_text_is_kept() -> None:
    page = tree(errors.csrf_failure(RequestFactory().post("/x/")).content.decode())
    assert "Wat u typte, is niet weg." in page.text


def test_crash_page_survives_broken_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> str:
        raise RuntimeError("static files are gone")

    monkeypatch.setattr(errors, "render_to_string", broken)
    response = errors.server_error(RequestFactory().get("/x/"))
    assert response.status_code == 500
    assert "Er ging iets mis" in response.content.decode()


def test_unknown_address_is_a_dutch_404(gallery: Client) -> None:
    response = gallery.get("/bestaat/niet/")
    assert response.status_code == 404
    assert tree(response.content.decode()).one("h1").text == "Deze pagina is er niet"


@pytest.mark.parametrize("address", ["/toegankelijkheid/", "/privacy/", "/kwetsbaarheid-melden/", "/hulp/"])
def test_public_pages_have_real_text(gallery: Client, address: str) -> None:
    page = tree(gallery.get(address).content.decode()).one("main")
    assert len(page.text) > 800
    assert page.one("h1").text


@pytest.mark.django_db
def test_public_pages_only_answer_to_reading() -> None:
    """The middleware of the portal says so, which the gallery does without."""
    browser = Client()
    refused = browser.post("/privacy/")
    assert refused.status_code == 405
    assert refused["Allow"]
    assert "Dit adres hoort bij een knop." in refused.content.decode()
    assert browser.get("/privacy/").status_code == 200


@pytest.mark.parametrize(
    ("database", "broker", "status", "word"),
    [(True, True, 200, b"ok"), (False, True, 503, b"storing"), (True, False, 503, b"storing")],
)
def test_health_says_only_whether(
    gallery: Client, monkeypatch: pytest.MonkeyPatch, database: bool, broker: bool, status: int, word: bytes
) -> None:
    monkeypatch.setattr(views, "_database_answers", lambda: database)
    monkeypatch.setattr(views, "_broker_answers", lambda: broker)
    response = gallery.get("/gezond/")
    assert (response.status_code, response.content) == (status, word)
    assert response["Cache-Control"] == "no-store"


def test_health_notices_a_dead_database_and_a_dead_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*args: object, **kwargs: object) -> None:
        raise OperationalError("no route to host")

    monkeypatch.setattr(views.connection, "cursor", dead)
    assert not views._database_answers()
    monkeypatch.setattr(
        views.current_app, "connection_for_write", lambda **kwargs: Connection("redis://127.0.0.1:9")
    )
    assert not views._broker_answers()


def test_security_txt_ends_within_a_year(gallery: Client) -> None:
    response = gallery.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().strip().splitlines())
    expires = dt.datetime.fromisoformat(fields["Expires"])
    assert dt.timedelta(days=90) < expires - dt.datetime.now(dt.UTC) < dt.timedelta(days=365)
    assert fields["Contact"].startswith(("mailto:", "https://", "http://"))
    assert fields["Policy"].endswith("/kwetsbaarheid-melden/")


def test_served_script_is_small_and_licences_are_named() -> None:
    static = Path(settings.BASE_DIR) / "static"
    for name in ("portaal.js", "bewaren.js"):
        assert (static / "portaal" / name).stat().st_size < 3 * 1024, name
    named = (static / "LICENTIES.md").read_text()
    for text in ("portaal/EUPL-1.2.txt", "portaal/fonts/OFL-1.1.txt"):
        assert text in named
        assert (static / text).stat().st_size > 1000
    assert "MIT" in named
