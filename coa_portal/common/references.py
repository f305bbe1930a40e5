"""Reference numbers, by which parties speak of a household or koppeling without personal data."""

from django.db import connection


def next_reference(sequence: str, prefix: str) -> str:
    """The next number of a PostgreSQL sequence as "PE-000123". `sequence` is a name in our own migrations."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        number = int(cursor.fetchone()[0])
    return f"{prefix}-{number:06d}"
