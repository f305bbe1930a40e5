"""R25 with real processes: whatever is killed, every event ends in exactly one melding per recipient."""

import contextlib
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from celery import Celery
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from tests.notifications.own_servers import OwnServers
from tests.notifications.test_worker import PROJECT_ROOT, sent_mail
from tests.plugins.services import Services

TARGETS = ("worker", "broker", "database")
PER_EVENT = 3  # accounts per gemeente: at once, daily, in the portal only (kill_writer.prepare)


class Installation:
    """Servers, one worker, and hints as beat gives them."""

    def __init__(self, folder: Path, services: Services) -> None:
        self.folder = folder
        (folder / "mail").mkdir()
        (folder / "data").mkdir()
        self.servers = OwnServers(folder / "data")
        self.servers.fill(services)
        self.environment = self.servers.environment() | {"EMAIL_URL": f"filemail:///{folder / 'mail'}"}
        self.started: list[subprocess.Popen[bytes]] = []
        # not the current app of this process: later tests would send their hints to servers that are gone
        self.beat = Celery(broker=self.servers.redis_url, set_as_current=False)
        self.beat.conf.broker_transport_options = {"socket_connect_timeout": 1, "max_retries": 0}
        self.start_worker()

    def run(self, module: str, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", module, *arguments]
        with (self.folder / "processes.log").open("ab") as log:
            process = subprocess.Popen(
                command, cwd=PROJECT_ROOT, env=self.environment, stdout=log, stderr=log
            )
        self.started.append(process)
        return process

    def start_worker(self) -> None:
        self.worker = self.run("celery", "--app", "coa_portal.celery", "worker", "--pool", "solo")

    def kill(self, target: str) -> None:
        if target == "worker":
            self.worker.send_signal(signal.SIGKILL)
            self.worker.wait()
            self.start_worker()
        elif target == "broker":
            self.servers.kill_broker()
        else:
            self.servers.kill_database()

    def hint(self) -> None:
        """As beat does every 15 seconds; a killed worker keeps its own message for an hour."""
        with contextlib.suppress(OperationalError, RedisError, OSError):
            self.beat.send_task("notifications.drain_outbox", retry=False, ignore_result=True)

    def number(self, sql: str) -> int:
        with contextlib.suppress(psycopg2.OperationalError):
            return int(self.servers.ask(f"SELECT count(*) FROM {sql}")[0][0])  # noqa: S608
        return -1

    def stop(self) -> None:
        for process in self.started:
            process.kill()
            process.wait()
        self.servers.stop()


@pytest.fixture
def installation(tmp_path: Path, services: Services) -> Iterator[Installation]:
    tmp_path.chmod(0o755)
    made = Installation(tmp_path, services)
    yield made
    made.stop()


def wait_for(installation: Installation, condition: Callable[[], bool], seconds: float) -> None:
    """As `wait_until`, with a hint now and then."""
    deadline = time.monotonic() + seconds
    while not condition():
        log = (installation.folder / "processes.log").read_text(errors="replace")[-3000:]
        assert time.monotonic() < deadline, log
        installation.hint()
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("events", "kills"), [(200, 4), pytest.param(2000, 60, marks=pytest.mark.deep)], ids=["short", "deep"]
)
def test_r25_whatever_is_killed_every_event_is_one_melding_per_recipient(
    events: int, kills: int, installation: Installation
) -> None:
    """Worker, broker and database, in a random order that the seed keeps, each at a moment that work is going on."""
    chance = random.Random(2021)  # noqa: S311  (the same order every time)
    targets = [TARGETS[n % 3] for n in range(kills)]
    chance.shuffle(targets)
    moments = sorted(chance.sample(range(5, events - 5), kills))
    writer = installation.run("tests.notifications.kill_writer", str(events))
    spread = "notifications_event WHERE drained_at IS NOT NULL"
    for target, moment in zip(targets, moments, strict=True):
        wait_for(installation, lambda moment=moment: installation.number(spread) >= moment, 60)
        installation.kill(target)
    assert writer.wait(120) == 0
    waiting = "notifications_delivery WHERE sent_at IS NULL"
    wait_for(
        installation,
        lambda: installation.number(spread) == events and installation.number(waiting) == 0,
        120,
    )
    found = installation.servers.ask(
        "SELECT event_id, recipient_id, count(*) FROM notifications_melding GROUP BY 1, 2"
    )
    assert {number for _, _, number in found} == {1}
    assert Counter(Counter(event for event, _, _ in found).values()) == {PER_EVENT: events}
    lines = "notifications_delivery", "notifications_digestline"
    assert [installation.number(table) for table in lines] == [events, events]
    identifiers = Counter(message["Message-ID"] for message in sent_mail(installation.folder))
    assert len(identifiers) == events
    # once more, under the same Message-ID, for a kill between the mail server's answer and the commit
    assert sum(identifiers.values()) <= events + kills
