"""What a seal covers, byte for byte. A change here is a new form: older seals keep the form they were made with."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model

from coa_portal.audit.models import Inzageregel, Soort, Verwerkingsregel, Verwijdering, Zegel

START = "0" * 64
CURRENT_FORM = 3
# from this form on a link covers when it was sealed: a removal after its term is judged by that moment
_COVERS_MOMENT = 2

MODELS: dict[str, type[Model]] = {
    Soort.INZAGE: Inzageregel,
    Soort.VERWERKING: Verwerkingsregel,
    Soort.VERWIJDERING: Verwijdering,
}
# form → table → columns; never shorten or reorder a form that seals were made with
_FORMS: dict[int, dict[str, list[str]]] = {
    1: {
        Soort.INZAGE: [
            "id",
            "created_at",
            "updated_at",
            "trace_id",
            "span_id",
            "foreign_trace",
            "activity",
            "gebruiker_id",
            "organisatie",
            "functie",
            "what",
            "object_id",
            "version",
            "channel",
            "result",
        ],
        Soort.VERWERKING: [
            "id",
            "created_at",
            "updated_at",
            "trace_id",
            "span_id",
            "parent_span_id",
            "name",
            "activity",
            "subject",
            "subject_key",
            "status",
            "started_at",
            "ended_at",
            "resource",
        ],
        Soort.VERWIJDERING: [
            "id",
            "created_at",
            "updated_at",
            "from_position",
            "to_position",
            "count",
            "end_hash",
            "term_months",
            "name",
        ],
    }
}
# form 2 covers the same columns; its links cover the moment of sealing too
_FORMS[2] = _FORMS[1]
# form 3: the role under which was looked
_FORMS[3] = {**_FORMS[1], Soort.INZAGE: [*_FORMS[1][Soort.INZAGE], "rol"]}


def columns(soort: str, form: int = CURRENT_FORM) -> tuple[str, ...]:
    """The columns of a table that a form covers: all of them (a test holds this against the model)."""
    return tuple(_FORMS[form][soort])


def row_hash(soort: str, row: Mapping[str, Any], form: int = CURRENT_FORM) -> str:
    """SHA-256 over the content of a row as JSON: sorted names, moments in UTC to the microsecond."""
    content = {name: _plain(row[name]) for name in columns(soort, form)}
    text = json.dumps([soort, form, content], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def link_hash(previous: str, seal: Zegel) -> str:
    """The hash of one link: over the link before it, its own place, which row with which content, and when it was
    sealed. Seals of form 1 have no moment in it: whoever wrote in the database could make those look old."""
    parts = [previous, str(seal.position), seal.soort, str(seal.regel_id), seal.row_hash]
    if seal.form >= _COVERS_MOMENT:
        parts += [str(seal.form), str(_plain(seal.sealed_at))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def rows_by_id(
    soort: str, keys: Iterable[UUID], forms: Iterable[int] = (CURRENT_FORM,)
) -> dict[UUID, dict[str, Any]]:
    """Rows of one table with every column that these forms cover."""
    wanted = {name for form in forms for name in columns(soort, form)}
    rows = MODELS[soort]._default_manager.filter(pk__in=list(keys)).values(*sorted(wanted))
    return {row["id"]: dict(row) for row in rows}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value
