"""Choosing between what the dossier says and what IBIS says (R16)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.actions.dossier import allow, lock_profiel
from klantprofiel.actions.herkomst import keep_sources
from klantprofiel.actions.sectie import RowInput, record_facts, save_section
from klantprofiel.choices import Bron
from klantprofiel.ibis.formaat import VERBLIJVEN
from klantprofiel.ibis.vergelijken import NONE_MARK, UNKNOWN_MARK
from klantprofiel.models import Ibisverschil, Klantprofiel, Vergunninghouder
from klantprofiel.sections import FACTS, ROW_SETS, SECTION_OF
from klantprofiel.state import model_of, row_model

Besluit = Ibisverschil.Besluit
# a stay has a page of its own, with what follows from it; a BSN is never kept beside its table
BY_HAND = frozenset({VERBLIJVEN, "bsn"})


@action
def settle_differences(
    *, vergunninghouder: Vergunninghouder, choices: Mapping[UUID, str], acting_user: Any
) -> int:
    """Take over what IBIS says, or keep what is there, per difference; returns how many were settled.

    What is taken over is a fact from IBIS that this person verified. All of it or nothing: a value that breaks a rule
    raises SectionRefused. A difference that somebody settled meanwhile is left alone.
    """
    profiel = lock_profiel(vergunninghouder)
    allow(acting_user, "edit_profiel", profiel.vergunninghouder)
    rows = list(
        Ibisverschil.objects.select_for_update().filter(klantprofiel=profiel, pk__in=choices, besluit="")
    )
    for row in rows:
        chosen = choices[row.pk]
        if chosen not in (Besluit.OVERGENOMEN, Besluit.BEHOUDEN):
            raise DomainError("Kies overnemen of houden.", code="choice")
        if chosen == Besluit.OVERGENOMEN:
            _take_over(profiel, row, acting_user)
        row.besluit, row.besloten_op, row.besloten_door = chosen, timezone.now(), acting_user
        row.save()
    return len(rows)


def _take_over(profiel: Klantprofiel, row: Ibisverschil, acting_user: Any) -> None:
    if row.veld in BY_HAND:
        raise DomainError("Pas dit zelf aan in het dossier.", field=row.veld, code="by_hand")
    person = profiel.vergunninghouder
    if row.veld in ROW_SETS:
        _take_rows(profiel, row, acting_user)
    elif row.waarde == UNKNOWN_MARK:
        section = SECTION_OF[row.veld]
        names = {fact.name for fact in section.facts}
        unknown = {name for name in profiel.onbekend if name in names} | {row.veld}
        save_section(
            vergunninghouder=person,
            section=section.code,
            facts={row.veld: ""},
            onbekend=unknown,
            acting_user=acting_user,
        )
        keep_sources(profiel, [row.veld], bron=Bron.IBIS, op=today(), door=acting_user)
    else:
        value = revived(model_of(FACTS[row.veld]), row.veld, row.waarde)
        record_facts(
            vergunninghouder=person,
            facts={row.veld: value},
            bron=Bron.IBIS,
            op=today(),
            acting_user=acting_user,
        )


def _take_rows(profiel: Klantprofiel, row: Ibisverschil, acting_user: Any) -> None:
    """Rows about the same thing (the same language, the same job) become as IBIS has them, new ones are added; rows
    that IBIS does not know stay."""
    row_set = ROW_SETS[row.veld]
    model, key = row_model(row_set), row_set.columns[0][0]
    attname = model._meta.get_field(key).attname  # type: ignore[union-attr]
    known = {getattr(one, attname): one.pk for one in getattr(profiel, row_set.name).all()}
    given: list[RowInput] = []
    if row.waarde == NONE_MARK:
        given = [RowInput(pk=pk, delete=True) for pk in known.values()]
    else:
        for values in row.waarde:
            cells = {name: revived(model, name, value) for name, value in values.items()}
            given.append(RowInput({**cells, "bron": Bron.IBIS}, known.get(values.get(key))))
    section = SECTION_OF[row.veld]
    ticked = {one.name for one in section.rows if one.name in profiel.geen} - {row.veld}
    if row.waarde == NONE_MARK:
        ticked |= {row.veld}
    save_section(
        vergunninghouder=profiel.vergunninghouder,
        section=section.code,
        rows={row.veld: given},
        geen=ticked,
        acting_user=acting_user,
    )


def revived(model: type[models.Model], name: str, value: Any) -> Any:
    """A value out of JSON as the model has it."""
    if value and isinstance(model._meta.get_field(name), models.DateField):
        return dt.date.fromisoformat(value)
    return value
