"""One running portal per worker with somebody in every role and something of every kind to look at."""

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
    with running_portal(services, folder, name="gevuld", worker=False, filled=True) as running:
        yield FilledPortal(running, running.pages())
