"""One trace id per request, made here: what a client sends as its own trace is kept beside it, never used.

Otherwise a client could give two requests one number, or hide among the lines of another.
"""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

HEADER = "Trace-Id"
# W3C Trace Context: version, trace id, parent id, flags; all zeros is not valid
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class TraceMiddleware:
    """Numbers the request before anything else sees it, and gives the number back in the header `Trace-Id`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.started_at = timezone.now()  # type: ignore[attr-defined]
        trace = trace_id_of(request)
        response = self.get_response(request)
        response.headers[HEADER] = trace
        return response


def trace_id_of(request: HttpRequest) -> str:
    """The trace id of a request (16 bytes, hexadecimal)."""
    trace = getattr(request, "trace_id", None)
    if not isinstance(trace, str):
        trace = secrets.token_hex(16)
        request.trace_id = trace  # type: ignore[attr-defined]
    return trace


def foreign_trace_of(request: HttpRequest) -> str:
    """The header `traceparent` as the client sent it when it is a valid one, else nothing."""
    sent = request.headers.get("traceparent", "")
    return sent if _TRACEPARENT.fullmatch(sent) else ""
