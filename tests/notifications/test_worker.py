"""The real thing: a Celery worker process as `portal_web`, Valkey, PostgreSQL, e-mails in files (R25)."""

import contextlib
import email
import email.message
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from coa_portal.notifications.models import Delivery, Event, Melding
from coa_portal.notifications.tasks import drain_outbox
from tests.factories.accounts import account_with

pytestmark = pytest.mark.django_db(transaction=True)
PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def start_worker(services: Any, tmp_path: Path) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Call to start a worker; those still running end with the test."""
    mail_folder = tmp_path / "mail"
    mail_folder.mkdir()
    environment = services.environment() | {
        "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
        # three slashes and the one of the path: django-environ takes the first off the path
        "EMAIL_URL": f"filemail:///{mail_folder}",
        "PORTAL_BASE_URL": "https://portaal.example",
    }
    command = [sys.executable, "-m", "celery", "--app", "coa_portal.celery", "worker", "--pool", "solo"]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> "subprocess.Popen[bytes]":
        with (tmp_path / "worker.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=log, stderr=log)
        started.append(process)
        return process

    yield start
    for process in started:
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.fixture
def empty_queue(services: Any) -> None:
    """Valkey without messages of other tests."""
    import redis  # noqa: PLC0415

    with contextlib.closing(redis.Redis.from_url(services.redis_url)) as valkey:
        valkey.flushdb()


def sent_mail(folder: Path) -> list[email.message.Message]:
    """Every e-mail in the files of Django's file backend."""
    found = []
    for path in (folder / "mail").iterdir():
        for part in path.read_text().split("-" * 79):
            if part.strip():
                found.append(email.message_from_string(part.lstrip()))
    return found


def is_drained() -> bool:
    return (
        not Event.objects.filter(drained_at=None).exists()
        and not Delivery.objects.exclude(next_try_at=None).exists()
    )


def test_stopped_worker_loses_nothing(
    announce: Any,
    gemeente_utrecht: Any,
    regievoerder_utrecht: Any,
    start_worker: Any,
    empty_queue: None,
    wait_until: Any,
    tmp_path: Path,
) -> None:
    for number in range(5):
        announce(gemeente_utrecht, number)
    assert Melding.objects.count() == 0
    start_worker()
    wait_until(is_drained, 40)
    assert Melding.objects.filter(recipient=regievoerder_utrecht).count() == 5
    mails = sent_mail(tmp_path)
    assert len(mails) == 5
    for message in mails:
        body = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
        for personal in (regievoerder_utrecht.naam, "Ruben", "Utrecht"):
            assert personal not in body
            assert personal not in message["Subject"]


@pytest.mark.deep  # test_kills takes worker, broker and database down in every run
def test_killed_worker_gives_everybody_each_melding_once(
    announce: Any,
    gemeente_utrecht: Any,
    gemeente_zeist: Any,
    start_worker: Any,
    empty_queue: None,
    wait_until: Any,
    tmp_path: Path,
) -> None:
    for gemeente in (gemeente_utrecht, gemeente_zeist):
        for _ in range(3):
            account_with("regievoerder_gemeente", gemeente)
    for number in range(100):
        announce(gemeente_utrecht if number % 2 else gemeente_zeist, number)
    for done in (10, 55):
        worker = start_worker()
        drain_outbox.delay()  # as beat would: a killed worker keeps its message for an hour
        wait_until(lambda done=done: Event.objects.exclude(drained_at=None).count() >= done, 40)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert Event.objects.filter(drained_at=None).exists()
    start_worker()
    drain_outbox.delay()
    wait_until(is_drained, 60)
    assert set(Counter(Melding.objects.values_list("event", "recipient")).values()) == {1}
    assert Melding.objects.count() == 300
    identifiers = Counter(message["Message-ID"] for message in sent_mail(tmp_path))
    assert len(identifiers) == 300
    assert sum(identifiers.values()) <= 302  # one more for each kill, under the same Message-ID


def test_dead_broker_costs_the_page_nothing(
    announce: Any, gemeente_utrecht: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from coa_portal.celery import app  # noqa: PLC0415

    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    started = time.monotonic()
    announce(gemeente_utrecht)
    assert time.monotonic() - started < 0.5
    assert Event.objects.count() == 1
