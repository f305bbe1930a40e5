"""Pytest plugin: a real PostgreSQL and Valkey for the run, and a database of its own for every worker.

Loaded by `-p tests.plugins.services` before pytest-django, because settings read the addresses from the
environment. One template database is made per run (roles, extensions, migrations as portal_owner, reference
data) the first time a test wants the database; each xdist worker gets a clone. After a test with real
transactions the clone is made anew, so reference data is there again (Django's flush leaves empty tables).

To use other servers set DATABASE_URL (a superuser) and REDIS_URL. Who runs single tests all day may set
PORTAL_TEST_TEMPLATE_CACHE to a folder: the template is kept there until a migration, a right, a model or reference data
changes.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2 import sql

from coa_portal.embedded import EmbeddedServicesError, leave_services, use_services
from coa_portal.embedded.layout import DataDir
from coa_portal.embedded.postgres import ROLES_SQL, find_programs
from tests.plugins import database_fixtures

pytest_plugins = [
    "tests.plugins.chromium",
    "tests.plugins.garbage",
    "tests.plugins.hypothesis_profiles",
    "tests.plugins.order",
    "tests.plugins.shared_world",
    "tests.plugins.throttle",
]

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATE = "portal_sjabloon"
# passwords of the roles on a server that was given to us; on our own temporary one they are random
_GIVEN_PASSWORD = "alleen-voor-tests"

_KEYS = {
    "SECRET_KEY": "test-only-key-that-is-long-enough-for-the-deploy-check-0123456789",
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "READING_LOG_KEYS": "bGVlc2xvZ2xlZXNsb2dsZWVzbG9nbGVlc2xvZ2xlZXM=",
}


@dataclass(frozen=True)
class Services:
    """The servers of this run, and the database of this worker, for tests that start real processes."""

    superuser_url: str  # ends in /postgres
    owner_password: str
    web_password: str
    redis_server_url: str  # without a database number
    data_dir: Path
    database: str
    number: int

    def url(self, role: str, database: str | None = None) -> str:
        """The address of a database (default: this worker's own) for postgres, portal_owner or portal_web."""
        parts = urlsplit(self.superuser_url)
        name = database or self.database
        if role == "postgres":
            return urlunsplit(parts._replace(path=f"/{name}"))
        password = {"portal_owner": self.owner_password, "portal_web": self.web_password}[role]
        return f"postgres://{role}:{password}@{parts.hostname}:{parts.port or 5432}/{name}"

    @property
    def owner_url(self) -> str:
        return self.url("portal_owner")

    @property
    def web_url(self) -> str:
        return self.url("portal_web")

    @property
    def redis_url(self) -> str:
        return f"{self.redis_server_url}/{self.number}"

    def environment(self, database: str | None = None) -> dict[str, str]:
        """The variables with which a real process (web, worker, manage.py) uses the database of a test."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "coa_portal.settings",
            "DATABASE_URL": self.url("portal_web", database),
            "DATABASE_OWNER_URL": self.url("portal_owner", database),
            "REDIS_URL": self.redis_url,
            "PORTAL_DB": "web",
        }

    def clone(self, database: str, template: str = TEMPLATE) -> None:
        """Make (anew) a database as copy of a template, to which nobody is connected. The usual one has all tables and
        reference data, nothing else."""
        _make_template(self)
        with _superuser(self.url("postgres", "postgres")) as cursor:
            _drop(cursor, database)
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER portal_owner STRATEGY FILE_COPY")
            cursor.execute(statement.format(sql.Identifier(database), sql.Identifier(template)))
            # rights on the database itself are not copied (roles.sql gives the same)
            cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(database)))
            cursor.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO portal_web").format(sql.Identifier(database))
            )

    def make_template(self) -> None:
        """Make the template when this is the first test to need it; no database of a worker is touched."""
        _make_template(self)

    def drop(self, database: str) -> None:
        with _superuser(self.url("postgres", "postgres")) as cursor:
            _drop(cursor, database)


_services: Services | None = None


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the servers, or find those of the controller when this is a worker, before settings are read."""
    global _services  # noqa: PLW0603 (one run, one set of servers)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if "PORTAL_TEST_SUPERUSER_URL" not in os.environ:
        _start_servers(early_config)
    number = int(worker.removeprefix("gw")) + 1 if worker else 0
    _services = Services(
        superuser_url=os.environ["PORTAL_TEST_SUPERUSER_URL"],
        owner_password=os.environ["PORTAL_TEST_OWNER_PASSWORD"],
        web_password=os.environ["PORTAL_TEST_WEB_PASSWORD"],
        redis_server_url=os.environ["PORTAL_TEST_REDIS_URL"],
        data_dir=Path(os.environ["PORTAL_DATA_DIR"]),
        database=f"portal_test_{worker or 'main'}",
        number=number % 16,
    )
    for name, value in _KEYS.items():
        os.environ.setdefault(name, value)
    os.environ["DATABASE_URL"] = _services.web_url
    os.environ["DATABASE_OWNER_URL"] = _services.owner_url
    os.environ["REDIS_URL"] = _services.redis_url
    os.environ["PORTAL_DB"] = "owner"


def pytest_configure(config: pytest.Config) -> None:
    # of two fixtures with one name the plugin registered last wins; pytest-django has a `django_db_setup` too
    config.pluginmanager.register(database_fixtures, "portal-database-fixtures")


def _start_servers(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="portal-test-"))
    given_database, given_redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if given_database and given_redis:
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        server = urlunsplit(urlsplit(given_database)._replace(path="/postgres"))
        _refuse_server_in_use(server)
        os.environ["PORTAL_TEST_SUPERUSER_URL"] = server
        os.environ["PORTAL_TEST_OWNER_PASSWORD"] = os.environ["PORTAL_TEST_WEB_PASSWORD"] = _GIVEN_PASSWORD
        os.environ["PORTAL_TEST_REDIS_URL"] = urlunsplit(urlsplit(given_redis)._replace(path=""))
    else:
        data_dir = DataDir(folder.resolve())
        try:
            services = use_services(data_dir, volatile=True, remove=True)
        except EmbeddedServicesError as error:
            raise pytest.UsageError(str(error)) from None
        os.environ["PORTAL_TEST_SUPERUSER_URL"] = services.database_url("postgres", "postgres")
        os.environ["PORTAL_TEST_OWNER_PASSWORD"] = services.secrets["PORTAL_OWNER_PASSWORD"]
        os.environ["PORTAL_TEST_WEB_PASSWORD"] = services.secrets["PORTAL_WEB_PASSWORD"]
        os.environ["PORTAL_TEST_REDIS_URL"] = services.redis_url().rsplit("/", 1)[0]
        config.add_cleanup(lambda: leave_services(data_dir))
    os.environ["PORTAL_DATA_DIR"] = str(folder)


def _refuse_server_in_use(server: str) -> None:
    """A run sets the passwords of the roles: not on a server where a portal lives."""
    with _superuser(server) as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba "
            "WHERE rolname = 'portal_owner' AND datname NOT LIKE 'portal\\_test\\_%%' AND datname <> %s",
            [TEMPLATE],
        )
        found = cursor.fetchone()
    if found is not None:
        raise pytest.UsageError(
            f"DATABASE_URL wijst naar een server waarop een portaal staat (database {found[0]}). "
            "Geef de tests een eigen server, of maak DATABASE_URL en REDIS_URL leeg."
        )


@contextlib.contextmanager
def _superuser(url: str) -> Iterator["psycopg2.extensions.cursor"]:
    with contextlib.closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def _drop(cursor: "psycopg2.extensions.cursor", database: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _make_template(services: Services) -> None:
    """Make the template unless a worker of this run did. Fails for everybody alike when migrating fails."""
    done, failed = services.data_dir / "sjabloon-klaar", services.data_dir / "sjabloon-mislukt"
    with (services.data_dir / "sjabloon-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if failed.exists():
            pytest.fail(failed.read_text(), pytrace=False)
        if done.exists():
            return
        try:
            _fill_or_restore_template(services)
        except subprocess.CalledProcessError as error:
            failed.write_text(f"De testdatabase kan niet worden gemaakt ({error.cmd[2]}):\n{error.stderr}")
            pytest.fail(failed.read_text(), pytrace=False)
        done.touch()


def _fill_or_restore_template(services: Services) -> None:
    folder = os.environ.get("PORTAL_TEST_TEMPLATE_CACHE")
    if not folder:
        _fill_template(services)
        return
    kept = Path(folder) / f"{_template_key()}.dump"
    address = services.url("postgres", TEMPLATE)
    if kept.exists():
        _empty_template(services)
        _run([_binary("pg_restore"), "--jobs=2", "--dbname", address, str(kept)])
        return
    _fill_template(services)
    kept.parent.mkdir(parents=True, exist_ok=True)
    making = kept.with_suffix(f".{os.getpid()}")
    _run([_binary("pg_dump"), "--format=custom", "--compress=1", "--dbname", address, "--file", str(making)])
    making.replace(kept)


def _template_key() -> str:
    """Changes with everything that decides what an empty database holds."""
    digest = hashlib.sha256()
    for pattern in (
        "**/migrations/*.py",
        "**/models.py",
        "**/models/*.py",
        "**/data/*",
        "coa_portal/access/*",
    ):
        for path in sorted(PROJECT_ROOT.glob(pattern)):
            if path.is_file() and ".venv" not in path.parts:
                digest.update(str(path.relative_to(PROJECT_ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:20]


def _binary(name: str) -> str:
    return str(find_programs() / name)


def _run(command: list[str], **kept: Any) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, **kept)


def _empty_template(services: Services) -> None:
    with _superuser(services.url("postgres", "postgres")) as cursor:
        _drop(cursor, TEMPLATE)
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(TEMPLATE)))
    with _superuser(services.url("postgres", TEMPLATE)) as cursor:
        cursor.execute(ROLES_SQL.read_text())
        for role, password in (
            ("portal_owner", services.owner_password),
            ("portal_web", services.web_password),
        ):
            cursor.execute(sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role)), [password])


def _fill_template(services: Services) -> None:
    _empty_template(services)
    environment = services.environment(TEMPLATE) | {
        "PORTAL_DB": "owner",
        "DJANGO_SETTINGS_MODULE": "coa_portal.settings.test",
    }
    # without system checks, which `make check` runs: one page that does not import need not stop every test
    for command in (
        ["-m", "tests.plugins.quick_migrate", "migrate", "--verbosity=0", "--skip-checks"],
        ["manage.py", "load_reference", "--skip-checks"],
    ):
        _run([sys.executable, *command], cwd=PROJECT_ROOT, env=environment)


@pytest.fixture(scope="session")
def services() -> Services:
    """The servers of this run, for tests that start real processes or connect as another role."""
    assert _services is not None
    return _services


@pytest.fixture
def wait_until() -> object:
    """Call with a function and seconds: returns its first true answer, or fails."""

    def wait(condition: object, seconds: float = 10.0) -> object:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = condition()  # type: ignore[operator]
            if answer:
                return answer
            time.sleep(0.05)
        return pytest.fail(f"not true within {seconds} seconds: {condition}")

    return wait
