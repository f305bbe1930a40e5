"""Headers and cookies on every answer of the crawl: pages, files, downloads, the API, refused and broken requests."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.hardening.conftest import Crawl
from tests.hardening.crawl import Answer
from tests.test_architecture import ROOT

crawled = pytest.mark.timeout(900)

EXACT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def directives(policy: str) -> set[str]:
    return {part.strip() for part in policy.split(";") if part.strip()}


def complaints(answer: Answer) -> list[str]:
    wrong = [
        f"{name}: {answer.header(name)!r}" for name, value in EXACT.items() if answer.header(name) != value
    ]
    if "camera=()" not in answer.header("Permissions-Policy"):
        wrong.append("Permissions-Policy")
    is_download = answer.header("Content-Disposition").startswith("attachment")
    policy = directives(answer.header("Content-Security-Policy"))
    if is_download and not {"sandbox", "default-src 'none'"} <= policy:
        wrong.append(f"download without sandbox: {policy}")
    if not is_download and policy != directives(POLICY):
        wrong.append(f"Content-Security-Policy {policy ^ directives(POLICY)}")
    if not (answer.is_file and answer.status == 200) and "no-store" not in answer.header("Cache-Control"):
        wrong.append(f"Cache-Control {answer.header('Cache-Control')!r}")
    if answer.header("X-Powered-By") or re.search(r"\d", answer.header("Server")):
        wrong.append("tells its version")
    return wrong


@crawled
def test_every_answer_says_how_it_may_be_used(crawl: Crawl) -> None:
    kinds = {answer.header("Content-Type").split(";")[0] for answer in crawl.answers}
    assert kinds >= {
        "text/html",
        "text/css",
        "application/pdf",
        "application/json",
        "application/problem+json",
    }
    wrong = [f"{answer}: {complaint}" for answer in crawl.answers for complaint in complaints(answer)]
    assert not wrong, "\n".join(wrong[:20])


@crawled
def test_files_of_people_are_downloads(crawl: Crawl) -> None:
    """What others made is never opened inside the portal."""
    files = [
        a
        for a in crawl.answers
        if a.status == 200 and a.header("Content-Type") in {"application/pdf", "image/png"}
    ]
    files = [a for a in files if not a.is_file]
    assert files
    assert not [
        str(a) for a in files if not a.header("Content-Disposition").startswith("attachment; filename=")
    ]


@crawled
def test_cookies_are_of_this_host_and_out_of_reach_of_scripts(crawl: Crawl) -> None:
    cookies = [
        (name, value) for a in crawl.answers for name, value in a.headers if name.lower() == "set-cookie"
    ]
    cookies = [(name, value) for name, value in cookies if "Max-Age=0;" not in value]  # taken back, not given
    assert cookies
    for _, cookie in cookies:
        assert "HttpOnly" in cookie, cookie
        assert re.search(r"SameSite=(Lax|Strict)", cookie), cookie
        assert "Path=/" in cookie, cookie
        assert "Domain=" not in cookie, cookie


@crawled
def test_signing_out_clears_what_the_browser_kept(crawl: Crawl) -> None:
    left = [a for a in crawl.answers if a.method == "POST" and "uitloggen" in a.path]
    assert left
    assert all("cache" in a.header("Clear-Site-Data") for a in left)


@crawled
def test_a_wrong_host_is_refused_and_never_repeated(crawl: Crawl) -> None:
    assert not [str(a) for a in crawl.answers if "kwaad" in str(a.headers)]
    assert not [str(a) for a in crawl.answers if b"kwaad.example" in a.body and "next=" not in a.path]


@crawled
def test_no_page_has_anything_inline_or_from_elsewhere(crawl: Crawl) -> None:
    """The policy would stop it; then the page would be broken instead of unsafe. Django admin included."""
    pages = [a for a in crawl.answers if a.is_page]
    assert any(a.path.startswith("/beheer/") for a in pages)
    wrong = [f"{a}: {found}" for a in pages for found in inline(a.body.decode())]
    assert not wrong, "\n".join(wrong[:20])


def inline(html: str) -> list[str]:
    patterns = (
        r"<style\b[^>]*>",
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>",
        r"<[a-z][^<>]*\sstyle=\"[^\"]*\"",
        r"<[a-z][^<>]*\son[a-z]+=\"[^\"]*\"",
        r"(?:href|src|action|formaction)=\"\s*(?:javascript|data|vbscript):[^\"]*\"",
        r"<(?:script|link|img|iframe|object|embed|form)\b[^>]*(?:src|href|action)=\"(?:https?:)?//[^\"]*\"",
        r"<(?:iframe|object|embed|base|meta http-equiv)\b[^>]*>",
    )
    return [found for pattern in patterns for found in re.findall(pattern, html)]


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">',
        '<b onclick="x()">',
        "<style>",
        "<script>",
        '<a href="javascript:x()">',
        '<img src="//elders.example/x.png">',
        '<iframe src="/x">',
    ],
)
def test_the_search_for_inline_finds_it(html: str) -> None:
    assert inline(html)
    assert not inline('<script src="/static/x.js" defer></script><a href="/x" class="on">onclick="nee"</a>')


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/inloggen/", "/bestaat/niet/", "/inloggen/?next=%00", "/robots.txt"])
def test_also_the_answers_that_are_given_early(path: str) -> None:
    answer = Client().get(path)
    headers = dict(answer.items())
    wrong = complaints(Answer("", "GET", path, answer.status_code, list(headers.items()), b""))
    assert not wrong


@pytest.mark.django_db
def test_a_body_that_is_refused_unread_has_them_too() -> None:
    answer = Client().post("/inloggen/", {}, CONTENT_LENGTH="99999999")
    assert answer.status_code == 413
    assert not complaints(Answer("", "POST", "/inloggen/", 413, list(answer.items()), b""))


def test_robots_and_security_txt(client: Client, db: None) -> None:
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    text = client.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert {"Contact", "Expires", "Preferred-Languages", "Canonical", "Policy"} == set(fields)
    assert fields["Contact"].startswith(("mailto:", "https://"))


@pytest.fixture(scope="module")
def settings_of() -> Callable[..., dict[str, Any]]:
    """Call with variables: what the settings of an installation with these are."""
    names = [
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SECURE_PROXY_SSL_HEADER",
        "USE_X_FORWARDED_HOST",
        "USE_X_FORWARDED_PORT",
        "DEBUG",
        "ALLOWED_HOSTS",
    ]
    code = (
        "import json; from coa_portal import settings as s; "
        f"print(json.dumps({{n: getattr(s, n, None) for n in {names}}}))"
    )

    def read(**variables: str) -> dict[str, Any]:
        import json  # noqa: PLC0415

        environment = os.environ | variables
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, check=True
        )
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return read


def test_an_installation_on_https(settings_of: Any) -> None:
    found = settings_of(
        PORTAL_BASE_URL="https://portaal.example", ALLOWED_HOSTS="portaal.example", BEHIND_PROXY="1"
    )
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["ALLOWED_HOSTS"] == ["portaal.example"]
    assert found["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_no_header_of_a_visitor_is_trusted_without_a_proxy(settings_of: Any) -> None:
    found = settings_of(PORTAL_BASE_URL="https://portaal.example", BEHIND_PROXY="0")
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert not found["USE_X_FORWARDED_HOST"]
    assert not found["USE_X_FORWARDED_PORT"]
    assert found["DEBUG"] is False
