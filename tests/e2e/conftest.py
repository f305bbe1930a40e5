"""One running portal per worker with somebody in every role and something of every kind to look at."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.e2e.running_portal import RunningPortal, running_portal


class FilledPortal(NamedTuple):
    """A running portal and the pages in it, as `tests.e2e.pages` lists them."""

    running: RunningPortal
    pages: list[dict[str, Any]]


@pytest.fixture(scope="session")
def filled_portal(services: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FilledPortal]:
    folder = tmp_path_factory.mktemp("gevuld")
    command = "from tests.e2e.pages import print_pages; print_pages()"
    with running_portal(services, folder, name="gevuld", worker=False) as running:
        printed = running.manage("shell", "--verbosity=0", "-c", command)
        yield FilledPortal(running, json.loads(printed.strip().splitlines()[-1]))
