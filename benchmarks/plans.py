"""How PostgreSQL reads the pages of a gemeente when there is much: no big table may be read from end to end (R4).

    python -m benchmarks.plans [households]

Copies households as `benchmarks.walls` does, 50,000 by default, asks for each page once, and has PostgreSQL explain
every question of it again under `portal_gemeente`, policies and all. Prints per page how many questions, how long they
took together, the slowest, and each big table that was read from end to end. Nothing stays. Prints JSON.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks import walls

BIG = 10_000  # rows


def read_from_end_to_end(plan: dict[str, Any], big: set[str]) -> Iterator[str]:
    """The big tables that a plan reads without an index."""
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in big and plan["Actual Loops"]:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from read_from_end_to_end(part, big)


def explain(account: Any, questions: list[str], big: set[str]) -> dict[str, Any]:
    """Every question once more, explained, under the role of the account."""
    from django.db import connection  # noqa: PLC0415

    from coa_portal.access.wall import behind_wall, wall_role_of  # noqa: PLC0415

    times, scans, role = [], [], wall_role_of(account)
    with behind_wall(role, account.pk), connection.cursor() as cursor:
        for question in questions:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {question}")
            (found,) = cursor.fetchone()[0]
            times.append((round(found["Execution Time"], 2), question[:160]))
            scans += [f"{table}: {question[:160]}" for table in read_from_end_to_end(found["Plan"], big)]
    total = round(sum(ms for ms, _ in times), 2)
    return {
        "questions": len(times),
        "ms": total,
        "slowest": max(times),
        "from_end_to_end": sorted(set(scans)),
    }


def asked_by(account: Any, path: str) -> list[str]:
    """The SELECTs of a page that stand behind the wall."""
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as captured:
        answer = walls.browser_of(account).get(path, HTTP_HOST="localhost")
    assert answer.status_code == 200, f"{path}: {answer.status_code}"  # noqa: S101
    asked = [query["sql"] for query in captured if query["sql"].startswith("SELECT ")]
    start = next(number for number, sql in enumerate(asked) if "set_config" in sql)
    return [sql for sql in asked[start:] if "set_config" not in sql and "FOR UPDATE" not in sql]


def run(households: int) -> dict[str, Any]:
    """Everything, inside a transaction of the caller."""
    from django.db import connection  # noqa: PLC0415

    pages, keys = walls.make_pages()
    walls.copy_household(keys, households)
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [BIG])
        big = {name for (name,) in cursor.fetchall()}
    mine = {name: page for name, page in pages.items() if name.startswith("gemeente")}
    return {
        "households": households,
        "big_tables": sorted(big),
        **{name: explain(account, asked_by(account, path), big) for name, (account, path) in mine.items()},
    }


if __name__ == "__main__":
    given = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    print(json.dumps(walls.rolled_back(lambda: run(given)), indent=2))
