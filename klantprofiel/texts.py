"""Values of facts as Dutch text, the same on page, in history and in the payload."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

from coa_portal.common.dates import short_date
from coa_portal.organisaties.models import Land, Nationaliteit, Taal

UNKNOWN = "Onbekend"
Names = Mapping[tuple[str, str], str]


def code_names() -> dict[tuple[str, str], str]:
    """(model, code) → name for the code lists that facts point at, in one query per list."""
    found: dict[tuple[str, str], str] = {}
    for model in (Land, Nationaliteit, Taal):
        for code, naam in model.objects.values_list("code", "naam"):
            found[(model.__name__, code)] = naam
    return found


def text_of(model: type[models.Model], name: str, value: Any, names: Names) -> str:
    """The text of a stored value (for a foreign key its code); "" for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Ja" if value else "Nee"
    if isinstance(value, dt.date):
        return short_date(value)
    field = model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return names.get((field.remote_field.model.__name__, str(value)), str(value))
    choices = dict(getattr(field, "flatchoices", None) or [])
    return str(choices.get(value, value))


def masked_bsn(last_digits: str) -> str:
    """The last three digits behind stars (R20); "" without a BSN."""
    return f"******{last_digits}" if last_digits else ""
