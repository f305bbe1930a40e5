"""Pytest plugin: `world`, one sample of everything an address can be about, made once for all tests of a module.

Making it costs as much as asking two hundred pages. It stands in a transaction around the transactions of the tests:
each test sees it as it was made, and what a test writes is rolled back to there. So a module that uses it may hold no
test with real transactions, and its tests find the four accounts of the world that they would otherwise make.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.access.world import World


@contextmanager
def kept(blocker: Any, *, accounts: Sequence[Callable[[], Any]]) -> Iterator[None]:
    """A transaction around those of several tests; what is made inside stays until they are done. `accounts`: makers of
    `cast` whose accounts are part of it."""
    from django.db import transaction  # noqa: PLC0415 (after settings)

    from tests.plugins import cast  # noqa: PLC0415

    with blocker.unblock():
        block = transaction.atomic()
        block.__enter__()
        cast.HELD.update([make().email for make in accounts])
    try:
        yield
    finally:
        cast.HELD.clear()
        with blocker.unblock():
            transaction.set_rollback(True)
            block.__exit__(None, None, None)


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator["World"]:
    """The world and its cast: casemanager of Luttelgeest, regievoerder of COA, and of Utrecht with its system."""
    from tests.access.world import make_world  # noqa: PLC0415
    from tests.plugins import cast  # noqa: PLC0415

    makers = (cast.make_casemanager, cast.make_regievoerder_coa, cast.make_regievoerder, cast.make_systeem)
    with kept(django_db_blocker, accounts=makers):
        with django_db_blocker.unblock():
            made = make_world()
        yield made


@pytest.fixture
def world(shared_world: "World", db: None) -> "World":
    """Objects of the test's own, so that what one test changes on them is not there for the next."""
    return copy.deepcopy(shared_world)
