"""Look through the pinned packages: `make check-dependencies`, or `make audit` before a roll-out.

    python requirements/audit.py             what can be judged here; an advisory service that cannot be reached is told
    python requirements/audit.py --streng    fails as well when the advisory service could not be reached

Always: every pin exact and with hashes, no address of a registry, what is installed is what is pinned and fits
together, licences that go with the EUPL. And known vulnerabilities, asked of OSV (`AUDIT_URL`), which holds the
advisories of the Python Packaging Authority and of GitHub. What was judged and accepted stands in `aanvaard.txt`.
"""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

FOLDER = Path(__file__).resolve().parent
SERVICE = "https://api.osv.dev/v1/querybatch"
OLD_DAYS = 90
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+))?")
# EUPL-1.2 (its appendix, and permissive ones) goes with these; LGPL: used as a library, unchanged
_LICENCES = re.compile(
    r"\b(MIT(?:-0)?|BSD|Apache|PSF|Python Software Foundation|ISC|Unlicense|LGPL|Lesser General Public|MPL|"
    r"Mozilla Public|Zlib|CC0|EUPL|0BSD)\b",
    re.IGNORECASE,
)


def pins(lock: Path) -> dict[str, str]:
    """Version by package name, as the lock file pins them for this Python and system."""
    found = [pin for line in lock.read_text().splitlines() if (pin := _PIN.match(line))]
    return {pin[1].lower(): pin[2] for pin in found if not pin[3] or Marker(pin[3]).evaluate()}


def faults_of_lock(lock: Path) -> Iterator[str]:
    """Pins without a hash, without an exact version, or from an address."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", "\n" + lock.read_text())[1:]
    for entry in entries:
        name = entry.split("\n")[0].strip(" \\")
        if not _PIN.match(entry):
            yield f"{lock.name}: {name} is niet op één versie vastgezet"
        elif "--hash=sha256:" not in entry:
            yield f"{lock.name}: {name} heeft geen hash"
    for line in lock.read_text().splitlines():
        if re.search(r"https?://|--(extra-)?index-url|git\+", line.split("#")[0]):
            yield f"{lock.name}: een adres in de lock: {line.strip()}"


def faults_of_installed(pinned: dict[str, str]) -> Iterator[str]:
    """Packages that are installed in another version than is pinned, or that do not fit together."""
    for name, version in pinned.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system than this one
        if installed != version.split("+")[0]:
            yield f"{name}: {installed} is geïnstalleerd, {version} is vastgezet"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check", "--disable-pip-version-check"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        yield from done.stdout.strip().splitlines()


def licence_of(name: str) -> str:
    """What a package says about its licence; "" when it is not installed here."""
    try:
        about = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    return (
        about.get("License-Expression")
        or "; ".join(classifiers)
        or (about.get("License") or "onbekend")[:200]
    )


def faults_of_licences(names: dict[str, str]) -> Iterator[str]:
    """Packages of production whose licence does not go with the EUPL."""
    for name in names:
        licence = licence_of(name)
        if licence and not _LICENCES.search(licence):
            yield f"{name}: licentie {licence!r} staat niet op de lijst"


def vulnerabilities(pinned: dict[str, str], url: str) -> list[tuple[str, str, str]]:
    """(package, version, advisory) of every known vulnerability. Raises OSError when the service is not reached."""
    queries = [
        {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
        for name, version in pinned.items()
    ]
    request = urllib.request.Request(  # noqa: S310  (the address is ours)
        url, json.dumps({"queries": queries}).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        try:
            results = json.load(answer)["results"]
        except (ValueError, KeyError) as error:
            raise OSError("no answer of the service") from error
    if len(results) != len(queries):
        raise OSError("half an answer of the service")
    return [
        (name, version, vuln["id"])
        for (name, version), result in zip(pinned.items(), results, strict=True)
        for vuln in result.get("vulns", [])
    ]


def accepted() -> dict[str, str]:
    """Reason by advisory, for what does not touch the portal: `GHSA-… reden`, one a line."""
    lines = (FOLDER / "aanvaard.txt").read_text().splitlines()
    rows = [line.split(maxsplit=1) for line in lines if line.strip() and not line.startswith("#")]
    return {row[0]: row[1] for row in rows if len(row) == 2}


def main(arguments: list[str]) -> int:
    """0 when nothing is wrong; 1 with a list otherwise."""
    locks = [FOLDER / "productie.txt", FOLDER / "ontwikkel.txt"]
    production, everything = (pins(lock) for lock in locks)
    faults = [fault for lock in locks for fault in faults_of_lock(lock)]
    faults += [*faults_of_installed(everything), *faults_of_licences(production)]
    print(f"{len(everything)} pakketten: versies, hashes, samenhang en licenties bekeken.")
    days = (time.time() - locks[0].stat().st_mtime) / 86400
    if days > OLD_DAYS:
        print(f"De lock is {days:.0f} dagen oud: vernieuw die met `make lock`.")
    url = os.environ.get("AUDIT_URL", SERVICE)
    try:
        known = accepted()
        found = vulnerabilities(everything, url)
        faults += [
            f"{name} {version}: {advisory}" for name, version, advisory in found if advisory not in known
        ]
        print(f"Bekende kwetsbaarheden: {len(found)} gevonden, {len(known)} aanvaard (OSV).")
    except OSError as error:
        print("=" * 78)
        print(
            f"NIET GECONTROLEERD op bekende kwetsbaarheden: {url} is niet bereikt ({type(error).__name__})."
        )
        print("Draai `make audit` op een machine die dat adres wel bereikt, vóór elke uitrol en elke week.")
        print("=" * 78)
        if "--streng" in arguments:
            faults.append("bekende kwetsbaarheden zijn niet gecontroleerd")
    for fault in faults:
        print(f"FOUT: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
