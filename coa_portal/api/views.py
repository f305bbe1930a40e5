"""The published description of the API."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.generators import SchemaGenerator

from coa_portal.access.declare import Audience, page


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document, made once per process: it depends on the code alone."""
    generator: Any = SchemaGenerator  # the library is not typed
    made: dict[str, Any] = generator().get_schema(request=None, public=True)
    return made


@page(Audience.PUBLIC, activity=None)
def openapi(request: HttpRequest) -> HttpResponse:
    """For everybody and from everywhere (`Access-Control-Allow-Origin: *` on this file alone)."""
    return JsonResponse(document(), headers={"Access-Control-Allow-Origin": "*"})
