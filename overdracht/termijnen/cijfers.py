"""The stored figures of termijnen, for overviews of more koppelingen than a page can count (COA's side)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, Sum

from coa_portal.organisaties.termijnduren import STREEF
from overdracht.models import Termijncijfer
from overdracht.termijnen.overzicht import COUNTS, Telling, in_order


@dataclass(frozen=True)
class Cijfers:
    """The figures, when they were counted, and where most is late: (key, name, late, near). None: never counted."""

    tellingen: list[Telling]
    gemeten_op: dt.datetime | None
    plaatsen: list[tuple[str, str, int, int]]


def stored(gemeente: str, locatie: str, own_locaties: Collection[Any] | None) -> Cijfers:
    """Of one gemeente, of one opvanglocatie, or of everything the reader sees: country-wide, or `own_locaties`."""
    if gemeente:
        rows = Termijncijfer.objects.filter(gemeente=gemeente)
    elif locatie:
        rows = Termijncijfer.objects.filter(opvanglocatie=locatie)
    elif own_locaties is not None:
        rows = Termijncijfer.objects.filter(opvanglocatie__in=own_locaties)
    else:
        rows = Termijncijfer.objects.filter(opvanglocatie=None)
    tellingen = {
        row["code"]: Telling(row["code"], row["wat"], row["aard"], *(row[f"som_{name}"] for name in COUNTS))
        for row in rows.order_by()
        .values("code")
        .annotate(wat=Max("label"), aard=Max("soort"), **{f"som_{name}": Sum(name) for name in COUNTS})
    }
    for code, redenen in rows.exclude(redenen={}).values_list("code", "redenen"):
        tellingen[code].redenen.update(redenen)
    moment = rows.aggregate(moment=Max("gemeten_op"))["moment"]
    by = "opvanglocatie" if own_locaties is not None else "gemeente"
    places = [] if gemeente or locatie else _places(rows, by)
    return Cijfers(in_order(tellingen), moment, places)


def _places(rows: Any, by: str) -> list[tuple[str, str, int, int]]:
    """Where terms that ring are late, most first."""
    late = (
        rows.order_by()
        .filter(~Q(soort=STREEF), te_laat__gt=0)
        .values_list(by, f"{by}__naam")
        .annotate(laat=Sum("te_laat"), bijna=Sum("nabij"))
    )
    found = [(str(key), name, number, near) for key, name, number, near in late]
    return sorted(found, key=lambda row: (-row[2], row[1]))
