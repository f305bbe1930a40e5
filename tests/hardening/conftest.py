"""One crawl of a running portal, made by the first test that wants it and shared with the other worker."""

import contextlib
import fcntl
import json
import os
import pickle
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis
from psycopg2 import sql

from tests.e2e.running_portal import RunningPortal, running_portal
from tests.hardening.crawl import Answer, Form, Links, Visitor, path_of, provoke, send_forms
from tests.hardening.fill import NAMES, TYPED

IS_DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"
# one of every side of the wall; `make test-deep` walks with all roles
IN_EVERY_RUN = {
    "anonymous",
    "casemanager_luttelgeest",
    "regievoerder_coa",
    "regievoerder_utrecht",
    "accountbeheerder_utrecht",
    "beheerder",
    "fg",
}
COMMAND = "from tests.hardening.fill import print_world; print_world({!r})"
LOG_TABLES = "audit_inzageregel, audit_verwerkingsregel"
WRITERS = "portal_coa, portal_gemeente, portal_beheer"


@dataclass
class Crawl:
    """What the crawl left everywhere. `needles`: by kind, what may stand in none of it."""

    needles: dict[str, list[str]]
    answers: list[Answer]
    logs: dict[str, str]
    mails: list[str]
    tables: dict[str, list[str]]
    sessions: list[str]
    valkey: list[str]

    def found(self, text: str, *kinds: str) -> list[str]:
        """The needles of these kinds (default: all) that stand in a text, also with spaces or dots between."""
        wanted = [needle for kind in kinds or self.needles for needle in self.needles[kind]]
        return [needle for needle in wanted if needle in text]

    def found_typed(self, text: str) -> list[str]:
        """As `found`, and what the crawl typed in the forms."""
        return self.found(text) + ([TYPED] if TYPED in text else [])


@pytest.fixture(scope="session")
def crawl(services: Any, tmp_path_factory: pytest.TempPathFactory, django_test_environment: None) -> Crawl:
    kept = services.data_dir / "kruiptocht.pickle"
    with (services.data_dir / "kruiptocht-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(_crawl(services, tmp_path_factory.mktemp("kruiptocht"))))
    found = pickle.loads(kept.read_bytes())  # noqa: S301  (made a moment ago by this run)
    assert isinstance(found, Crawl)
    return found


def _crawl(services: Any, folder: Path) -> Crawl:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.hardening.crawl_settings", "LOG_LEVEL": "DEBUG"}
    with running_portal(services, folder, name="kruip", filled=True, settings=settings) as running:
        world = json.loads(
            running.manage("shell", "--verbosity=0", "-c", COMMAND.format(str(folder)))
            .strip()
            .splitlines()[-1]
        )
        database = running.environment["DATABASE_URL"].rsplit("/", 1)[1]
        with _listening(running) as heard, _superuser(services, database) as cursor:
            answers = _walk(running, world, cursor)
            valkey = ["".join(heard), *_valkey_content(running)]
            tables = dict(_tables(cursor))
        log = services.data_dir / "log" / "postgres.log"
        return Crawl(
            needles=world["needles"],
            answers=answers,
            logs={
                "portal": running.log.read_text(errors="replace"),
                "postgres": log.read_text(errors="replace") if log.exists() else "",
            },
            mails=running.mails(),
            tables=tables,
            sessions=[text for row in tables["django_session"] for text in [_session(row)]],
            valkey=valkey,
        )


def _walk(running: RunningPortal, world: dict[str, Any], cursor: Any) -> list[Answer]:
    netloc = running.url.removeprefix("http://")
    starts = {role: ["/"] for role in world["sessions"]} | {"anonymous": ["/", "/inloggen/"]}
    for page in world["pages"]:
        starts.setdefault(page["role"], []).append(page["path"])
    if not IS_DEEP:
        starts = {role: paths for role, paths in starts.items() if role in IN_EVERY_RUN}
    visitors, forms = {}, {}
    for role, start in starts.items():
        session = world["sessions"].get(role)
        cookies = {world["session_cookie"]: session} if session else {}
        visitors[role] = Visitor(netloc, role, cookies, {})
        forms[role] = visitors[role].walk(list(dict.fromkeys(start)))
    api = Visitor(netloc, "api", {}, {"Authorization": f"Bearer {world['api_key']}"})
    api.walk(world["api"])
    for role in ("anonymous", "casemanager_luttelgeest", "regievoerder_utrecht", "beheerder"):
        list(provoke(visitors[role], world["person"]))
    _crash(visitors, world, cursor)
    for role, visitor in visitors.items():
        send_forms(visitor, forms[role], TYPED)
    _search_and_sign_out(visitors["casemanager_luttelgeest"])
    return [answer for visitor in [*visitors.values(), api] for answer in visitor.answers]


def _crash(visitors: dict[str, Visitor], world: dict[str, Any], cursor: Any) -> None:
    """The log cannot be written: pages with a person in their hands break in the middle."""
    person = world["person"]
    casemanager = visitors["casemanager_luttelgeest"]
    page = casemanager.ask("GET", f"/dossiers/{person}/")
    form = next(form for form in _forms(page) if form.action.endswith("/bsn/"))
    casemanager.post(form)
    cursor.execute(f"REVOKE INSERT ON {LOG_TABLES} FROM {WRITERS}")
    casemanager.post(form)
    for role in ("casemanager_luttelgeest", "regievoerder_utrecht"):
        for path in [page["path"] for page in world["pages"] if page["role"] == role][-6:]:
            visitors[role].ask("GET", path)
    cursor.execute(f"GRANT INSERT ON {LOG_TABLES} TO {WRITERS}")


def _search_and_sign_out(visitor: Visitor) -> None:
    page = visitor.ask("GET", "/dossiers/")
    form = next(form for form in _forms(page) if "zoek" in form.fields)
    answer = visitor.post(form, zoek=NAMES[1])
    visitor.ask("GET", path_of(answer.header("Location") or "/dossiers/"))
    leave = next(form for form in _forms(page) if "uitloggen" in form.action)
    visitor.post(leave)


def _forms(answer: Answer) -> list[Form]:
    links = Links(answer.path)
    links.feed(answer.body.decode())
    return links.forms


@contextlib.contextmanager
def _superuser(services: Any, database: str) -> Iterator[Any]:
    with contextlib.closing(psycopg2.connect(services.url("postgres", database))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def _tables(cursor: Any) -> Iterator[tuple[str, list[str]]]:
    """Every row of every table, as text."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    for (table,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table)))
        yield table, [row[0] for row in cursor.fetchall()]


def _session(row: str) -> str:
    """What Django's own way of keeping a session would give away."""
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415  (after settings)

    data = row.strip("()").split(",")[1].strip('"')
    return str(SessionStore().decode(data))


@contextlib.contextmanager
def _listening(running: RunningPortal) -> Iterator[list[str]]:
    """Every command that Valkey gets meanwhile: what is put on the queue and taken off again."""
    heard: list[str] = []
    server = urlsplit(running.environment["REDIS_URL"])
    with socket.create_connection((server.hostname or "", server.port or 6379)) as line:

        def listen() -> None:
            line.sendall(f"AUTH {server.password}\r\nMONITOR\r\n".encode())
            with contextlib.suppress(OSError):
                while data := line.recv(65536):
                    heard.append(data.decode(errors="replace"))

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        yield heard
        line.shutdown(socket.SHUT_RDWR)
        listener.join(5)


def _valkey_content(running: RunningPortal) -> list[str]:
    client = redis.Redis.from_url(running.environment["REDIS_URL"])
    return [f"{key!r} {client.dump(key)!r}" for key in client.scan_iter()]
