"""The keeper: the small process that owns the embedded servers and stops them when nobody uses them.

Whoever uses the services holds the lock `users` shared. Once the keeper can have it for itself there are no
users left and it stops both servers, whatever way the last user ended. If one server dies it stops the other
and ends; the next start begins afresh. Started by `coa_portal.embedded`, never by hand.
"""

import argparse
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from coa_portal.embedded.layout import DataDir, EmbeddedServicesError, Lock, load_secrets
from coa_portal.embedded.postgres import PostgresServer
from coa_portal.embedded.valkey import ValkeyServer

LOOK_SECONDS = 0.3


class Keeper:
    def __init__(self, data_dir: DataDir, *, volatile: bool, remove: bool) -> None:
        self._data_dir = data_dir
        self._remove = remove
        secrets = load_secrets(data_dir)
        self._postgres = PostgresServer(data_dir, secrets, volatile=volatile)
        self._valkey = ValkeyServer(data_dir, secrets["VALKEY_PASSWORD"])
        self._asked_to_stop = False
        signal.signal(signal.SIGTERM, self._stop_soon)
        for signal_number in (signal.SIGINT, signal.SIGHUP):  # meant for the command that started us
            signal.signal(signal_number, signal.SIG_IGN)

    def start(self) -> None:
        """Start both servers and write down where they are."""
        state = self._data_dir.read_state()
        self._postgres.start(state.get("postgres_port"))
        self._valkey.start(state.get("valkey_port"))
        self._data_dir.write_state(
            {
                "data_dir": str(self._data_dir.path),
                "postgres_port": self._postgres.port,
                "valkey_port": self._valkey.port,
            }
        )

    def watch(self) -> None:
        """Return when there are no users left, when asked to stop, or when a server died."""
        start, users = Lock(self._data_dir.lock_file("start")), Lock(self._data_dir.lock_file("users"))
        while not self._asked_to_stop and self._postgres.is_running and self._valkey.is_running:
            if not self._data_dir.path.exists():  # removed below our feet: nothing left to keep
                return
            # the start lock first: nobody becomes a user between our look and our stop
            if start.acquire():
                if users.acquire():
                    return
                start.release()
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        self._valkey.stop()
        self._postgres.stop()
        if self._remove:
            shutil.rmtree(self._data_dir.path, ignore_errors=True)

    def _stop_soon(self, _signal_number: int, _frame: FrameType | None) -> None:
        self._asked_to_stop = True


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--ready-fd", type=int, required=True)
    parser.add_argument("--volatile", action="store_true")
    parser.add_argument("--remove", action="store_true")
    arguments = parser.parse_args()
    data_dir = DataDir(arguments.data_dir)

    lock = Lock(data_dir.lock_file("keeper"))
    if not lock.acquire(timeout=30.0):  # the former keeper is still ending its servers
        return _report(arguments.ready_fd, "de vorige database is nog aan het stoppen.")
    lock.write(str(os.getpid()))
    keeper: Keeper | None = None
    try:
        keeper = Keeper(data_dir, volatile=arguments.volatile, remove=arguments.remove)
        keeper.start()
        _report(arguments.ready_fd, "ready")
        keeper.watch()
    except EmbeddedServicesError as error:
        return _report(arguments.ready_fd, str(error))
    finally:
        if keeper is not None:
            keeper.stop()
    return 0


def _report(descriptor: int, message: str) -> int:
    os.write(descriptor, message.encode())
    os.close(descriptor)
    return 0 if message == "ready" else 1


if __name__ == "__main__":
    sys.exit(main())
