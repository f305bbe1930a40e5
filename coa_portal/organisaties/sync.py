"""Bring a table in line with rows from outside in three queries, whatever their number; nothing is deleted."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


@dataclass
class Counts:
    """What happened to the rows of one table."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    ended: int = 0

    @property
    def has_changes(self) -> bool:
        return bool(self.created or self.updated or self.ended)


def _key(row: models.Model, fields: Sequence[str]) -> tuple[Hashable, ...]:
    return tuple(getattr(row, name) for name in fields)


def upsert(
    model: type[M],
    rows: Collection[M],
    *,
    key: Sequence[str],
    fields: Sequence[str],
    stamp: Mapping[str, Any] | None = None,
    may_update: Callable[[M], bool] = lambda known: True,
) -> Counts:
    """Create the rows whose `key` is new and update those of which one of `fields` differs.

    Names are attribute names (`gemeente_id`). `stamp` is written with every update, but no reason for one.
    Rows for which `may_update` is false are somebody's own and stay as they are.
    """
    existing = {_key(row, key): row for row in model._default_manager.all()}
    created: list[M] = []
    changed: list[M] = []
    for row in rows:
        known = existing.get(_key(row, key))
        if known is None:
            created.append(row)
        elif _key(row, fields) != _key(known, fields) and may_update(known):
            for name in fields:
                setattr(known, name, getattr(row, name))
            for name, value in (stamp or {}).items():
                setattr(known, name, value)
            changed.append(known)
    model._default_manager.bulk_create(created)
    if changed:
        model._default_manager.bulk_update(changed, _field_names(model, [*fields, *(stamp or {})]))
    return Counts(len(created), len(changed), len(rows) - len(created) - len(changed))


def _field_names(model: type[models.Model], attributes: Sequence[str]) -> list[str]:
    by_attribute = {field.attname: field.name for field in model._meta.concrete_fields}
    return [by_attribute[name] for name in attributes]
