"""What the lists of the handover cost when there is much: terms country-wide and of one gemeente, and the work lists.

    python -m benchmarks.overviews [households] [rounds]

Copies one household as `benchmarks.walls` does and asks for each page with a tenth of them and with all of them: what
counts is how many times as long it takes (bounded pages stay near 1). One gemeente gets 300 of them. Nothing stays.
Prints JSON.
"""

import json
import statistics
import sys
import time
from typing import Any

from benchmarks import walls

OF_ONE_GEMEENTE = 300


def _timed(pages: dict[str, tuple[Any, str]], rounds: int) -> dict[str, float]:
    found = {}
    for name, (account, path) in pages.items():
        browser = walls.browser_of(account)
        times = []
        for turn in range(rounds + 1):
            start = time.perf_counter()
            answer = browser.get(path, HTTP_HOST="localhost")
            if turn:  # the first one warms up
                times.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"  # noqa: S101
        found[name] = statistics.median(times)
    return found


def _pages() -> tuple[dict[str, tuple[Any, str]], dict[str, Any]]:
    from tests.factories.accounts import account_with  # noqa: PLC0415
    from tests.plugins.cast import make_gemeente  # noqa: PLC0415

    made, keys = walls.make_pages()
    desk = account_with("regievoerder_coa")
    gemeente = account_with("regievoerder_gemeente", make_gemeente(walls.HOME))
    casemanager = made["coa list"][0]
    return {
        "termijnen country-wide": (desk, "/overdracht/termijnen/"),
        "termijnen of one gemeente": (gemeente, "/gemeente/termijnen/"),
        "termijnen of one azc": (casemanager, "/overdracht/termijnen/"),
        "work list regievoerder COA": (desk, "/"),
        "work list gemeente": (gemeente, "/"),
        "work list casemanager": (casemanager, "/"),
    }, keys


def _move_to_home(number: int) -> None:
    """As many of the copies belong to one gemeente."""
    from django.db import connection  # noqa: PLC0415

    tables = ("koppeling_koppeling", "overdracht_betrokkene", "overdracht_toestemming", "overdracht_kaart")
    with connection.cursor() as cursor:
        for table in tables:
            column = "id" if table == "koppeling_koppeling" else "koppeling_id"
            if table == "overdracht_toestemming":
                column = "vergunninghouder_id"
            key = "person" if column == "vergunninghouder_id" else "koppeling"
            cursor.execute(
                f"UPDATE {table} SET gemeente_id = %s"  # noqa: S608  (names of our own)
                f" WHERE {column} IN (SELECT {key} FROM copies ORDER BY n LIMIT %s)",
                [walls.HOME, number],
            )


def run(households: int, rounds: int) -> dict[str, Any]:
    """Everything, inside a transaction of the caller."""
    pages, keys = _pages()
    walls.copy_household(keys, households // 10)
    _move_to_home(OF_ONE_GEMEENTE)
    refresh()
    small = _timed(pages, rounds)
    walls.copy_household(keys, households - households // 10, first=households // 10)
    refresh()
    large = _timed(pages, rounds)
    return {
        "households": households,
        "pages": {
            name: {"ms": round(large[name]), "times_as_long_at_10x": round(large[name] / small[name], 2)}
            for name in pages
        },
    }


def refresh() -> None:
    """What beat does every hour."""
    from overdracht.tasks import count_all_termijnen  # noqa: PLC0415

    count_all_termijnen()


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    households, rounds = given + [100_000, 3][len(given) :]
    print(json.dumps(walls.rolled_back(lambda: run(households, rounds)), indent=2))
