"""What the reading log costs a page: the same pages with and without its two INSERTs, in the same run (R10).

    python -m benchmarks.reading_log [number of rounds]

Works on the embedded database of this checkout (make demo made it) inside a transaction that is rolled back. The
ratio says more than the milliseconds on a machine that does other work at the same time. Prints JSON.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coa_portal.settings")
os.environ.setdefault("PORTAL_DB", "owner")

# subjects of one page: a dossier, a list of 25, and the 200 of "Alle"
PEOPLE = (1, 25, 200)


def median_ms(job: Callable[[], object], rounds: int) -> float:
    """Median of `rounds`, after one to warm up."""
    job()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _writes(rounds: int, account: Any) -> dict[str, float]:
    """The log alone, behind the wall, for pages that show this many people."""
    import uuid  # noqa: PLC0415

    from coa_portal.access.wall import behind_wall, wall_role_of  # noqa: PLC0415
    from coa_portal.audit.reading import Source, write_reading  # noqa: PLC0415

    role, found = wall_role_of(account), {}
    for number in PEOPLE:
        people = [uuid.uuid4() for _ in range(number)]

        def write(people: list[Any] = people) -> None:
            write_reading(
                Source(account, "bijhouden-klantprofiel", uuid.uuid4().hex), what="lijst", subjects=people
            )

        with behind_wall(role, account.pk):
            found[f"write_{number}_people_ms"] = round(median_ms(write, rounds), 2)
    return found


def _page(rounds: int, account: Any, url: str) -> dict[str, float]:
    """One page with and without the log, taking turns so that both meet the same machine."""
    from django.test import Client  # noqa: PLC0415

    from coa_portal.audit import reading  # noqa: PLC0415

    browser = Client()
    browser.force_login(account, backend="coa_portal.accounts.backends.EmailBackend")
    original, times = reading.write_reading, {True: [], False: []}  # type: ignore[var-annotated]
    for turn in range(2 * rounds + 2):
        is_logged = turn % 2 == 0
        reading.write_reading = original if is_logged else lambda *args, **kwargs: None  # type: ignore[assignment]
        start = time.perf_counter()
        answer = browser.get(url, HTTP_HOST="localhost")
        if turn > 1:
            times[is_logged].append((time.perf_counter() - start) * 1000)
        assert answer.status_code == 200, f"{url}: {answer.status_code}"  # noqa: S101
    reading.write_reading = original
    logged, bare = (statistics.median(times[key]) for key in (True, False))
    return {"with_ms": round(logged, 2), "without_ms": round(bare, 2), "ratio": round(logged / bare, 3)}


def main(rounds: int) -> dict[str, Any]:
    """Everything, on the casemanager of the demo."""
    import django  # noqa: PLC0415

    from coa_portal.embedded import ensure_services  # noqa: PLC0415

    ensure_services()
    django.setup()
    from django.db import transaction  # noqa: PLC0415

    from coa_portal.accounts.models import Gebruiker  # noqa: PLC0415
    from coa_portal.portaal.demo.accounts import ACCOUNTS  # noqa: PLC0415
    from klantprofiel.models import Vergunninghouder  # noqa: PLC0415

    result: dict[str, Any] = {"rounds": rounds}
    with transaction.atomic():
        account = Gebruiker.objects.get(email=ACCOUNTS[0].email)
        person = Vergunninghouder.objects.filter(dossier_locatie__naam__icontains="Luttelgeest").first()
        if person is None:
            raise SystemExit("Laad eerst de demo: make demo")
        result["list"] = _page(rounds, account, "/dossiers/")
        result["dossier"] = _page(rounds, account, f"/dossiers/{person.pk}/")
        result |= _writes(rounds, account)
        transaction.set_rollback(True)
    return result


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)))
