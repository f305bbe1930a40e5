"""Servers of one test alone, which it may kill: a PostgreSQL with a copy of the template, and a Valkey."""

import contextlib
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import psutil

from coa_portal.embedded.layout import DataDir, load_secrets
from coa_portal.embedded.postgres import DATABASE, PostgresServer, find_programs
from coa_portal.embedded.valkey import ValkeyServer
from tests.plugins.services import TEMPLATE, Services


class OwnServers:
    """Both servers, on ports that stay the same after a kill.

    Not `volatile`: what was committed must survive kill -9, as in production.
    """

    def __init__(self, folder: Path) -> None:
        self.data_dir = DataDir(folder)
        self.data_dir.create()
        self.secrets = load_secrets(self.data_dir)
        self.postgres = PostgresServer(self.data_dir, self.secrets, volatile=False)
        self.valkey = ValkeyServer(self.data_dir, self.secrets["VALKEY_PASSWORD"])
        self.postgres.start(None)
        self.valkey.start(None)

    def fill(self, services: Services) -> None:
        """All tables, rights and reference data, as every test starts with."""
        services.make_template()
        dump = self.data_dir.path / "sjabloon.dump"
        own = f"postgres://postgres:{self.secrets['POSTGRES_PASSWORD']}@127.0.0.1:{self.postgres.port}"
        source = services.url("postgres", TEMPLATE)
        for command in (
            ["pg_dump", "--format=custom", "--compress=0", "--dbname", source, "--file", str(dump)],
            ["pg_restore", "--jobs=2", "--clean", "--if-exists", "--dbname", f"{own}/{DATABASE}", str(dump)],
        ):
            program = str(find_programs() / command[0])
            subprocess.run([program, *command[1:]], check=True, capture_output=True)

    @property
    def redis_url(self) -> str:
        return f"redis://:{self.secrets['VALKEY_PASSWORD']}@127.0.0.1:{self.valkey.port}/0"

    def environment(self) -> dict[str, str]:
        """The variables of a real process on these servers."""

        def url(role: str) -> str:
            password = self.secrets[f"{role.upper()}_PASSWORD"]
            return f"postgres://{role}:{password}@127.0.0.1:{self.postgres.port}/{DATABASE}"

        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.notifications.worker_settings",
            "DATABASE_URL": url("portal_web"),
            "DATABASE_OWNER_URL": url("portal_owner"),
            "REDIS_URL": self.redis_url,
            "PORTAL_DB": "web",
        }

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows, read as superuser past every policy."""
        with contextlib.closing(self.postgres.connect(DATABASE)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    def kill_database(self) -> None:
        """End every process of PostgreSQL at once, and start it on the same data."""
        _kill_tree(self.postgres._process)
        self.postgres.start(self.postgres.port)

    def kill_broker(self) -> None:
        """End Valkey, and with it every hint that waited there."""
        _kill_tree(self.valkey._process)
        self.valkey.start(self.valkey.port)

    def stop(self) -> None:
        self.valkey.stop()
        self.postgres.stop()


def _kill_tree(process: Any) -> None:
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    for child in children:
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    process.wait()
