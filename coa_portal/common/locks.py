"""A lock on something that is no row, or on a row that this database role may not update."""

from django.db import connection


def lock_until_commit(*parts: object) -> None:
    """Wait for, and hold until the transaction ends, the lock named by `parts`.

    A gemeente's role has no UPDATE on a koppeling and so may not lock its row; both sides take this lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [":".join(map(str, parts))])
