"""Where single facts come from, and who verified them when (R16)."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from coa_portal.audit.history import create_with_history
from klantprofiel.choices import Bron
from klantprofiel.models import Feitherkomst, Klantprofiel


def keep_sources(
    profiel: Klantprofiel, names: Collection[str], *, bron: str, op: dt.date | None, door: Any
) -> bool:
    """Say of these facts of a locked profile where they come from; whether that is news.

    `op` None: nobody verified them yet. `door` None: the system.
    """
    if not names:
        return False
    who = getattr(door, "pk", None)
    known = {row.veld: row for row in Feitherkomst.objects.filter(klantprofiel=profiel, veld__in=names)}
    is_verified = op is not None and bron != Bron.EIGEN_OPGAVE
    wanted = (bron, op, who) if is_verified else (bron, None, None)
    fresh, changed = [], False
    for name in sorted(names):
        row = known.get(name) or Feitherkomst(klantprofiel=profiel, veld=name)
        if name in known and wanted == (row.bron, row.geverifieerd_op, row.geverifieerd_door_id):
            continue
        row.bron, row.geverifieerd_op, row.geverifieerd_door_id = wanted
        changed = True
        if name in known:
            row.save()
        else:
            fresh.append(row)
    if fresh:
        # a section brings twenty facts at once: one insert, and one for their history
        create_with_history(Feitherkomst, fresh)
    return changed


def forget_sources(profiel: Klantprofiel, names: Collection[str]) -> bool:
    """These facts are empty, or nobody says where they come from; whether a source went."""
    if not names:
        return False
    rows = list(Feitherkomst.objects.filter(klantprofiel=profiel, veld__in=names))
    for row in rows:
        row.delete()
    return bool(rows)
