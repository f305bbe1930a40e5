"""django-simple-history, set up once: who changed what, in requests, tasks and commands alike."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

import simple_history
from django.db import models
from django.utils import timezone
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from coa_portal.audit.acting import acting_account


def tracked(**options: Any) -> HistoricalRecords:
    """History of a model. Bulk writes and `update()` write none: tracked models are saved one by one.

    The key is made in Python, because a role that may only INSERT cannot read a sequence's answer back.
    """
    return HistoricalRecords(**_set_up(), **options)


def track_elsewhere(model: type[models.Model], app: str) -> None:
    """History of a model of a lower app than this one, kept in the tables of `app`, whose actions write it."""
    simple_history.register(model, app=app, **_set_up())


def _set_up() -> dict[str, Any]:
    return {
        "get_user": lambda instance, **_: _known(acting_account()),
        "history_id_field": models.UUIDField(default=uuid.uuid4),
        "history_user_id_field": None,
    }


def _known(account: Any) -> Any:
    return account if getattr(account, "pk", None) else None


def create_with_history(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Add many rows of a tracked model, with their history, in two statements."""
    bulk_create_with_history(rows, model)


def update_with_history(model: type[models.Model], rows: Sequence[Any], fields: Collection[str]) -> None:
    """Write `fields` of many changed rows of a tracked model, with their history, in two statements."""
    if not rows:
        return
    moment = timezone.now()
    for row in rows:
        row.updated_at = moment
    bulk_update_with_history(rows, model, [*fields, "updated_at"])
