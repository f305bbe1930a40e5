"""Recording the screening- en matchingsgesprek, and taking it over into the profile."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from coa_portal.access.policy import require
from coa_portal.accounts.models import Gebruiker
from coa_portal.audit.acting import action
from coa_portal.avg.confirm import guard_texts
from coa_portal.common.dates import today
from coa_portal.common.errors import DomainError
from coa_portal.organisaties.models import Gemeente, Sector
from klantprofiel.actions import Overgenomen, take_over
from klantprofiel.choices import Bron
from klantprofiel.models import Vergunninghouder
from koppeling import events
from koppeling.screening.models import Plaatsingsbeperking, Screening
from koppeling.screening.overnemen import offer_of
from koppeling.screening.rijen import ROWS, as_json, judge_rows

TEXTS = ("werk", "onderwijs", "ambities", "netwerk")
Rows = Sequence[Mapping[str, Any]]


_CHANGED_MEANWHILE = (
    "Iemand anders heeft deze screening net gewijzigd. Kijk wat er nu staat en sla daarna opnieuw op."
)


@action
def save_screening(
    *,
    vergunninghouder: Vergunninghouder,
    gesprek_op: dt.date,
    werk: str = "",
    onderwijs: str = "",
    ambities: str = "",
    netwerk: str = "",
    opleidingsniveau: str = "",
    ambitie_sector: Sector | None = None,
    gezinshereniging: str = "",
    rijen: Mapping[str, Rows] | None = None,
    base: str | None = None,
    acting_user: Gebruiker | None,
) -> Screening:
    """Write what one adult told. `base`: `token_of` the screening as it was shown; None skips that check.

    `rijen`: jobs, schools and criteria; what is not named stays as it is. Refused for a child, for a future day,
    without anything told, and when somebody else saved in between (R18). Words that the AVG guard marks are refused
    too (MarkedWords, R9), unless the form was told why they may stay. A screening that was shared stays as it was
    frozen: only a next consent shares a changed one.
    """
    person = _locked(vergunninghouder, acting_user)
    given = (werk, onderwijs, ambities, netwerk)
    texts = {name: text.strip() for name, text in zip(TEXTS, given, strict=True)}
    row = Screening.objects.filter(vergunninghouder=person).first()
    rows = {name: as_json(name, lines) for name, lines in (rijen or {}).items()}
    told = {name: rows.get(name, getattr(row, name, [])) for name in ROWS}
    _judge(person, gesprek_op, {**texts, **told})
    if base is not None and base != token_of(row):
        raise DomainError(_CHANGED_MEANWHILE, code="conflict")
    wanted: dict[str, Any] = {
        "gesprek_op": gesprek_op,
        **texts,
        **rows,
        "opleidingsniveau": opleidingsniveau,
        "ambitie_sector_id": ambitie_sector.pk if ambitie_sector else None,
        "gezinshereniging": gezinshereniging,
    }
    if row is not None and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    guard_texts({**texts, **_words(told)}, known=_known(row))
    row = row or Screening(vergunninghouder=person)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    events.screening_changed.send(Screening, screening=row, acting_user=acting_user)
    return row


@action
def limit_gemeenten(
    *, vergunninghouder: Vergunninghouder, gemeenten: Collection[str], acting_user: Gebruiker | None
) -> None:
    """Say which gemeenten alone qualify, without why (R9); none takes the limit away. `gemeenten`: CBS codes."""
    person = _locked(vergunninghouder, acting_user)
    if not person.is_adult:
        raise DomainError("Een screening is er alleen voor volwassenen.", code="child")
    codes = sorted(set(gemeenten))
    if Gemeente.objects.filter(pk__in=codes, geldig_tot=None).count() != len(codes):
        raise DomainError("Kies gemeenten uit de lijst.", field="beperking", code="gemeente")
    row = Plaatsingsbeperking.objects.filter(vergunninghouder=person).first()
    if not codes:
        if row:
            row.delete()
        return
    row = row or Plaatsingsbeperking(vergunninghouder=person)
    if row.gemeenten != codes:
        row.gemeenten = codes
        row.save()


@action
def take_over_screening(
    *,
    vergunninghouder: Vergunninghouder,
    vervang: Collection[str] = (),
    gezien: Mapping[str, Any] | None = None,
    acting_user: Gebruiker | None,
) -> Overgenomen:
    """Take what the screening told over into the profile, to be verified there (R16); see `take_over`.

    Read on the locked person, as `save_screening` writes it: what is taken over is what the screening says now.
    """
    person = _locked(vergunninghouder, acting_user)
    screening = Screening.objects.select_for_update().filter(vergunninghouder=person).first()
    if screening is None:
        raise DomainError("Er is nog geen screening vastgelegd.", code="none")
    return take_over(
        vergunninghouder=person,
        aanbod=offer_of(screening),
        bron=Bron.SCREENING,
        vervang=vervang,
        gezien=gezien,
        acting_user=acting_user,
    )


def _locked(vergunninghouder: Vergunninghouder, acting_user: Gebruiker | None) -> Vergunninghouder:
    person: Vergunninghouder = Vergunninghouder.objects.select_for_update().get(pk=vergunninghouder.pk)
    if acting_user is not None:
        require(acting_user, "edit_profiel", person)
    return person


def _words(rows: Mapping[str, Rows]) -> dict[str, str]:
    """What somebody wrote in the rows, by row: each is judged, and kept for a reason, by itself."""
    columns = (("banen", "beroep"), ("opleidingen", "opleiding"))
    return {f"{name}.{n}": row[column] for name, column in columns for n, row in enumerate(rows[name])}


def _known(row: Screening | None) -> list[str]:
    if row is None:
        return []
    rows = {name: getattr(row, name) for name in ROWS}
    return [*(getattr(row, name) for name in TEXTS), *_words(rows).values()]


def token_of(row: Screening | None) -> str:
    """Tells one state of a screening from the next; "nieuw" when there is none."""
    return row.updated_at.isoformat() if row else "nieuw"


def _judge(person: Vergunninghouder, day: dt.date, told: Mapping[str, Any]) -> None:
    if not person.is_adult:
        raise DomainError("Een screening is er alleen voor volwassenen.", code="child")
    if day > today():
        raise DomainError("Vul een datum in die niet na vandaag ligt.", field="gesprek_op", code="future")
    if day < person.geboortedatum:
        raise DomainError("Deze datum ligt voor de geboortedatum.", field="gesprek_op", code="before_birth")
    if not any(told.values()):
        raise DomainError("Vul ten minste één onderwerp in.", field="werk", code="empty")
    for name in ROWS:
        judge_rows(name, told[name], person.geboortedatum, today())
