"""Who looks in `test_gate`, and the questions that are asked for them."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from overdracht.policy import gates


@dataclass(frozen=True)
class Reader:
    """An account of one gemeente. `kind`: whole, low (tier 0 only), third (for a third party), named (for the same
    third party, named dossiers only)."""

    account: Any
    city: str
    kind: str = "whole"


class World:
    """Made once per test; each example works in a savepoint of its own."""

    casemanager: Any
    regievoerder: Any
    readers: list[Reader]
    party: Any  # the third party of both externals, who work for the first city
    locatie: Any


def named_reader(world: World) -> Reader:
    """The external with named dossiers only."""
    return next(reader for reader in world.readers if reader.kind == "named")


def fresh(account: Any) -> Any:
    """The account as a new request reads it, with nothing kept of an earlier one."""
    return type(account).objects.get(pk=account.pk)


def shown_gate(account: Any) -> list[tuple[Any, int]]:
    """Person and tier as the pages ask for them."""
    return list(gates(account).values_list("vergunninghouder_id", "shown_tier"))


def raw_gate(names: dict[Any, str]) -> list[tuple[str, int]]:
    """Person and tier by the view alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vergunninghouder_id, tier FROM overdracht_inzage")
        return [(names[key], tier) for key, tier in cursor.fetchall()]


def execute(sql: str, *values: Any) -> None:
    """What only time, or another part of the portal, does: straight in the table, as its owner."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def count(table: str) -> int:
    """Rows of a table as the present database role sees them, without any filter."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  (a name of our own)
        return int(cursor.fetchone()[0])
