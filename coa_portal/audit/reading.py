"""Writing the reading log (R10). Requests only insert; nothing here reads."""

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from coa_portal.audit.models import Inzageregel, Verwerkingsregel
from coa_portal.audit.pseudonym import pseudonym
from coa_portal.audit.tracing import foreign_trace_of, trace_id_of

Channel = Inzageregel.Channel
Result = Inzageregel.Result


@dataclass(frozen=True)
class Source:
    """Whose reading it is, of which activity, in which request or command. `capabilities`: those of which one lets
    somebody in there."""

    gebruiker: Any
    activity: str
    trace_id: str
    foreign_trace: str = ""
    started_at: dt.datetime | None = None
    capabilities: frozenset[str] = frozenset()

    @property
    def rol(self) -> str:
        """The role under which was looked, in words. Not the function that people fill in for themselves."""
        words = getattr(self.gebruiker, "rollen_voor", None)
        return str(words(self.capabilities))[:200] if words else ""


def log_reading(
    request: HttpRequest,
    *,
    what: str,
    subjects: Iterable[object],
    object_id: UUID | None = None,
    version: str = "",
    channel: Inzageregel.Channel = Channel.PAGE,
    result: Inzageregel.Result = Result.SHOWN,
) -> None:
    """Write one audit line and a processing line per person, inside the transaction of the request.

    Raises what the database raises: a page that shows dossier data fails when its reading cannot be logged.
    """
    declaration = getattr(request, "declaration", None)
    who = getattr(declaration, "who", None)
    source = Source(
        gebruiker=request.user,
        activity=(declaration.activity if declaration else "") or "",
        trace_id=trace_id_of(request),
        foreign_trace=foreign_trace_of(request),
        started_at=getattr(request, "started_at", None),
        capabilities=who if isinstance(who, frozenset) else frozenset(),
    )
    write_reading(
        source,
        what=what,
        subjects=subjects,
        object_id=object_id,
        version=version,
        channel=channel,
        result=result,
    )


def write_reading(
    source: Source,
    *,
    what: str,
    subjects: Iterable[object],
    object_id: UUID | None = None,
    version: str = "",
    channel: Inzageregel.Channel = Channel.PAGE,
    result: Inzageregel.Result = Result.SHOWN,
) -> None:
    """As `log_reading`, for work that is no request. One statement per table, whatever the number of people."""
    span = secrets.token_hex(8)
    Inzageregel.objects.bulk_create(
        [
            Inzageregel(
                trace_id=source.trace_id,
                span_id=span,
                foreign_trace=source.foreign_trace,
                activity=source.activity,
                gebruiker=source.gebruiker,
                organisatie=str(getattr(source.gebruiker, "organisatie_naam", ""))[:120],
                rol=source.rol,
                what=what[:80],
                object_id=object_id,
                version=version,
                channel=channel,
                result=result,
            )
        ]
    )
    status = Verwerkingsregel.Status.OK if result == Result.SHOWN else Verwerkingsregel.Status.ERROR
    Verwerkingsregel.objects.bulk_create(_processing_lines(source, subjects, what, span, status))


def _processing_lines(
    source: Source, subjects: Iterable[object], what: str, span: str, status: Verwerkingsregel.Status
) -> list[Verwerkingsregel]:
    now = timezone.now()
    lines = []
    for subject in subjects:
        mark, key = pseudonym(subject)
        lines.append(
            Verwerkingsregel(
                trace_id=source.trace_id,
                span_id=secrets.token_hex(8),
                parent_span_id=span,
                name=what[:80],
                activity=source.activity,
                subject=mark,
                subject_key=key,
                status=status,
                started_at=source.started_at or now,
                ended_at=now,
                resource=f"COA-portaal {settings.PORTAL_VERSION}",
            )
        )
    return lines


def log_refusal_later(
    request: HttpRequest,
    *,
    what: str,
    object_id: UUID | None = None,
    channel: Inzageregel.Channel = Channel.PAGE,
) -> None:
    """Write the audit line of a refusal after the rollback that the refusal causes."""
    after_rollback(
        request,
        lambda: log_reading(
            request, what=what, subjects=[], object_id=object_id, channel=channel, result=Result.REFUSED
        ),
    )


def after_rollback(request: HttpRequest, write: Any) -> None:
    """Have `write` called behind the wall in a transaction of its own, after that of the request ended."""
    writes = getattr(request, "after_wall", None)
    if writes is None:
        writes = []
        request.after_wall = writes  # type: ignore[attr-defined]
    writes.append(write)
