"""Renewing what stands encrypted under an older key, in batches that each stand on their own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q, QuerySet

from coa_portal.common import crypto
from coa_portal.common.crypto import EncryptedColumn

BATCH = 500


@dataclass
class Rotated:
    """What a run did in one column. `unreadable`: keys of rows that no key of the ring reads, left as they were."""

    renewed: int = 0
    unreadable: list[Any] = field(default_factory=list)


def outdated(column: EncryptedColumn) -> QuerySet[Any]:
    """The rows that still stand under another key than the newest."""
    model = apps.get_model(column.model)
    # not the model's own manager: one that hides or tracks rows would leave some behind, or refuse the update
    rows: QuerySet[Any] = models.QuerySet(model)
    name = column.field
    return rows.exclude(Q(**{f"{name}__startswith": crypto.current_prefix()}) | Q(**{name: ""}))


def renew(column: EncryptedColumn, *, batch: int = BATCH) -> Iterator[Rotated]:
    """Renew every row of a column; yields the count so far after each committed batch.

    Can be stopped at any moment and started again. A row that somebody changes meanwhile is waited for, and is
    left alone when it turns out to be renewed already.
    """
    done = Rotated()
    last: Any = None
    while True:
        with transaction.atomic():
            rows = outdated(column).order_by("pk").select_for_update(of=("self",))
            rows = rows.filter(pk__gt=last) if last is not None else rows
            found = list(rows[:batch])
            for row in found:
                _renew_row(column, row, done)
        if not found:
            return
        last = found[-1].pk
        yield done


def _renew_row(column: EncryptedColumn, row: Any, done: Rotated) -> None:
    context = str(getattr(row, column.context_field))
    try:
        text = crypto.decrypt(getattr(row, column.field), purpose=column.purpose, context=context)
    except crypto.CannotDecrypt:
        done.unreadable.append(row.pk)
        return
    values = {column.field: crypto.encrypt(text, purpose=column.purpose, context=context)}
    if column.hash_field:
        values[column.hash_field] = crypto.keyed_hash(text, purpose=column.purpose)
    models.QuerySet(type(row)).filter(pk=row.pk).update(**values)
    done.renewed += 1
