"""Reads of the reading log; only behind the wall of toezicht, where PostgreSQL lets them through (R10)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from coa_portal.audit.models import Inzageregel, Soort, Verwerkingsregel, Zegel
from coa_portal.audit.pseudonym import pseudonyms

# columns of an account that this side of the wall may read (access.table_rights)
_READER = (
    "gebruiker__naam",
    "gebruiker__email",
    "gebruiker__functie",
    "gebruiker__organisatie_naam",
    "gebruiker__kind",
)


@dataclass(frozen=True)
class LogFilter:
    """How the log is narrowed. `van` and `tot` are days, both included. `subjects`: people, by their own key.

    `gebruikers` None means everybody, and an empty sequence nobody.
    """

    van: dt.date | None = None
    tot: dt.date | None = None
    gebruikers: Sequence[UUID] | None = None
    organisatie: str = ""
    activity: str = ""
    channel: str = ""
    result: str = ""
    trace_id: str = ""
    subjects: Sequence[UUID] = ()


def log_lines(wanted: LogFilter) -> QuerySet[Inzageregel]:
    """The audit lines that fit, newest first, with who read."""
    rows = Inzageregel.objects.select_related("gebruiker").only(
        *(field.name for field in Inzageregel._meta.concrete_fields), *_READER
    )
    for name in ("organisatie", "activity", "channel", "result", "trace_id"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.van:
        rows = rows.filter(created_at__gte=start_of(wanted.van))
    if wanted.tot:
        rows = rows.filter(created_at__lt=start_of(wanted.tot + dt.timedelta(days=1)))
    if wanted.gebruikers is not None:
        rows = rows.filter(gebruiker__in=wanted.gebruikers)
    if wanted.subjects:
        rows = rows.filter(about(wanted.subjects))
    return rows.order_by("-created_at", "-id")


def about(subjects: Iterable[UUID]) -> Q:
    """Audit lines about people: their processing lines hang under it, or (a refusal) it was asked for by key."""
    people = list(subjects)
    marks = [mark for person in people for mark in pseudonyms(person)]
    lines = Verwerkingsregel.objects.filter(
        trace_id=OuterRef("trace_id"), parent_span_id=OuterRef("span_id"), subject__in=marks
    )
    return Q(Exists(lines)) | Q(object_id__in=people)


def people_per_line(lines: Sequence[Inzageregel]) -> dict[UUID, int]:
    """Of how many people each of these lines tells, in one query."""
    rows = (
        Verwerkingsregel.objects.filter(trace_id__in={line.trace_id for line in lines})
        .values("trace_id", "parent_span_id")
        .annotate(count=Count("pk"))
    )
    counted = {(row["trace_id"], row["parent_span_id"]): row["count"] for row in rows}
    return {line.pk: counted.get((line.trace_id, line.span_id), 0) for line in lines}


def processing_lines(line: Inzageregel) -> QuerySet[Verwerkingsregel]:
    """The other half of an audit line: one row per person."""
    return Verwerkingsregel.objects.filter(trace_id=line.trace_id, parent_span_id=line.span_id).order_by("pk")


def seals_of(line: Inzageregel, lines: Sequence[Verwerkingsregel]) -> dict[UUID, Zegel]:
    """The seals of both halves, by the key of the row."""
    wanted = Q(soort=Soort.INZAGE, regel_id=line.pk) | Q(
        soort=Soort.VERWERKING, regel_id__in=[row.pk for row in lines]
    )
    return {seal.regel_id: seal for seal in Zegel.objects.filter(wanted)}


def processing_between(van: dt.date, tot: dt.date) -> QuerySet[Verwerkingsregel]:
    """Processing lines of a period, both days included, oldest first."""
    rows = Verwerkingsregel.objects.filter(
        created_at__gte=start_of(van), created_at__lt=start_of(tot + dt.timedelta(days=1))
    )
    return rows.order_by("created_at", "pk")


def start_of(day: dt.date) -> dt.datetime:
    """The first moment of a day in the Netherlands."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))
