"""Who said what of somebody's attendance in a lesson, and changed it afterwards: read from the history."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from coa_portal.web.components import Gebeurtenis
from voorinburgering.members import Leerling
from voorinburgering.models import Aanwezigheid, Les, Reden, Stand


def corrections_of(les: Les, people: Sequence[Leerling]) -> list[Gebeurtenis]:
    """The times at which attendance was recorded, the last first; of a correction, of whom and what it became.

    Of `people` alone: who moved on is no longer this locatie's to see. One query.
    """
    names = {one.deelname: one.naam for one in people}
    rows = (
        Aanwezigheid.history.filter(les_id=les.pk).prefetch_related("history_user").order_by("history_date")
    )
    found: list[Gebeurtenis] = []
    for (second, who), together in groupby(
        rows, lambda row: (row.history_date.replace(microsecond=0), _who(row))
    ):
        changes = list(together)
        first = all(row.history_type == "+" for row in changes)
        what = "Aanwezigheid ingevuld" if first else "Aanwezigheid gewijzigd"
        found.append(Gebeurtenis(second, who, what, [] if first else _told(changes, names)))
    return found[::-1]


def _who(row: Any) -> str:
    return row.history_user.naam if row.history_user else "Het systeem"


def _told(rows: Iterable[Any], names: dict[Any, str]) -> list[str]:
    return [
        f"{names[row.deelname_id]}: {'niet meer ingevuld' if row.history_type == '-' else _said(row)}"
        for row in rows
        if row.deelname_id in names
    ]


def _said(row: Any) -> str:
    if row.reden == Reden.DEEL:
        return f"{row.minuten} minuten aanwezig"
    return Stand(row.stand).label.lower() if not row.reden else Reden(row.reden).label.lower()
