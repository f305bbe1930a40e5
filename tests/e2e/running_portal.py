"""The portal as real processes: web server, worker and beat as `portal_web`, on a database of their own."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class RunningPortal:
    """Addresses and folders of one running portal."""

    url: str
    environment: dict[str, str]
    mail_folder: Path
    log: Path

    def manage(self, *arguments: str) -> str:
        """Run a management command as the owner of the schema; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | {"PORTAL_DB": "owner"},
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stderr[-4000:]}")
        return done.stdout

    def mails(self) -> list[str]:
        """Every e-mail sent so far, as text."""
        return [path.read_text() for path in sorted(self.mail_folder.glob("*"))]


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_portal(
    services: Any, folder: Path, *, name: str, worker: bool = True, settings: dict[str, str] | None = None
) -> Iterator[RunningPortal]:
    """Start everything on a fresh clone of the template database; stop it all at the end. `settings`: more
    variables of the environment."""
    database = f"portal_e2e_{name}_{services.number}"
    services.clone(database)
    port = free_port()
    mail = folder / "post"
    mail.mkdir()
    environment = services.environment(database) | {
        "PORTAL_BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"filemail:///{mail}",
        "PORTAL_MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "PORTAL_DEMO": "0",
        "CONN_MAX_AGE": "0",
        **(settings or {}),
    }
    # by name: a passkey belongs to a host name
    portal = RunningPortal(f"http://localhost:{port}", environment, mail, folder / "log.txt")
    portal.manage("collectstatic", "--noinput", "--verbosity=0")
    programs = [
        [sys.executable, "-m", "gunicorn", "coa_portal.wsgi", "--threads=4", f"--bind=127.0.0.1:{port}"]
    ]
    if worker:
        celery = [sys.executable, "-m", "celery", "--app=coa_portal.celery"]
        programs.append([*celery, "worker", "--beat", f"--schedule={folder / 'beat'}", "--concurrency=1"])
    with portal.log.open("w") as log, contextlib.ExitStack() as stack:
        for program in programs:
            process = subprocess.Popen(program, cwd=ROOT, env=environment, stdout=log, stderr=log)
            stack.callback(_stop, process)
        _wait_for(portal, "/gezond/")
        yield portal
    services.drop(database)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(portal: RunningPortal, path: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            with urllib.request.urlopen(portal.url + path, timeout=2) as answer:
                if answer.status == 200:
                    return
        time.sleep(0.2)
    raise RuntimeError(f"the portal did not start:\n{portal.log.read_text()[-4000:]}")
