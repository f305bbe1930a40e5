"""Differences between IBIS and a dossier, in words, for the person who chooses (R16)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coa_portal.common.dates import short_date
from coa_portal.organisaties.models import Opvanglocatie
from klantprofiel.actions.verschil import revived
from klantprofiel.herkomst import NO_SOURCE, fact_herkomst, sources_of
from klantprofiel.ibis.formaat import VERBLIJVEN, read_date
from klantprofiel.ibis.rapport import field_label
from klantprofiel.ibis.vergelijken import NONE_MARK, UNKNOWN_MARK
from klantprofiel.models import Ibisverschil, Klantprofiel
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.state import last_digits, model_of, plain, row_text, stored
from klantprofiel.texts import UNKNOWN, Names, code_names, masked_bsn, text_of

NOTHING = "niets ingevuld"


@dataclass(frozen=True)
class Verschil:
    """One difference as it is shown."""

    row: Ibisverschil
    label: str
    nu: str
    bron: str
    ibis: str


def differences_of(profiel: Klantprofiel) -> list[Verschil]:
    """The open differences of a profile read by `selectors.with_profile`."""
    rows = list(Ibisverschil.objects.filter(klantprofiel=profiel, besluit="").order_by("created_at", "veld"))
    return list(_told(profiel, rows)) if rows else []


def _told(profiel: Klantprofiel, rows: list[Ibisverschil]) -> Iterator[Verschil]:
    names = code_names()
    sources = sources_of(profiel)
    for row in rows:
        fact = FACTS.get(row.veld)
        told = fact_herkomst(fact, sources.get(row.veld)) if fact else None
        if row.veld == VERBLIJVEN:
            now, then = _stays_now(profiel), _stays_text(row.waarde)
        elif fact is None:
            now, then = _rows_now(profiel, row.veld, names), _rows_text(row.veld, row.waarde, names)
        else:
            now, then = _fact_now(profiel, row.veld, names), _fact_text(row.veld, row.waarde, names)
        source = told.tekst if told else "" if fact is None else NO_SOURCE
        yield Verschil(row, field_label(row.veld), now or NOTHING, source or "ingevoerd", then or NOTHING)


def _fact_now(profiel: Klantprofiel, name: str, names: Names) -> str:
    fact = FACTS[name]
    if name in profiel.onbekend:
        return UNKNOWN
    if fact.is_bsn:
        return masked_bsn(last_digits(profiel.vergunninghouder))
    target = profiel.vergunninghouder if fact.on_person else profiel
    return text_of(model_of(fact), name, stored(target, name), names)


def _fact_text(name: str, value: Any, names: Names) -> str:
    if value == UNKNOWN_MARK:
        return UNKNOWN
    if FACTS[name].is_bsn:
        return str(value)
    return text_of(model_of(FACTS[name]), name, revived(model_of(FACTS[name]), name, value), names)


def _rows_now(profiel: Klantprofiel, name: str, names: Names) -> str:
    row_set = ROW_SETS[name]
    columns = [column for column, _ in row_set.columns]
    rows = [
        {column: plain(stored(row, column)) for column in columns} for row in getattr(profiel, name).all()
    ]
    return row_set.geen if name in profiel.geen else _joined(name, rows, names)


def _rows_text(name: str, value: Any, names: Names) -> str:
    return ROW_SETS[name].geen if value == NONE_MARK else _joined(name, value, names)


def _joined(name: str, rows: list[dict[str, Any]], names: Names) -> str:
    texts = [row_text(ROW_SETS[name], row, names) for row in rows]
    return "; ".join(text for text in texts if text)


def _stays_now(profiel: Klantprofiel) -> str:
    stays = sorted(profiel.vergunninghouder.verblijven.all(), key=lambda stay: stay.van)
    return _stays_text([[str(row.opvanglocatie_id), str(row.van), str(row.tot or "")] for row in stays])


def _stays_text(value: Any) -> str:
    keys = [UUID(row[0]) for row in value]
    names = {row.pk: str(row) for row in Opvanglocatie.objects.filter(pk__in=keys)}
    return "; ".join(
        f"{names.get(key, '')}, {short_date(read_date(row[1]))} tot {short_date(read_date(row[2])) if row[2] else 'nu'}"
        for key, row in zip(keys, value, strict=True)
    )
