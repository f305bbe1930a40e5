"""Writing the reading log (R10). Requests only insert; nothing here reads."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from coa_portal.audit.models import Inzageregel, Verwerkingsregel

Channel = Inzageregel.Channel
Result = Inzageregel.Result


def pseudonym(subject: object) -> str:
    """The person in a processing line: a keyed hash, so that lines of one person can be found by who holds
    the key and by nobody else."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"betrokkene:{subject}".encode(), hashlib.sha256).hexdigest()


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
    trace = trace_id_of(request)
    now = timezone.now()
    started = getattr(request, "started_at", now)
    declaration = getattr(request, "declaration", None)
    Inzageregel.objects.bulk_create(
        [
            Inzageregel(
                trace_id=trace,
                gebruiker=cast("Any", request.user),
                organisatie=str(getattr(request.user, "organisatie_naam", ""))[:120],
                what=what,
                object_id=object_id,
                version=version,
                channel=channel,
                result=result,
            )
        ]
    )
    status = Verwerkingsregel.Status.OK if result == Result.SHOWN else Verwerkingsregel.Status.ERROR
    Verwerkingsregel.objects.bulk_create(
        [
            Verwerkingsregel(
                trace_id=trace,
                span_id=secrets.token_hex(8),
                activity=(declaration.activity if declaration else "") or "",
                subject=pseudonym(subject),
                status=status,
                started_at=started,
                ended_at=now,
            )
            for subject in subjects
        ]
    )


def log_refusal_later(
    request: HttpRequest,
    *,
    what: str,
    object_id: UUID | None = None,
    channel: Inzageregel.Channel = Channel.PAGE,
) -> None:
    """Write the audit line of a refusal after the rollback that the refusal causes."""
    writes = getattr(request, "after_wall", None)
    if writes is None:
        writes = []
        request.after_wall = writes  # type: ignore[attr-defined]
    writes.append(
        lambda: log_reading(
            request, what=what, subjects=[], object_id=object_id, channel=channel, result=Result.REFUSED
        )
    )


def trace_id_of(request: HttpRequest) -> str:
    """One trace id per request (16 bytes, hexadecimal)."""
    trace = getattr(request, "trace_id", None)
    if not isinstance(trace, str):
        trace = secrets.token_hex(16)
        request.trace_id = trace  # type: ignore[attr-defined]
    return trace
