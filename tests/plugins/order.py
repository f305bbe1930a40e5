"""Pytest plugin: the longest tests first, so that both workers of `make test` end together.

xdist (`--dist worksteal`) gives each worker its part of the list, the first half to the first worker, and whoever is
done takes over tests from the end of the other's part. So each half begins with long tests. The second half begins with
those that need no database: meanwhile the first worker makes the template that all others are copied from.
"""

import os

import pytest

# folders and modules, longest first; measured with `--durations`
FIRST_HALF = (
    "tests/hardening/",
    "tests/access/test_matrix.py",
    "tests/notifications/test_kills.py",
    "tests/access/test_gate.py",
    "tests/overdracht/gemeente/test_api_schema.py",
    "tests/accounts/test_histories.py",
)
SECOND_HALF = (
    "tests/embedded/",
    "tests/e2e/test_every_page.py",
    "tests/e2e/",
    "tests/access/histories/",
    "tests/portaal/test_demo.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    first, second = _taken(items, FIRST_HALF), _taken(items, SECOND_HALF)
    long = {item.nodeid for item in (*first, *second)}
    rest = [item for item in items if item.nodeid not in long]
    room = max(0, len(items) // 2 - len(first))
    items[:] = [*first, *rest[:room], *second, *rest[room:]]


def _taken(items: list[pytest.Item], places: tuple[str, ...]) -> list[pytest.Item]:
    """The tests of these places, in the order of the places; a test belongs to the first that names it."""
    rank = {item.nodeid: n for item in items for n in _ranks(item, places)}
    return sorted((item for item in items if item.nodeid in rank), key=lambda item: rank[item.nodeid])


def _ranks(item: pytest.Item, places: tuple[str, ...]) -> list[int]:
    return [n for n, place in enumerate(places) if item.nodeid.startswith(place)][:1]
