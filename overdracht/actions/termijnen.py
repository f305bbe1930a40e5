"""Telling whose turn it is that a term is near or has passed (R14, R25)."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from coa_portal.organisaties.termijnduren import read_duren
from koppeling.models import Koppeling
from overdracht.notify import tell
from overdracht.termijnen import Stand, feiten_van, termijnen

_KIND = {Stand.NABIJ: "termijn_nabij", Stand.TE_LAAT: "termijn_voorbij"}


def announce_termijnen(keys: Collection[UUID], dag: dt.date) -> int:
    """Put in the outbox which legal and agreed terms of these koppelingen are near or passed; returns how many.

    The key of an event is person, term and last day: a second run says nothing new, and a term that moved is told of
    again. Only the system announces this: nobody did it.
    """
    found = 0
    duren = read_duren()
    rows = Koppeling.objects.active().filter(pk__in=keys).select_related("gemeente")
    for row in feiten_van(rows, None):
        for term in termijnen(row.feiten, duren, dag):
            kind = _KIND.get(term.stand)
            if kind is None or not term.rings or term.due is None:
                continue
            tell(
                kind,
                row.koppeling,
                key=f"{row.betrokkene.pk}:{term.code}:{term.due.isoformat()}",
                acting_user=None,
                person_id=row.betrokkene.vergunninghouder_id,
                wie=term.wie,
            )
            found += 1
    return found
