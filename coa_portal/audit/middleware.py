"""Tells history and the reading log whose request this is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from coa_portal.audit.acting import acting_as


class ActingAccountMiddleware:
    """Everything written during a request is written in the name of its account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_as(request.user if request.user.is_authenticated else None):
            return self.get_response(request)
