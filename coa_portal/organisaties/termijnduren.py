"""Lengths of termijnen as the reference table says (R14), for pure functions: read once, asked by code and day."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from coa_portal.common.dates import add_months
from coa_portal.organisaties.models import Termijnduur

STREEF = Termijnduur.Soort.STREEF.value


@dataclass(frozen=True)
class Duur:
    """One row: a number of days or of months, and from how many days before the end the term is near."""

    code: str
    omschrijving: str
    dagen: int | None
    maanden: int | None
    herinner_dagen: int
    soort: str
    bron: str
    geldig_van: dt.date
    geldig_tot: dt.date | None = None

    def after(self, start: dt.date) -> dt.date:
        """The last day of a term that starts on `start`."""
        if self.maanden is not None:
            return add_months(start, self.maanden)
        return start + dt.timedelta(days=self.dagen or 0)

    def before(self, moment: dt.date) -> dt.date:
        """The last day of what must be done this long before `moment`."""
        return moment - (self.after(moment) - moment)


class Duren:
    """The table. A term counts with the row that was in force on the day it started."""

    def __init__(self, rows: Iterable[Duur]) -> None:
        self._rows: dict[str, list[Duur]] = {}
        for row in sorted(rows, key=lambda r: r.geldig_van, reverse=True):
            self._rows.setdefault(row.code, []).append(row)

    def of(self, code: str, day: dt.date) -> Duur | None:
        """The row of `code` for a term that starts on `day`; None where the table has none: there is no such term."""
        for row in self._rows.get(code, ()):
            if row.geldig_van <= day and (row.geldig_tot is None or day <= row.geldig_tot):
                return row
        return None


_FIELDS = (
    "code",
    "omschrijving",
    "dagen",
    "maanden",
    "herinner_dagen",
    "soort",
    "bron",
    "geldig_van",
    "geldig_tot",
)


def read_duren() -> Duren:
    """The whole table in one query; a page or task reads it once."""
    return Duren(Duur(*row) for row in Termijnduur.objects.order_by().values_list(*_FIELDS))
