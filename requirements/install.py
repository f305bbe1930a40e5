"""Make the environment `.venv` from the lock file. Standard library only: it runs before anything else.

    python3 requirements/install.py              make or renew the environment
    python3 requirements/install.py --version    only look whether this Python is new enough

Does nothing when this lock file was installed before. Packages are checked against the hashes in it.
Understood by much older Pythons too, so that they give the message about their version, not a syntax error.
"""

import fcntl
import hashlib
import os
import subprocess
import sys

MINIMUM = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
LOCK_FILE = os.path.join(ROOT, "requirements", "ontwikkel.txt")
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed.sha256")


def main():  # type: () -> int
    if sys.version_info < MINIMUM:
        found = ".".join(str(part) for part in sys.version_info[:2])
        return _fail(
            "Python 3.11 of nieuwer is nodig; " + sys.executable + " is versie " + found + ".\n"
            "Wijs een andere aan, bijvoorbeeld: make demo PYTHON=python3.12"
        )
    if "--version" in sys.argv:
        return 0
    with open(LOCK_FILE, "rb") as lock_file:
        fcntl.flock(lock_file, fcntl.LOCK_EX)  # two makes at once
        # the place counts too: a moved environment has scripts that point to the old one
        wanted = hashlib.sha256(lock_file.read() + ROOT.encode()).hexdigest()
        if _installed() == wanted:
            return 0
        return _make_venv() or _install(wanted)


def _installed():  # type: () -> str
    try:
        with open(STAMP) as stamp:
            known = stamp.read().strip()
        subprocess.check_output([VENV_PYTHON, "-c", "import django"], stderr=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""  # never installed, or the Python it was made with is gone
    return known


def _make_venv():  # type: () -> int
    print("De omgeving .venv wordt bijgewerkt (alleen de eerste keer duurt dat ongeveer een minuut) ...")
    sys.stdout.flush()
    command = [sys.executable, "-m", "venv", VENV]
    if os.path.exists(VENV) and not _is_usable():
        command.insert(3, "--clear")
    if subprocess.call(command) != 0:  # noqa: S603
        return _fail(
            "Python kan geen omgeving maken. Op Debian en Ubuntu ontbreekt dan het pakket python3-venv:\n"
            "  sudo apt install python3-venv"
        )
    return 0


def _is_usable():  # type: () -> bool
    """True for an environment made here by a Python that still works: it can be brought up to date."""
    pip = os.path.join(VENV, "bin", "pip")
    try:
        subprocess.check_output([pip, "--version"], stderr=subprocess.DEVNULL)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _install(wanted):  # type: (str) -> int
    command = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # not all compiled beforehand: most modules are never imported
    command += ["--no-compile", "--no-deps", "--require-hashes", "--requirement", LOCK_FILE]
    if subprocess.call(command, stdin=subprocess.DEVNULL) != 0:  # noqa: S603
        return _fail("De pakketten uit requirements/ontwikkel.txt zijn niet geïnstalleerd (zie hierboven).")
    # .venv/bin/pytest and other scripts find the project's packages, whatever folder they are called from
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.check_output([VENV_PYTHON, "-c", where]).decode().strip()  # noqa: S603
    with open(os.path.join(packages, "coa_portal_root.pth"), "w") as path_file:
        path_file.write(ROOT + "\n")
    with open(STAMP, "w") as stamp:
        stamp.write(wanted + "\n")
    return 0


def _fail(message):  # type: (str) -> int
    sys.stderr.write(message + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
