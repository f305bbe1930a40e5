"""Days pass: every date in the database moves back, so that PostgreSQL and Python keep their own clocks.

Sixteen is a multiple of four, so birthdays move as exactly as dates that are stored (there is no leap day between).
"""

from functools import lru_cache

from django.db import connection

_MOVING = ("accounts", "klantprofiel", "koppeling", "overdracht", "notifications", "voorinburgering")


@lru_cache(maxsize=1)
def _dated_columns() -> dict[str, list[str]]:
    """Table → its columns with a date or a moment; histories and the reading log are left alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'"
            " AND c.data_type IN ('date', 'timestamp with time zone')"
            " AND split_part(c.table_name, '_', 1) = ANY(%s) AND c.table_name NOT LIKE '%%\\_historical%%'",
            [list(_MOVING)],
        )
        columns: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            columns.setdefault(table, []).append(column)
    return columns


def days_pass(days: int) -> None:
    """Make the day of today come `days` later than everything that is written down."""
    with connection.cursor() as cursor:
        for table, columns in _dated_columns().items():
            changes = ", ".join(f'"{name}" = "{name}" - make_interval(days => {days})' for name in columns)
            if table == "klantprofiel_verblijf":  # stays may not overlap, not even for a moment
                cursor.execute("SELECT id FROM klantprofiel_verblijf ORDER BY van")
                for (key,) in cursor.fetchall():
                    cursor.execute(f'UPDATE "{table}" SET {changes} WHERE id = %s', [key])  # noqa: S608
            else:
                cursor.execute(f'UPDATE "{table}" SET {changes}')  # noqa: S608  (names of our own)
