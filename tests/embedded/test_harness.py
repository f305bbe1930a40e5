"""The database that tests get: reached as owner, reference data in it, and whole again after real transactions."""

from typing import Any

import pytest
from django.db import connection

from coa_portal.organisaties.models import Gemeente
from tests.embedded.conftest import execute

AANTAL_GEMEENTEN = 342


@pytest.mark.django_db
def test_tests_connect_as_owner_of_a_database_of_this_worker(services: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        assert cursor.fetchone() == ("portal_owner", services.database)
    assert Gemeente.objects.count() == AANTAL_GEMEENTEN


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_was_committed_is_gone_and_reference_data_is_back(services: Any, turn: str) -> None:
    assert Gemeente.objects.count() == AANTAL_GEMEENTEN
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_behind (id int); TRUNCATE organisaties_gemeente CASCADE")
    # committed: another role, over a connection of its own, sees the same
    assert execute(services.url("postgres"), "SELECT count(*) FROM organisaties_gemeente") == [(0,)]


@pytest.mark.django_db
def test_processes_of_a_test_get_the_database_of_that_test(services: Any) -> None:
    environment = services.environment()
    assert execute(environment["DATABASE_URL"], "SELECT current_user, current_database()") == [
        ("portal_web", services.database)
    ]
    assert environment["PORTAL_DB"] == "web"
