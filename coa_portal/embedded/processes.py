"""Starting and ending server processes: as the right user, and never surviving their parent."""

import contextlib
import ctypes
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from coa_portal.embedded.layout import EmbeddedServicesError

_PR_SET_PDEATHSIG = 1


def die_with_parent(signal_number: int) -> Callable[[], None] | None:
    """For `preexec_fn`: on Linux the kernel sends this signal when the parent ends, also by kill -9."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def request() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal_number)

    return request


def end_process(process: "subprocess.Popen[bytes]", *steps: tuple[int, float]) -> int:
    """Send each signal in turn and wait its seconds; kill what is left. Returns the exit code."""
    for signal_number, seconds in steps:
        if process.poll() is not None:
            break
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal_number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    if process.poll() is None:
        process.kill()
    return process.wait()


class ServerAccount:
    """The account PostgreSQL runs as. It refuses root; as root an existing account without rights is used."""

    NAME = "nobody"

    def __init__(self) -> None:
        self._entry: pwd.struct_passwd | None = None
        if os.geteuid() != 0:
            return
        if shutil.which("setpriv") is None:
            raise EmbeddedServicesError(
                "PostgreSQL draait niet als root, en het programma setpriv om van gebruiker te wisselen "
                "ontbreekt. Start het commando als gewone gebruiker."
            )
        self._entry = pwd.getpwnam(self.NAME)

    def give(self, path: Path) -> None:
        """Make the account owner of a folder and what is in it."""
        if self._entry is None or path.stat().st_uid == self._entry.pw_uid:
            return
        for item in [path, *path.rglob("*")]:
            os.chown(item, self._entry.pw_uid, self._entry.pw_gid, follow_symlinks=False)

    def command(self, command: Sequence[str], *must_reach: Path) -> list[str]:
        """The command line that runs `command` as this account, with its death tied to ours.

        A project below a folder that others may not enter (/root) stays as it is: instead of opening that
        folder the server keeps the one capability that lets it pass.
        """
        if self._entry is None:
            return list(command)
        capability = "" if all(map(_is_reachable, must_reach)) else "+dac_override"
        capabilities = (
            [f"--inh-caps=-all,{capability}", f"--ambient-caps=-all,{capability}"]
            if capability
            else ["--inh-caps=-all", "--ambient-caps=-all"]
        )
        account = [f"--reuid={self._entry.pw_uid}", f"--regid={self._entry.pw_gid}", "--clear-groups"]
        return ["setpriv", *account, *capabilities, "--pdeathsig=INT", *command]


def _is_reachable(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
