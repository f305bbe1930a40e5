"""`make demo`: services, database, web, worker and beat in one terminal, and all of it gone after Ctrl-C.

    python -m coa_portal.demo_runner check --port 8000   may it start here? Standard library only, so it comes
                                                         before anything slow
    python -m coa_portal.demo_runner run --port 8000

Each process runs in a session of its own: Ctrl-C reaches this one only, which ends the others and kills
what does not listen. When this process itself is killed the kernel ends its children (Linux), the keeper of
the services stops those, and the next start clears what is left.
"""

import argparse
import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from coa_portal.demo_processes import process_table
from coa_portal.embedded import EmbeddedServices, EmbeddedServicesError, ensure_services, wait_until_stopped
from coa_portal.embedded.layout import PROJECT_ROOT, DataDir, Lock, tail
from coa_portal.embedded.processes import die_with_parent

READY_SECONDS = 90.0
STOP_SECONDS = 12.0  # a little more than gunicorn's --graceful-timeout


class DemoError(RuntimeError):
    """The demo cannot start or go on; carries the Dutch sentence to show."""


class StopRequested(Exception):
    """Ctrl-C or SIGTERM."""


@dataclass
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path | None


class Supervisor:
    """Starts processes, notices the end of any of them, and ends them all."""

    def __init__(self, data_dir: DataDir) -> None:
        self._children_file = data_dir.path / "demo-processes.json"
        self._log_folder = data_dir.log
        self._children: list[Child] = []
        self._is_asked_to_stop = False
        self._is_impatient = False
        self.services: EmbeddedServices | None = None
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, self._stop_soon)

    def _stop_soon(self, _signal_number: int, _frame: FrameType | None) -> None:
        self._is_impatient = self._is_asked_to_stop  # a second Ctrl-C: kill without waiting
        self._is_asked_to_stop = True

    def start(
        self, name: str, command: list[str], environment: dict[str, str], *, logged: bool = True
    ) -> Child:
        """Start a process; what it prints goes to a log, or to the terminal when not `logged`."""
        log = self._log_folder / f"{name}.log" if logged else None
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(log.open("wb")) if log else None
            process = subprocess.Popen(  # noqa: S603
                command,
                cwd=PROJECT_ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (no threads here)
            )
        child = Child(name, process, log)
        self._children.append(child)
        self._children_file.write_text(json.dumps([each.process.pid for each in self._children]))
        return child

    def run_to_end(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Run one step in the terminal. Raises DemoError when it fails, StopRequested at Ctrl-C."""
        child = self.start(name, command, environment, logged=False)
        while child.process.poll() is None:
            self._look()
            time.sleep(0.05)
        self._children.remove(child)
        if child.process.returncode != 0:
            raise DemoError(f"De demo stopt: {name} is mislukt (zie hierboven).")

    def look(self) -> None:
        """Raise StopRequested at Ctrl-C, DemoError when a process or the database ended by itself."""
        self._look()
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                message = f"De demo stopt: {child.name} is gestopt (code {code})."
                raise DemoError(f"{message} Uit {child.log}:\n{tail(child.log)}" if child.log else message)

    def _look(self) -> None:
        if self._is_asked_to_stop:
            raise StopRequested
        if self.services is not None and not self.services.are_running:
            log = self.services.data_dir.log
            raise DemoError(
                f"De demo stopt: de database of Valkey is gestopt. Zie {log}/postgres.log en valkey.log."
            )

    def stop(self) -> None:
        """Ask every process to end, wait, kill what is left, with everything it started."""
        for child in self._children:
            with contextlib.suppress(ProcessLookupError):
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.process.poll() is None for child in self._children):
            if self._is_impatient or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        for child in self._children:
            _kill_group(child.process.pid)
            child.process.wait()
        self._children.clear()
        self._children_file.unlink(missing_ok=True)


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def end_leftovers(data_dir: DataDir) -> None:
    """Kill processes of a demo whose supervisor was killed and that did not end with it."""
    children_file = data_dir.path / "demo-processes.json"
    try:
        pids = json.loads(children_file.read_text())
    except (OSError, ValueError):
        return
    for pid in pids:
        if "coa_portal" in _command_line(pid):  # the number may be somebody else's by now
            _kill_group(pid)
    children_file.unlink(missing_ok=True)


def _command_line(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    with contextlib.suppress(OSError):
        command = ["ps", "-o", "command=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    return ""


def check_start(data_dir: DataDir, port: int) -> None:
    """Raise DemoError when a demo of this folder runs already or the port is taken."""
    lock_file = data_dir.lock_file("demo")
    if Lock.is_taken(lock_file):
        raise DemoError(
            f"De demo van deze map draait al: {Lock.read_note(lock_file)}. Stop die eerst met Ctrl-C in zijn "
            "eigen venster."
        )
    end_leftovers(data_dir)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            reason = (
                "gebruikt door een ander programma" if error.errno == errno.EADDRINUSE else error.strerror
            )
            raise DemoError(
                f"Poort {port} is niet vrij ({reason}). Kies een andere: make demo PORT={port + 10}"
            ) from None
        except OverflowError:
            raise DemoError(f"Poort {port} bestaat niet. Kies er een tussen 1024 en 65535.") from None


def demo_environment(data_dir: DataDir, port: int) -> dict[str, str]:
    """The variables of the demo; what is set already stays as it is."""
    defaults = {
        "PORTAL_DEMO": "1",
        "PORTAL_BASE_URL": f"http://localhost:{port}",
        # the demo sends no mail: each message becomes a file
        "EMAIL_URL": f"filemail:///{data_dir.path / 'mail'}",
        "PYTHONUNBUFFERED": "1",
    }
    return {**defaults, **os.environ, "PORTAL_DB": "web"}


def run(data_dir: DataDir, port: int) -> None:
    """The whole demo, until Ctrl-C. Raises DemoError."""
    lock = Lock(data_dir.lock_file("demo"))
    check_start(data_dir, port)
    if not lock.acquire():
        raise DemoError("De demo van deze map start al in een ander venster.")
    lock.write(f"http://localhost:{port}, proces {os.getpid()}")
    supervisor = Supervisor(data_dir)
    try:
        _start_all(supervisor, data_dir, port)
        while True:
            supervisor.look()
            time.sleep(0.2)
    except StopRequested:
        print("\nDe demo stopt ...", flush=True)
    finally:
        supervisor.stop()
        if supervisor.services is not None and not wait_until_stopped(data_dir):
            print("De database blijft nog aan: een ander commando gebruikt hem.")
        lock.release()
    print("De demo is gestopt. De gegevens zijn bewaard.")


def _start_all(supervisor: Supervisor, data_dir: DataDir, port: int) -> None:
    if os.environ.get("DATABASE_URL") and not os.environ.get("DATABASE_OWNER_URL"):
        raise DemoError("DATABASE_URL is gezet; zet dan ook DATABASE_OWNER_URL (de rol portal_owner).")
    print("PostgreSQL en Valkey starten ...", flush=True)
    supervisor.services = ensure_services()
    environment = demo_environment(data_dir, port)
    logins_file = data_dir.path / "demo-logins.txt"
    prepare = [sys.executable, "-m", "coa_portal.demo_prepare", str(logins_file)]
    supervisor.run_to_end("het klaarzetten van de database", prepare, environment | {"PORTAL_DB": "owner"})
    table = process_table(f"127.0.0.1:{port}", str(data_dir.path / "celerybeat-schedule"))
    for name, command in table.items():
        supervisor.start(name, [sys.executable, "-m", *command], environment)
    _wait_until_healthy(supervisor, port)
    print(f"\nHet portaal draait op {environment['PORTAL_BASE_URL']}/  (stoppen met Ctrl-C)\n")
    print(logins_file.read_text(), flush=True)


def _wait_until_healthy(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    reason = ""
    while time.monotonic() < deadline:
        supervisor.look()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/gezond/", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError) as error:
            reason = str(error)
        time.sleep(0.1)
    raise DemoError(
        f"De demo stopt: het portaal geeft na {READY_SECONDS:.0f} seconden nog geen antwoord ({reason})."
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("step", choices=["check", "run"])
    parser.add_argument("--port", type=int, default=8000)
    arguments = parser.parse_args()
    data_dir = DataDir.from_environment()
    try:
        data_dir.create()
        if arguments.step == "check":
            check_start(data_dir, arguments.port)
        else:
            run(data_dir, arguments.port)
    except (DemoError, EmbeddedServicesError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
