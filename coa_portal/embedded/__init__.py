"""PostgreSQL and Valkey without installing anything: for the demo, the tests and a developer's commands.

`ensure_services()` is called by manage.py, wsgi.py and celery.py, never by settings. With DATABASE_URL and
REDIS_URL set it does nothing. Else it finds or starts the servers of this data folder and sets the variables.

Who stops them: nobody in particular. Each process that uses them holds a lock until it ends; a keeper process
(`keeper.py`) stops the servers when the last one is gone. So a command while the demo runs uses the demo's
servers and leaves them alone, and a command by itself leaves nothing behind.
"""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from coa_portal.embedded.layout import (
    APPLICATION_SECRETS,
    FORMER_SECRETS,
    PROJECT_ROOT,
    DataDir,
    EmbeddedServicesError,
    Lock,
    load_secrets,
    start_lock,
)

__all__ = [
    "EmbeddedServices",
    "EmbeddedServicesError",
    "ensure_services",
    "leave_services",
    "use_services",
    "wait_until_stopped",
]

_held_locks: dict[Path, Lock] = {}


@dataclass(frozen=True)
class EmbeddedServices:
    """The addresses of the running servers. `superuser_url` is for making databases, never for the portal."""

    data_dir: DataDir
    postgres_port: int
    valkey_port: int
    secrets: dict[str, str]

    def database_url(self, role: str, database: str = "portal") -> str:
        """The URL for role "postgres", "portal_owner" or "portal_web"."""
        password = self.secrets[f"{role.upper()}_PASSWORD"]
        return f"postgres://{role}:{password}@127.0.0.1:{self.postgres_port}/{database}"

    def redis_url(self, number: int = 0) -> str:
        return f"redis://:{self.secrets['VALKEY_PASSWORD']}@127.0.0.1:{self.valkey_port}/{number}"

    @property
    def are_running(self) -> bool:
        return Lock.is_taken(self.data_dir.lock_file("keeper"))


def ensure_services() -> EmbeddedServices | None:
    """Set DATABASE_URL, DATABASE_OWNER_URL, REDIS_URL and the keys in os.environ where they are not set.

    Returns None when the environment names its own services. Raises EmbeddedServicesError.
    """
    wants_database = not os.environ.get("DATABASE_URL")
    wants_redis = not os.environ.get("REDIS_URL")
    if not (wants_database or wants_redis):
        return None
    data_dir = DataDir.from_environment()
    services = use_services(data_dir)
    os.environ["PORTAL_DATA_DIR"] = str(data_dir.path)
    if wants_database:
        os.environ["DATABASE_URL"] = services.database_url("portal_web")
        os.environ["DATABASE_OWNER_URL"] = services.database_url("portal_owner")
        for name in APPLICATION_SECRETS + FORMER_SECRETS:
            if not os.environ.get(name) and name in services.secrets:
                os.environ[name] = services.secrets[name]
    if wants_redis:
        os.environ["REDIS_URL"] = services.redis_url()
    return services


def use_services(data_dir: DataDir, *, volatile: bool = False, remove: bool = False) -> EmbeddedServices:
    """Find or start the servers of a data folder and count this process among their users until it ends.

    `volatile`: fast, and lost at a power cut. `remove`: the keeper removes the folder at the end (tests).
    """
    data_dir.create()
    with start_lock(data_dir):
        if data_dir.path not in _held_locks:
            lock = Lock(data_dir.lock_file("users"))
            if not lock.acquire(shared=True, timeout=30.0):
                raise EmbeddedServicesError(f"De gegevensmap {data_dir.path} is bezet.")
            _held_locks[data_dir.path] = lock
        if not _find_running(data_dir):
            _start_keeper(data_dir, volatile=volatile, remove=remove)
        state = data_dir.read_state()
        return EmbeddedServices(
            data_dir=data_dir,
            postgres_port=int(str(state["postgres_port"])),
            valkey_port=int(str(state["valkey_port"])),
            secrets=load_secrets(data_dir),
        )


def leave_services(data_dir: DataDir) -> None:
    """Stop counting as a user before the process ends."""
    lock = _held_locks.pop(data_dir.path, None)
    if lock is not None:
        lock.release()


def wait_until_stopped(data_dir: DataDir, timeout: float = 30.0) -> bool:
    """Leave the services and wait until the servers are gone; False when others still use them."""
    leave_services(data_dir)
    lock = Lock(data_dir.lock_file("keeper"))
    users = Lock(data_dir.lock_file("users"))
    for _ in range(int(timeout / 0.5)):
        if not data_dir.lock_file("keeper").exists() or lock.acquire(shared=True, timeout=0.5):
            lock.release()
            return True
        if _others_use(users):
            return False
    return False


def _others_use(users: Lock) -> bool:
    """Are there shared holders? The keeper's own short look is exclusive, so two looks tell them apart."""
    if users.acquire(timeout=1.0):
        users.release()
        return False
    shared = users.acquire(shared=True)
    users.release()
    return shared


def _find_running(data_dir: DataDir) -> bool:
    """True when the servers of this very folder answer. Called under the start lock."""
    keeper_lock = data_dir.lock_file("keeper")
    if not Lock.is_taken(keeper_lock):
        return False
    state = data_dir.read_state()
    if state.get("data_dir") == str(data_dir.path) and _answers(data_dir, state):
        return True
    # a project that was moved while it ran (the server loads its libraries from the old place), or a keeper
    # whose server just died: end it and begin afresh
    with contextlib.suppress(ValueError, ProcessLookupError):
        os.kill(int(Lock.read_note(keeper_lock)), signal.SIGTERM)
    return False


def _answers(data_dir: DataDir, state: dict[str, object]) -> bool:
    """A real sign-in with the password of this folder; a port that is merely open proves nothing."""
    import psycopg2  # noqa: PLC0415 (only when there is something to ask)
    import redis  # noqa: PLC0415

    from coa_portal.embedded.valkey import valkey_client  # noqa: PLC0415

    secrets = load_secrets(data_dir)
    try:
        psycopg2.connect(
            host="127.0.0.1",
            port=str(state["postgres_port"]),
            user="portal_web",
            password=secrets["PORTAL_WEB_PASSWORD"],
            dbname="portal",
            connect_timeout=5,
        ).close()
        with valkey_client(int(str(state["valkey_port"])), secrets["VALKEY_PASSWORD"]) as client:
            client.ping()
    except (KeyError, psycopg2.OperationalError, redis.RedisError):
        return False
    return True


def _start_keeper(data_dir: DataDir, *, volatile: bool, remove: bool) -> None:
    """Start the keeper and wait for its word. It reports an error as the Dutch sentence to show."""
    read_end, write_end = os.pipe()
    command = [sys.executable, "-m", "coa_portal.embedded.keeper"]
    command += ["--data-dir", str(data_dir.path), "--ready-fd", str(write_end)]
    command += ["--volatile"] * volatile + ["--remove"] * remove
    with (data_dir.log / "keeper.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            command,
            cwd=PROJECT_ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[write_end],
        )
    os.close(write_end)
    with os.fdopen(read_end) as stream:
        answer = stream.read()
    if answer != "ready":
        process.wait()
        reason = answer or (data_dir.log / "keeper.log").read_text(errors="replace")
        raise EmbeddedServicesError(f"De ingebouwde database start niet: {reason.strip()}")
