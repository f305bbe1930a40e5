"""DESIGN §10: nothing personal in logs, PostgreSQL's own included: a failed statement carries its values."""

import contextlib
from typing import Any

import psycopg2
import pytest

SECRET = "Geheimenaam-in-een-waarde"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["portal_web", "portal_owner"])
def test_a_failed_statement_leaves_its_values_out_of_the_log(services: Any, role: str) -> None:
    with (
        contextlib.closing(psycopg2.connect(services.url(role))) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "SELECT current_setting('log_min_error_statement'), current_setting('log_error_verbosity')"
        )
        assert cursor.fetchone() == ("panic", "terse")
        with pytest.raises(psycopg2.Error):
            cursor.execute("SELECT 1 / 0, %s", [SECRET])
    log = services.data_dir / "log" / "postgres.log"
    if log.exists():  # not for a server that was given to the tests
        assert SECRET not in log.read_text()
