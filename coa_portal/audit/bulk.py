"""The named bulk path: many rows of tracked models at once, with their history (ARCHITECTURE, "Traps": History).

Rows come as tuples of plain values, go in by COPY, and the database itself writes what history says of them. Only for
feeds: everything that a person does is an action on single rows. Meant for tables without row-level policies: COPY
does not work under those.
"""

import datetime as dt
import io
import itertools
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models

from coa_portal.audit.acting import acting_account

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
HISTORY_COLUMNS = ("history_id", "history_date", "history_type", "history_user_id")
Values = Mapping[str, Any]


class Table:
    """The columns of a model in order, and what a new row holds where nothing is said (its Python defaults)."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.name = model._meta.db_table
        self.columns: list[str] = [field.attname for field in model._meta.concrete_fields]
        self._defaults = {
            field.attname: field.get_default()
            for field in model._meta.concrete_fields
            if not field.primary_key
        }
        history = getattr(model, "history", None)
        self.history: str = history.model._meta.db_table if history else ""
        kept = {field.attname for field in history.model._meta.concrete_fields} if history else set()
        self.remembered = [name for name in self.columns if name in kept]

    def row(self, values: Values, moment: dt.datetime) -> dict[str, Any]:
        """A whole new row, with a key of its own where `values` has none."""
        return {"id": uuid4(), **self._defaults, "created_at": moment, "updated_at": moment, **values}


def _cell(value: Any) -> str:
    """One value as COPY reads it."""
    if value is None:
        return "\\N"
    write = _CELLS.get(type(value))
    if write is not None:
        return write(value)
    # a choice is a text of its own type
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)


def array_text(items: Iterable[object]) -> str:
    """A list of texts as an array of PostgreSQL is written."""
    quoted = (str(item).replace("\\", "\\\\").replace('"', '\\"') for item in items)
    return "{" + ",".join(f'"{item}"' for item in quoted) + "}"


def copy_rows(table: Table, rows: Sequence[Values]) -> None:
    """Add rows (as `Table.row` makes them), without history. JSON columns as text."""
    if not rows:
        return
    names = [name for name in table.columns if name in rows[0]]
    copy_lines(table.name, names, ("\t".join([_cell(row[name]) for name in names]) + "\n" for row in rows))


_CELLS: dict[type, Callable[[Any], str]] = {
    str: lambda value: value.translate(_ESCAPES) if not value.isalnum() else value,
    bool: lambda value: "t" if value else "f",
    list: lambda value: array_text(value).translate(_ESCAPES),
}


def copy_lines(name: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Add lines as COPY reads them to a table; nothing is checked or escaped."""
    # psycopg's own method, whose errors Django would not make its own
    with connection.cursor() as cursor, connection.wrap_database_errors:
        named = ", ".join(f'"{column}"' for column in columns)
        cursor.copy_expert(f'COPY "{name}" ({named}) FROM STDIN', io.StringIO("".join(lines)))


def keys_in_order() -> Iterator[str]:
    """Keys for rows that nobody asks for by their key: neighbours stand together in the index, which grows by that much
    faster than with keys at random."""
    begin = secrets.token_hex(8)
    for number in itertools.count():
        end = f"{number:016x}"
        yield f"{begin[:8]}-{begin[8:12]}-{begin[12:]}-{end[:4]}-{end[4:]}"


def copy_with_history(table: Table, rows: Sequence[Values]) -> None:
    """Add rows of a tracked model, and the line of history of each."""
    copy_rows(table, rows)
    remember(table, [row["id"] for row in rows], "+")


def remember(table: Table, keys: Sequence[UUID], kind: str) -> None:
    """Write in history how these rows are now: "+" made, "~" changed, "-" about to go."""
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_into_history(table)} FROM {table.name} WHERE id = ANY(%s::uuid[])",
            [kind, acting_key(), [str(key) for key in keys]],
        )


def _into_history(table: Table) -> str:
    """INSERT … SELECT up to FROM; takes the kind of change and the key of the account."""
    columns = ", ".join(f'"{name}"' for name in table.remembered)
    return (
        f"INSERT INTO {table.history} ({columns}, {', '.join(HISTORY_COLUMNS)}) "
        f"SELECT {columns}, gen_random_uuid(), clock_timestamp(), %s, %s"
    )


def acting_key() -> str | None:
    """The key of the account that writes; None for the system itself."""
    key = getattr(acting_account(), "pk", None)
    return str(key) if key else None


def update_with_history(
    table: Table, rows: Sequence[Values], names: Collection[str], moment: dt.datetime
) -> None:
    """Set `names` of the rows with these keys, and remember each as changed."""
    if not rows:
        return
    fields = {field.attname: field for field in table.model._meta.concrete_fields}
    kinds = {name: fields[name].db_type(connection) for name in names}
    sets = ", ".join(f'"{name}" = v."{name}"::{kind}' for name, kind in kinds.items())
    columns = ", ".join(f'"{name}"' for name in ("id", *kinds))
    arrays = ", ".join(["%s::uuid[]", *("%s::text[]" for _ in kinds)])
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {table.name} AS t SET {sets}, "updated_at" = %s '  # noqa: S608 (own names)
            f"FROM unnest({arrays}) AS v({columns}) WHERE t.id = v.id",
            [
                moment,
                [str(row["id"]) for row in rows],
                *([_as_text(row[name]) for row in rows] for name in kinds),
            ],
        )
    remember(table, [row["id"] for row in rows], "~")


def _as_text(value: Any) -> str | None:
    if value is None:
        return None
    return array_text(value) if isinstance(value, list) else str(value)


def delete_with_history(table: Table, keys: Sequence[UUID]) -> None:
    """Remove rows of a tracked model; history keeps how they were last."""
    remember(table, keys, "-")
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table.name} WHERE id = ANY(%s::uuid[])", [[str(k) for k in keys]])  # noqa: S608
