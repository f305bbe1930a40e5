"""The portal as real processes: web server, worker and beat as `portal_web`, on a database of their own."""

import contextlib
import fcntl
import json
import shutil
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


FILLED = "portal_gevuld"


@dataclass
class RunningPortal:
    """Addresses and folders of one running portal."""

    url: str
    environment: dict[str, str]
    mail_folder: Path
    log: Path

    @property
    def netloc(self) -> str:
        """Where the web server listens."""
        return self.url.removeprefix("http://").replace("localhost", "127.0.0.1")

    def manage(self, *arguments: str) -> str:
        """Run a management command as the owner of the schema; returns what it printed."""
        return _manage(self.environment, *arguments)

    def pages(self) -> list[dict[str, Any]]:
        """What there is to look at in a portal that began filled, as `tests.e2e.pages` lists it."""
        listed = json.loads((self.mail_folder.parent / "paginas.json").read_text())
        assert isinstance(listed, list)
        return listed

    def mails(self) -> list[str]:
        """Every e-mail sent so far, as text."""
        return [path.read_text() for path in sorted(self.mail_folder.glob("*"))]


def _manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment | {"PORTAL_DB": "owner"},
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stderr[-4000:]}")
    return done.stdout


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def running_portal(
    services: Any,
    folder: Path,
    *,
    name: str,
    worker: bool = True,
    filled: bool = False,
    settings: dict[str, str] | None = None,
) -> Iterator[RunningPortal]:
    """Start everything on a fresh clone of the template database; stop it all at the end. `filled`: with somebody in
    every role and something of every kind. `settings`: more variables of the environment."""
    database = f"portal_e2e_{name}_{services.number}"
    portal = _prepared(services, folder, database, settings or {})
    if filled:
        shutil.copytree(_filled_folder(services), folder, dirs_exist_ok=True)
    services.clone(database, *([FILLED] if filled else []))
    programs = [
        [sys.executable, "-m", "gunicorn", "coa_portal.wsgi", "--threads=4", f"--bind={portal.netloc}"]
    ]
    if worker:
        celery = [sys.executable, "-m", "celery", "--app=coa_portal.celery"]
        programs.append([*celery, "worker", "--beat", f"--schedule={folder / 'beat'}", "--concurrency=1"])
    with portal.log.open("w") as log, contextlib.ExitStack() as stack:
        for program in programs:
            process = subprocess.Popen(program, cwd=ROOT, env=portal.environment, stdout=log, stderr=log)
            stack.callback(_stop, process)
        _wait_for(portal, "/gezond/")
        yield portal
    services.drop(database)


def _prepared(services: Any, folder: Path, database: str, settings: dict[str, str]) -> RunningPortal:
    """Where a portal will be found and what it will keep in its folder; nothing is started."""
    port = free_port()
    mail = folder / "post"
    mail.mkdir()
    environment = services.environment(database) | {
        "PORTAL_BASE_URL": f"http://localhost:{port}",
        "EMAIL_URL": f"filemail:///{mail}",
        "PORTAL_MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(_static_files(services)),
        "PORTAL_DEMO": "0",
        **settings,
    }
    # by name: a passkey belongs to a host name
    return RunningPortal(f"http://localhost:{port}", environment, mail, folder / "log.txt")


def _static_files(services: Any) -> Path:
    """The collected files, the same for every portal of a run."""
    folder = Path(services.data_dir) / "statisch"
    with _made_once(folder) as is_new:
        if is_new:
            _manage(services.environment() | {"STATIC_ROOT": str(folder)}, "collectstatic", "--noinput")
    return folder


def _filled_folder(services: Any) -> Path:
    """Fills the database `FILLED` once in a run; returns what belongs to it: uploads, mails and the list of pages."""
    folder = Path(services.data_dir) / "gevuld"
    with _made_once(folder) as is_new:
        if is_new:
            folder.mkdir()
            portal = _prepared(services, folder, FILLED, {})
            services.clone(FILLED)
            keep = f"from tests.e2e.pages import keep_pages; keep_pages({str(folder)!r})"
            portal.manage("shell", "--verbosity=0", "-c", keep)
    return folder


@contextlib.contextmanager
def _made_once(folder: Path) -> Iterator[bool]:
    """Whether this is the first test of a run, of all its workers, that wants a folder. Others wait until it is made;
    when that fails the next one tries again."""
    done = folder.with_suffix(".klaar")
    with folder.with_suffix(".slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            yield False
            return
        shutil.rmtree(folder, ignore_errors=True)
        yield True
        done.touch()


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
