"""Every request gives its own reasons for keeping marked words, and says in which activity."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from coa_portal.audit.tracing import trace_id_of
from coa_portal.avg.confirm import asking


class KeptWordsMiddleware:
    """Opens `asking` around the view, inside the transaction of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declaration = getattr(request, "declaration", None)
        activity = (declaration.activity if declaration else "") or ""
        with asking(activity=activity, trace_id=trace_id_of(request)):
            return self.get_response(request)
