"""Where the embedded services keep their things: folders, locks, remembered ports, secrets.

Everything lies below one data folder (PORTAL_DATA_DIR, default `.data/` in the project). Locks are `flock`s:
the kernel frees them when their process ends, however it ends, so no list of process ids can be wrong.
"""

import contextlib
import fcntl
import json
import os
import secrets
import socket
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent.parent


class EmbeddedServicesError(RuntimeError):
    """The services could not be started; carries a Dutch sentence for whoever typed the command."""


@dataclass(frozen=True)
class DataDir:
    """The data folder of one installation. Paths are worked out, nothing is created."""

    path: Path

    @classmethod
    def from_environment(cls) -> "DataDir":
        given = os.environ.get("PORTAL_DATA_DIR")
        return cls((Path(given) if given else PROJECT_ROOT / ".data").expanduser().resolve())

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def valkey(self) -> Path:
        return self.path / "valkey"

    @property
    def log(self) -> Path:
        return self.path / "log"

    @property
    def secrets_file(self) -> Path:
        return self.path / "secrets.env"

    @property
    def state_file(self) -> Path:
        return self.path / "services.json"

    def lock_file(self, name: str) -> Path:
        return self.path / "locks" / name

    def create(self) -> None:
        """Make the folders, for the own user alone; as root PostgreSQL's account may pass through."""
        for folder in (self.path, self.path / "locks", self.log, self.valkey):
            folder.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for folder in (self.path / "locks", self.log, self.valkey):
            folder.chmod(0o700)

    def read_state(self) -> dict[str, object]:
        """What the last start wrote down: ports, and the path it had then. Empty when nothing is usable."""
        try:
            state = json.loads(self.state_file.read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, state: dict[str, object]) -> None:
        write_private(self.state_file, json.dumps(state))


def write_private(path: Path, text: str) -> None:
    """Write a file that only the own user reads, at once or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


class Lock:
    """An `flock` on a file below the data folder, held until `release` or the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, shared: bool = False, timeout: float = 0.0) -> bool:
        """Take the lock, trying for `timeout` seconds; False when somebody else keeps it."""
        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + timeout
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(self._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
                return True
            if time.monotonic() >= deadline:
                self.release()
                return False
            time.sleep(0.05)

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def write(self, text: str) -> None:
        """Leave a note for who finds the lock taken (`read_note`)."""
        if self._descriptor is not None:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, text.encode(), 0)

    @staticmethod
    def read_note(path: Path) -> str:
        try:
            return path.read_text().strip()
        except OSError:
            return ""

    @classmethod
    def is_taken(cls, path: Path) -> bool:
        """True when another process holds the lock exclusively (asking leaves no trace)."""
        if not path.exists():
            return False
        lock = cls(path)
        free = lock.acquire(shared=True)
        lock.release()
        return not free


@contextlib.contextmanager
def start_lock(data_dir: DataDir, timeout: float = 120.0) -> Iterator[None]:
    """Only one process at a time starts, finds or stops the services."""
    lock = Lock(data_dir.lock_file("start"))
    if not lock.acquire(timeout=timeout):
        raise EmbeddedServicesError(
            f"Een ander proces is al langer dan {timeout:.0f} seconden bezig de database te starten "
            f"(gegevensmap {data_dir.path})."
        )
    try:
        yield
    finally:
        lock.release()


SERVICE_PASSWORDS = ("POSTGRES_PASSWORD", "PORTAL_OWNER_PASSWORD", "PORTAL_WEB_PASSWORD", "VALKEY_PASSWORD")
APPLICATION_SECRETS = ("SECRET_KEY", "FIELD_KEYS", "READING_LOG_KEYS")
# data of an earlier version was encrypted with these; passed on when they are there
FORMER_SECRETS = ("BSN_KEYS", "BSN_HASH_KEY")


def load_secrets(data_dir: DataDir) -> dict[str, str]:
    """Passwords and keys of this installation; made at the first start, kept in `secrets.env` (mode 0600).

    Raises EmbeddedServicesError when there is a database but its password is lost: a new one would not fit.
    """
    known: dict[str, str] = {}
    if data_dir.secrets_file.exists():
        for line in data_dir.secrets_file.read_text().splitlines():
            name, separator, value = line.partition("=")
            if separator:
                known[name.strip()] = value.strip()
    if "POSTGRES_PASSWORD" not in known and (data_dir.postgres / "PG_VERSION").exists():
        raise EmbeddedServicesError(
            f"Er staat een database in {data_dir.postgres}, maar {data_dir.secrets_file} met de wachtwoorden "
            f"en sleutels ontbreekt. Zet dat bestand terug, of verwijder {data_dir.path} om leeg te beginnen."
        )
    if "BSN_KEYS" in known:
        known.setdefault("FIELD_KEYS", known["BSN_KEYS"])
    missing = [name for name in SERVICE_PASSWORDS + APPLICATION_SECRETS if name not in known]
    if missing:
        known |= {name: _new_secret(name) for name in missing}
        write_private(data_dir.secrets_file, "".join(f"{name}={value}\n" for name, value in known.items()))
    return known


def _new_secret(name: str) -> str:
    if name in ("FIELD_KEYS", "READING_LOG_KEYS"):  # 32 bytes in base64
        return urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_hex(32)


def free_port(remembered: object) -> int:
    """The remembered port of this machine if nobody listens there, else any free one."""
    if isinstance(remembered, int):
        with contextlib.suppress(OSError):
            return _bind(remembered)
    return _bind(0)


def _bind(port: int) -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # connections of the former server that linger in TIME_WAIT are no reason to move
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log, for in an error."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
