"""The database of pytest-django's tests: a clone of the template of `tests.plugins.services`."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def django_db_setup(services: Any, django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Instead of pytest-django's: this worker's clone of the template, reached as portal_owner."""
    from django.db import connection  # noqa: PLC0415 (after settings)
    from django.test import TransactionTestCase  # noqa: PLC0415

    def make_anew(_test: object = None) -> None:
        connection.close()
        services.clone(services.database)

    with django_db_blocker.unblock():
        make_anew()
    original = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = make_anew
    yield
    TransactionTestCase._fixture_teardown = original
    with django_db_blocker.unblock():
        connection.close()
        services.drop(services.database)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A connection that the server closed while tests without database ran is made anew."""
    if "django_db_setup" not in getattr(item, "fixturenames", ()):
        return
    from django.db import connection  # noqa: PLC0415 (after settings)

    if connection.connection is not None and not connection.in_atomic_block and _is_dead(connection):
        connection.close()


def _is_dead(connection: Any) -> bool:
    """Asked past Django, which refuses the database to whoever is not a test."""
    try:
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever is wrong with it
        return True
    return False
