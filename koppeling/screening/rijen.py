"""The rows of a screening: jobs, schools, and what ties somebody to a gemeente. Kept as JSON, read as these."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coa_portal.common.dates import short_date
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente, Sector
from klantprofiel.choices import JaNeeOnbekend
from koppeling.screening.models import HARD, Criterium, Screening

Row = dict[str, Any]
BANEN, OPLEIDINGEN, CRITERIA = "banen", "opleidingen", "criteria"
ROWS: dict[str, tuple[str, ...]] = {
    BANEN: ("beroep", "sector", "van", "tot"),
    OPLEIDINGEN: ("opleiding", "van", "tot", "diploma"),
    CRITERIA: ("soort", "gemeente"),
}
_REQUIRED = {BANEN: ("beroep",), OPLEIDINGEN: ("opleiding",), CRITERIA: ("soort", "gemeente")}
MOST = 20


def as_json(name: str, rows: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Rows as they are stored; wholly empty ones are left out."""
    made = [{column: _plain(row.get(column)) for column in ROWS[name]} for row in rows]
    return [row for row in made if any(row.values())]


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(getattr(value, "pk", value) or "").strip()


def judge_rows(name: str, rows: Sequence[Row], born: dt.date, day: dt.date) -> None:
    """DomainError for the first row that is not whole, or says what cannot be."""
    for number, row in enumerate(rows, 1):
        if any(not row[column] for column in _REQUIRED[name]):
            raise DomainError(
                f"Rij {number}: vul de rij helemaal in, of maak hem leeg.", field=name, code="row"
            )
        van, tot = row.get("van", ""), row.get("tot", "")
        if van and tot and tot < van:
            raise DomainError(
                f"Rij {number}: de einddatum ligt voor de begindatum.", field=name, code="order"
            )
        if van > day.isoformat() or any(moment and moment < born.isoformat() for moment in (van, tot)):
            raise DomainError(f"Rij {number}: deze datum kan niet kloppen.", field=name, code="date")


def initial_rows(screening: Screening, name: str) -> list[Row]:
    """The rows as a form shows them: days as days."""
    return [
        {column: _typed(column, value) for column, value in row.items()} for row in getattr(screening, name)
    ]


def _typed(column: str, value: str) -> Any:
    return dt.date.fromisoformat(value) if column in ("van", "tot") and value else value


@dataclass(frozen=True)
class Woorden:
    """Names of the codes that rows hold, read once for any number of screenings."""

    sectoren: Mapping[str, str]
    gemeenten: Mapping[str, str]

    def baan(self, row: Row) -> str:
        """ "Kok (Horeca), 01-02-2010 tot 01-03-2012"."""
        sector = self.sectoren.get(row["sector"], "")
        return _with_period(f"{row['beroep']} ({sector})" if sector else row["beroep"], row)

    def opleiding(self, row: Row) -> str:
        """ "Lagere school, 1990 tot 1996, diploma: ja"."""
        answer = dict(JaNeeOnbekend.choices).get(row["diploma"], "")
        return _with_period(row["opleiding"], row) + (f", diploma: {answer.lower()}" if answer else "")

    def criterium(self, row: Row) -> str:
        """ "Familie in de eerste graad: Utrecht"."""
        return f"{Criterium(row['soort']).label}: {self.gemeenten.get(row['gemeente'], row['gemeente'])}"

    def criteria(self, screening: Screening, *, hard: bool) -> list[str]:
        """The hard or the soft criteria in words."""
        return [self.criterium(row) for row in screening.criteria if (row["soort"] in HARD) is hard]


def _with_period(text: str, row: Row) -> str:
    van, tot = (short_date(_typed("van", row[name])) if row[name] else "" for name in ("van", "tot"))
    if van or tot:
        return f"{text}, {van or 'onbekend'} tot {tot or 'nu'}"
    return text


def read_woorden() -> Woorden:
    """Two queries."""
    return Woorden(
        dict(Sector.objects.values_list("code", "naam")), dict(Gemeente.objects.values_list("code", "naam"))
    )
