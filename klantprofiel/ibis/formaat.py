"""The fields of a line and how a value in it is read (docs/ibis.md). Fields carry the names of `klantprofiel.sections`.

What is wrong with a value is a `Fout`: the field and a Dutch sentence, without the value itself.
"""

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

from coa_portal.common.dates import parse_dutch_date
from coa_portal.organisaties.models import Land, Nationaliteit, Opvanglocatie, Taal
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.state import model_of, row_model
from klantprofiel.texts import UNKNOWN

HUISHOUDEN, HOOFDPERSOON = "huishouden", "hoofdpersoon"
VERBLIJVEN, ONBEKEND, GEEN = "verblijven", "onbekend", "geen"
# the columns of a row set in a line; of a stay our own
ROW_COLUMNS: dict[str, tuple[str, ...]] = {
    **{name: tuple(column for column, _ in rows.columns) for name, rows in ROW_SETS.items()},
    VERBLIJVEN: ("opvanglocatie", "van", "tot"),
}
FIELDS = frozenset((*FACTS, *ROW_COLUMNS, HUISHOUDEN, HOOFDPERSOON, GEEN))
MOST_ROWS = 30

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_YES, _NO = {"ja", "j", "true", "1"}, {"nee", "n", "false", "0"}
_HUISHOUDEN = re.compile(r"^[A-Za-z0-9./-]{1,20}$")


class Fout(Exception):
    """Why a line is refused. `veld`: the field as in the file; `reden`: a Dutch sentence without the value."""

    def __init__(self, veld: str, reden: str) -> None:
        super().__init__(f"{veld}: {reden}")
        self.veld, self.reden = veld, reden


@dataclass(frozen=True)
class Codes:
    """The code lists that a line may point at, by code and by name in small letters."""

    lists: Mapping[type[models.Model], Mapping[str, str]]
    locaties: Mapping[str, Opvanglocatie]


def read_codes() -> Codes:
    """One query per list."""
    lists: dict[type[models.Model], dict[str, str]] = {}
    for model in (Land, Nationaliteit, Taal):
        rows = list(model.objects.values_list("code", "naam"))
        lists[model] = {naam.lower(): code for code, naam in rows} | {c.lower(): c for c, _ in rows}
    return Codes(lists, {row.naam.lower(): row for row in Opvanglocatie.objects.all()})


Reader = Callable[[str, Codes], Any]


@functools.cache
def readers() -> dict[str, Reader]:
    """How each field is read: "naam" of a fact, "rijen.kolom" of a column."""
    found = {
        name: reader_of(model_of(fact)._meta.get_field(name))
        for name, fact in FACTS.items()
        if not fact.is_bsn
    }
    for row_set in ROW_SETS.values():
        model = row_model(row_set)
        for column, _ in row_set.columns:
            found[f"{row_set.name}.{column}"] = reader_of(model._meta.get_field(column))
    return found


def reader_of(field: Any) -> Reader:
    """The reader of a model field."""
    if isinstance(field, models.ForeignKey):
        return functools.partial(_code, field.remote_field.model)
    if field.choices:
        return functools.partial(_choice, _choices(field))
    for kind, read in _BY_KIND:
        if isinstance(field, kind):
            return lambda text, codes: read(text)
    if isinstance(field, models.EmailField):
        return lambda text, codes: _email(text, field.max_length)
    return lambda text, codes: _text(text, field.max_length)


def _choices(field: Any) -> dict[str, str]:
    """What may stand there: the code, or the words on the screen."""
    return {str(label).lower(): value for value, label in field.choices} | {
        value.lower(): value for value, _ in field.choices
    }


def _code(model: type[models.Model], text: str, codes: Codes) -> str:
    found = codes.lists[model].get(text.lower())
    if found is None:
        raise ValueError("Deze code of naam staat niet in de lijst van het portaal.")
    return found


def _choice(choices: Mapping[str, str], text: str, codes: Codes) -> str:
    found = choices.get(text.lower())
    if found is None:
        raise ValueError(f"Kies uit: {', '.join(dict.fromkeys(choices.values()))}.")
    return found


@functools.lru_cache(maxsize=8192)
def read_date(text: str) -> dt.date:
    """2026-03-31, or 31-03-2026."""
    try:
        return dt.date.fromisoformat(text) if text[4:5] == "-" else parse_dutch_date(text)
    except (ValueError, ValidationError):
        raise ValueError("Dit is geen datum. Schrijf jjjj-mm-dd of dd-mm-jjjj.") from None


def read_yes_no(text: str) -> bool:
    """ja or nee."""
    if text.lower() not in _YES | _NO:
        raise ValueError("Schrijf ja of nee.")
    return text.lower() in _YES


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text) > 40:
        raise ValueError("Schrijf een heel getal van 0 tot en met 40.")
    return int(text)


def _text(text: str, longest: int | None) -> str:
    if longest and len(text) > longest:
        raise ValueError(f"Deze tekst is te lang: ten hoogste {longest} tekens.")
    return text


def _email(text: str, longest: int | None) -> str:
    try:
        validate_email(_text(text, longest))
    except ValidationError:
        raise ValueError("Dit is geen e-mailadres.") from None
    return text


_BY_KIND: tuple[tuple[Any, Callable[[str], Any]], ...] = (
    (models.DateField, read_date),
    (models.BooleanField, read_yes_no),
    (models.PositiveSmallIntegerField, _number),
)


def plain_text(veld: str, value: Any) -> str:
    """A single value of a line as text; Fout for a list where none belongs, and for control characters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, (list, dict)):
        raise Fout(veld, "Hier hoort één waarde te staan, geen lijst.")
    text = str(value).strip()
    if _CONTROL.search(text):
        raise Fout(veld, "In deze waarde staan tekens die niet leesbaar zijn.")
    return text


def read_huishouden(value: Any) -> str:
    """The number of the household; "" for none."""
    text = plain_text(HUISHOUDEN, value)
    if text and not _HUISHOUDEN.match(text):
        raise Fout(
            HUISHOUDEN, "Gebruik ten hoogste 20 letters, cijfers, punten, streepjes en schuine strepen."
        )
    return text


def is_unknown(name: str, text: str) -> bool:
    """Whether a value says that the person does not know (R15), where the fact has no such answer of its own."""
    fact = FACTS[name]
    return fact.may_be_unknown and text.lower() == UNKNOWN.lower()
