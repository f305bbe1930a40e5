"""A data folder per test, and commands that see none of the run's own services."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from coa_portal.embedded import EmbeddedServices, use_services, wait_until_stopped
from coa_portal.embedded.layout import PROJECT_ROOT, DataDir

_OF_THE_RUN = ("DATABASE_", "REDIS_", "PORTAL_", "SECRET_", "BSN_", "DJANGO_", "PYTEST_")


@pytest.fixture(scope="session")
def stopped_installation(tmp_path_factory: pytest.TempPathFactory) -> DataDir:
    """A data folder that was started once: copying it is quicker than making a database for every test."""
    folder = DataDir(tmp_path_factory.mktemp("installatie") / "gegevens")
    use_services(folder)
    assert wait_until_stopped(folder)
    return folder


@pytest.fixture
def fresh_data_dir(tmp_path: Path) -> Iterator[DataDir]:
    """A folder in which nothing was ever started; what a test starts in it is stopped at the end."""
    folder = DataDir(tmp_path / "gegevens")
    yield folder
    for each in (folder, DataDir(tmp_path / "verhuisd")):
        if each.path.exists():
            assert wait_until_stopped(each)


@pytest.fixture
def data_dir(fresh_data_dir: DataDir, stopped_installation: DataDir) -> DataDir:
    """A folder with a database, not running."""
    copy_data_dir(stopped_installation, fresh_data_dir)
    return fresh_data_dir


@pytest.fixture
def start(data_dir: DataDir) -> Callable[[], EmbeddedServices]:
    """Find or start the services of the folder, as user of them."""
    return lambda: use_services(data_dir)


@pytest.fixture
def command(fresh_data_dir: DataDir) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Run Python code in a process of its own, as a command a person types: with no variable set but the folder."""
    running: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> "subprocess.Popen[str]":
        environment = {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_RUN)}
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT_ROOT,
            env=environment | {"PORTAL_DATA_DIR": str(fresh_data_dir.path), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        return process

    yield run
    for process in running:
        process.kill()
        process.communicate()


def copy_data_dir(source: DataDir, target: DataDir) -> None:
    """Copy with owners: as root the database belongs to another account."""
    subprocess.run(["cp", "-a", str(source.path), str(target.path)], check=True)


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement, committed; the rows, if it gives any."""
    connection = psycopg2.connect(url, connect_timeout=5)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def postgres_pid(data_dir: DataDir) -> int:
    return int((data_dir.postgres / "postmaster.pid").read_text().split("\n", 1)[0])


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def is_alive(pid: int) -> bool:
    """True for a process that runs; one that only waits to be collected by its parent has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not status.exists() or status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
