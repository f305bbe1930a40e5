"""`make check-dependencies` and `make audit`: nothing is passed over in silence."""

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from requirements import audit
from tests.test_architecture import ROOT


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """An advisory service that knows the vulnerabilities the test says, by package."""
    known: dict[str, Any] = {"vulns": {}, "asked": []}

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
            known["asked"] = [query["package"]["name"] for query in queries]
            results = [
                {"vulns": [{"id": known["vulns"][query["package"]["name"]]}]}
                if query["package"]["name"] in known["vulns"]
                else {}
                for query in queries
            ]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"results": results}).encode())

        def log_message(self, *args: Any) -> None:
            """Quiet."""

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AUDIT_URL", f"http://127.0.0.1:{server.server_port}/")
        yield known
        server.shutdown()


@pytest.fixture(autouse=True)
def installed_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed is not these tests' business: a shared environment may run ahead of the lock."""
    monkeypatch.setattr(audit, "faults_of_installed", lambda pinned: iter(()))


def test_nothing_known_is_fine(service: dict[str, Any], capsys: Any) -> None:
    assert audit.main(["--streng"]) == 0
    assert {"django", "cryptography", "pytest"} <= set(service["asked"])
    assert "0 gevonden" in capsys.readouterr().out


def test_a_known_vulnerability_fails_until_it_is_accepted_with_a_reason(
    service: dict[str, Any], capsys: Any, monkeypatch: Any
) -> None:
    service["vulns"]["django"] = "GHSA-test"
    assert audit.main([]) == 1
    assert "GHSA-test" in capsys.readouterr().out
    monkeypatch.setattr(audit, "accepted", lambda: {"GHSA-test": "wij gebruiken dit niet"})
    assert audit.main([]) == 0


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--streng"], 1)])
def test_a_service_that_is_not_reached_is_told(
    arguments: list[str], code: int, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv("AUDIT_URL", "http://127.0.0.1:9/")
    assert audit.main(arguments) == code
    assert "NIET GECONTROLEERD" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line",
    [
        "django==5.2\n",
        "django>=5.2 \\\n    --hash=sha256:aa\n",
        "django @ https://elders.example/x.whl \\\n    --hash=sha256:aa\n",
        "--index-url https://elders.example\ndjango==5.2 \\\n    --hash=sha256:aa\n",
    ],
)
def test_a_lock_that_is_not_locked(line: str, tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("celery==5.6 \\\n    --hash=sha256:aa\n")
    assert not list(audit.faults_of_lock(lock))
    lock.write_text(line)
    assert list(audit.faults_of_lock(lock))


def test_licences(monkeypatch: Any) -> None:
    production = audit.pins(ROOT / "requirements/productie.txt")
    assert len(production) > 30
    assert not list(audit.faults_of_licences(production))
    monkeypatch.setattr(audit, "licence_of", lambda name: "GPL-3.0-only")
    assert list(audit.faults_of_licences({"x": "1"}))
