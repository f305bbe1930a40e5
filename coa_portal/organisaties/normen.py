"""The numbers of the Voorinburgering as the reference table says (DESIGN §8): read once, asked by code and day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from coa_portal.organisaties.models import Norm

NT2_UREN = "nt2_uren"
BEGELEIDING_UREN = "begeleiding_uren"
TOTAAL_UREN = "totaal_uren"
WEKEN = "weken"
STILSTAND_DAGEN = "stilstand_dagen"
BIJNA_OP_UREN = "bijna_op_uren"


@dataclass(frozen=True)
class Getal:
    """One row: a number, and the days on which it holds."""

    code: str
    waarde: int
    geldig_van: dt.date
    geldig_tot: dt.date | None = None


class Normen:
    """The table. A programme goes by the row that was in force on the day it started."""

    def __init__(self, rows: Iterable[Getal]) -> None:
        self._rows: dict[str, list[Getal]] = {}
        for row in sorted(rows, key=lambda r: r.geldig_van, reverse=True):
            self._rows.setdefault(row.code, []).append(row)

    def of(self, code: str, day: dt.date) -> int | None:
        """The number of `code` on `day`; None where the table has none: then there is no such limit."""
        for row in self._rows.get(code, ()):
            if row.geldig_van <= day and (row.geldig_tot is None or day <= row.geldig_tot):
                return row.waarde
        return None

    def rows_of(self, code: str) -> list[Getal]:
        """The rows of `code`, the newest first."""
        return list(self._rows.get(code, ()))


def read_normen() -> Normen:
    """The whole table in one query; a page or action reads it once."""
    fields = ("code", "waarde", "geldig_van", "geldig_tot")
    return Normen(Getal(*row) for row in Norm.objects.order_by().values_list(*fields))
