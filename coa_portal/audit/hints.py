"""Readings that are worth a question: simple counts with a written limit, no judgement (R10, BIO2 8.15).

A hint says nothing about intent: a regievoerder COA who works late, or opens a whole list for a meeting, stands here
too. That is why each comes with the rule that found it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate, TruncHour
from django.utils import timezone

from coa_portal.audit.models import Inzageregel

DAYS = 30
MANY_PER_HOUR = 30
REFUSED_PER_HOUR = 5
EARLY, LATE = 6, 22
_SHOWN = 50
_WHO = ("gebruiker", "gebruiker__naam", "gebruiker__organisatie_naam")


@dataclass(frozen=True)
class Hint:
    """One account in one hour or day, and how often."""

    gebruiker: UUID
    naam: str
    organisatie: str
    wanneer: dt.datetime | dt.date
    aantal: int

    @property
    def dag(self) -> dt.date:
        """The day of it, to look up the lines."""
        if isinstance(self.wanneer, dt.datetime):
            return timezone.localtime(self.wanneer).date()
        return self.wanneer

    @property
    def has_time(self) -> bool:
        return isinstance(self.wanneer, dt.datetime)


@dataclass(frozen=True)
class Kind:
    """One rule, and what it found."""

    code: str
    titel: str
    uitleg: str
    eenheid: str
    hints: list[Hint]


def unusual(days: int = DAYS) -> list[Kind]:
    """The hints of the last `days`, newest first, three queries whatever the size."""
    rows = Inzageregel.objects.filter(created_at__gte=timezone.now() - dt.timedelta(days=days))
    shown, refused = rows.filter(result="getoond"), rows.filter(result="geweigerd")
    return [
        Kind(
            "veel",
            "Veel verschillende dossiers in een uur",
            f"Iemand opende in één uur {MANY_PER_HOUR} of meer verschillende dossiers, koppelingen of versies. "
            "Lijsten tellen niet mee.",
            "dossier,dossiers",
            _per(
                shown.annotate(when=TruncHour("created_at")), Count("object_id", distinct=True), MANY_PER_HOUR
            ),
        ),
        Kind(
            "buiten",
            "Buiten kantoortijd",
            f"Iemand las in het weekend, voor {EARLY}.00 uur of na {LATE}.00 uur. Systemen van gemeenten tellen "
            "niet mee.",
            "keer,keer",
            _per(_outside_hours(shown).annotate(when=TruncDate("created_at")), Count("pk"), 1),
        ),
        Kind(
            "geweigerd",
            "Vaak geweigerd in een uur",
            f"Iemand vroeg in één uur {REFUSED_PER_HOUR} keer of vaker iets op dat niet mocht of niet bestaat.",
            "keer,keer",
            _per(refused.annotate(when=TruncHour("created_at")), Count("pk"), REFUSED_PER_HOUR),
        ),
    ]


def _outside_hours(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    local = rows.annotate(hour=ExtractHour("created_at"), weekday=ExtractIsoWeekDay("created_at"))
    outside = Q(hour__lt=EARLY) | Q(hour__gte=LATE) | Q(weekday__gte=6)
    found: QuerySet[Any] = local.filter(outside).exclude(gebruiker__kind="systeem")
    return found


def _per(rows: "QuerySet[Any]", counted: Count, limit: int) -> list[Hint]:
    """Counted per account and `when`; those at or above the limit."""
    found = rows.order_by().values("when", *_WHO).annotate(number=counted).filter(number__gte=limit)
    return [
        Hint(
            row["gebruiker"],
            row["gebruiker__naam"],
            row["gebruiker__organisatie_naam"],
            row["when"],
            row["number"],
        )
        for row in found.order_by("-when", "-number")[:_SHOWN]
    ]
