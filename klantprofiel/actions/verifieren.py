"""Verifying facts and rows after a talk, several at once (R16)."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from coa_portal.audit.acting import action
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from klantprofiel.actions.dossier import allow, announce, lock_profiel, touch
from klantprofiel.actions.herkomst import keep_sources
from klantprofiel.choices import VERIFYING, Bron
from klantprofiel.herkomst import Open, open_items
from klantprofiel.models import Klantprofiel, Vergunninghouder
from klantprofiel.sections import FACTS, ROW_SETS
from klantprofiel.state import row_model
from klantprofiel.texts import code_names


@action
def verify_facts(
    *, vergunninghouder: Vergunninghouder, gezien: Mapping[str, Any], bron: str, op: dt.date, acting_user: Any
) -> int:
    """Verify what was seen, from one source and as of one day; how many that were.

    `gezien`: `Open.key` → `Open.state` as the person saw it. Judged on the locked profile: what somebody verified
    meanwhile is left alone, and a value that changed meanwhile refuses everything, because nobody verifies what they
    did not see. A person's own word (work, hobbies, ambitions) stays *eigen opgave* unless a document shows it.
    """
    profiel = lock_profiel(vergunninghouder)
    person = profiel.vergunninghouder
    allow(acting_user, "edit_profiel", person)
    _judge(person, gezien, bron, op)
    waiting = {item.key: item for item in open_items(profiel, code_names())}
    chosen = [waiting[key] for key in gezien if key in waiting]
    _same_as_seen(chosen, gezien)
    facts = [item.key for item in chosen if item.key in FACTS]
    own = {name for name in facts if FACTS[name].own_statement and bron != Bron.DOCUMENT}
    keep_sources(profiel, own, bron=Bron.EIGEN_OPGAVE, op=op, door=acting_user)
    keep_sources(profiel, set(facts) - own, bron=bron, op=op, door=acting_user)
    for item in chosen:
        if item.key not in FACTS:
            verify_row(profiel, item.key, bron, op, acting_user)
    if chosen:
        touch(profiel)
        announce(person, acting_user)
    return len(chosen)


def _judge(person: Vergunninghouder, gezien: Mapping[str, Any], bron: str, op: dt.date) -> None:
    if not gezien:
        raise DomainError("Kies ten minste één gegeven.", field="gegevens", code="empty")
    if bron not in VERIFYING:
        raise DomainError("Kies waarmee u dit hebt geverifieerd.", field="bron", code="source")
    if op > today():
        raise DomainError("Vul een datum in die niet na vandaag ligt.", field="op", code="future")
    if op < person.geboortedatum:
        raise DomainError("Deze datum ligt voor de geboortedatum.", field="op", code="before_birth")


def _same_as_seen(chosen: list[Open], gezien: Mapping[str, Any]) -> None:
    changed = [item.label for item in chosen if item.state != gezien[item.key]]
    if changed:
        raise DomainError(
            f"Intussen gewijzigd: {', '.join(changed)}. Er is nog niets geverifieerd. Kijk wat er nu staat en kies "
            "opnieuw.",
            field="gegevens",
            code="conflict",
        )


def verify_row(profiel: Klantprofiel, key: str, bron: str, op: dt.date, door: Any) -> None:
    """Say of a row ("rowset:key") of a locked profile where it comes from, and that it is verified."""
    name, _, pk = key.partition(":")
    row_set = ROW_SETS[name]
    row: Any = row_model(row_set).objects.get(klantprofiel=profiel, pk=UUID(pk))  # type: ignore[attr-defined]
    if row_set.source == Bron.EIGEN_OPGAVE and bron != Bron.DOCUMENT:
        row.bron, row.geverifieerd_op, row.geverifieerd_door_id = Bron.EIGEN_OPGAVE, None, None
    else:
        row.bron, row.geverifieerd_op = bron, op
        row.geverifieerd_door_id = getattr(door, "pk", None)
    row.save()
