"""What happens to rows when two dossiers of one person become one: moved or filled, and noted so that undoing the merge
puts each back where it was. Listeners of `events.people_merging` in upper apps use it for their own rows."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet

from coa_portal.common.errors import DomainError
from klantprofiel.models import Vergunninghouder
from klantprofiel.state import plain

OTHER_WAY = "Laat dat dossier blijven en het andere vervallen."


class Moving:
    """One merge under way. Both people are locked."""

    def __init__(self, blijft: Vergunninghouder, vervalt: Vergunninghouder) -> None:
        self.blijft, self.vervalt = blijft, vervalt
        self.verplaatst: list[list[str]] = []
        self.ingevuld: list[list[Any]] = []

    def refuse(self, reason: str) -> None:
        """Stop the merge; nothing of it is written."""
        raise DomainError(reason, code="merge_refused")

    def move(self, rows: "QuerySet[Any]", column: str, target: UUID, *, or_leave: bool = False) -> None:
        """Point rows at the dossier that stays. Where that breaks a rule of the table (both have one, and there may be
        only one), the merge is refused, or with `or_leave` that row stays behind."""
        for row in rows.select_for_update(of=("self",)).order_by("pk"):
            setattr(row, column, target)
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError:
                if or_leave:
                    continue
                what = row._meta.verbose_name_plural
                self.refuse(f"Beide dossiers hebben {what}, en dat kan er maar één zijn. Los dat eerst op.")
            self.verplaatst.append([row._meta.label, column, str(row.pk)])

    def fill(self, row: Any, column: str, value: Any) -> None:
        """Set a column of a row; the caller saves it."""
        self.ingevuld.append(
            [row._meta.label, str(row.pk), column, as_json(getattr(row, column)), as_json(value)]
        )
        setattr(row, column, value)


def as_json(value: Any) -> Any:
    """A stored value as JSON; keys as text."""
    return str(value) if isinstance(value, UUID) else plain(value)


def rows_of(app: str, person: Vergunninghouder) -> Iterator[tuple[str, "QuerySet[Any]"]]:
    """Column and rows of every table of an app that points at a person; not the tables of history."""
    for model in apps.get_app_config(app).get_models():
        if not model._meta.managed or hasattr(model, "history_type"):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and field.related_model is Vergunninghouder:
                yield field.attname, model._default_manager.filter(**{field.attname: person.pk})


def put_back(label: str, key: str, column: str, *, was: Any, now: Any) -> bool:
    """Set a column back to what it was, as far as it still holds what the merge wrote; whether it did."""
    model = apps.get_model(label)
    field: Any = model._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
    row = model._default_manager.select_for_update(of=("self",)).filter(pk=key).first()
    if row is None or as_json(getattr(row, column)) != now:
        return False
    setattr(row, column, field.target_field.to_python(was) if field.is_relation else field.to_python(was))
    row.save()
    return True
