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
