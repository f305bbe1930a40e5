"""Telling whose turn it is that a term is near or has passed (R14, R25), and counting how all of them stand."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coa_portal.organisaties.termijnduren import read_duren
from koppeling.models import Koppeling
from overdracht.models import Kaart, Termijncijfer
from overdracht.notify import tell
from overdracht.termijnen import Stand, feiten_van, termijnen
from overdracht.termijnen.overzicht import COUNTS, WORDS, Telling, count

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


# (gemeente, None) or (None, opvanglocatie): the figures by code
Tellingen = dict[tuple[str | None, UUID | None], dict[str, Telling]]


def count_termijnen(keys: Collection[UUID], dag: dt.date, found: Tellingen) -> None:
    """Add the terms of these koppelingen to the figures of their gemeente and of the opvanglocatie where they stay."""
    duren = read_duren()
    locaties = dict(Kaart.objects.filter(koppeling__in=keys).values_list("koppeling", "opvanglocatie"))
    for row in feiten_van(Koppeling.objects.active().filter(pk__in=keys), None):
        locatie = locaties.get(row.koppeling.pk)
        places: list[tuple[str | None, UUID | None]] = [(row.koppeling.gemeente_id, None)]
        if locatie is not None:
            places.append((None, locatie))
        for term in termijnen(row.feiten, duren, dag):
            for place in places:
                count(found.setdefault(place, {}), term)


def store_termijncijfers(found: Tellingen) -> int:
    """Put these figures in the place of the former ones; returns how many."""
    moment = timezone.now()
    rows = [
        Termijncijfer(
            gemeente_id=gemeente,
            opvanglocatie_id=locatie,
            gemeten_op=moment,
            **{name: getattr(telling, name) for name in (*WORDS, *COUNTS)},
            redenen=dict(telling.redenen),
        )
        for (gemeente, locatie), tellingen in found.items()
        for telling in tellingen.values()
    ]
    with transaction.atomic():
        Termijncijfer.objects.all().delete()
        Termijncijfer.objects.bulk_create(rows, batch_size=1000)
    return len(rows)
