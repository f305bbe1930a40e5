"""Tells on every answer which version of the API gave it, refusals and crashes included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from coa_portal.api.version import API_VERSION


class ApiVersionMiddleware:
    """Stands outside everything that may answer in its place."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/api/"):
            response.headers.setdefault("API-Version", API_VERSION)
        return response
