"""Every error of the API as `application/problem+json` (RFC 9457, NL API Design Rules)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from rest_framework import exceptions

from coa_portal.common.errors import DomainError, NotAllowed

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Ongeldig verzoek",
    401: "Niet aangemeld",
    403: "Niet toegestaan",
    404: "Niet gevonden",
    405: "Methode niet toegestaan",
    406: "Geen antwoord in dit formaat",
    409: "Kan nu niet",
    415: "Onbekend soort inhoud",
    429: "Te veel verzoeken",
    500: "Er ging iets mis",
}
_DETAILS = {
    400: "Het verzoek klopt niet.",
    401: "Stuur een geldige API-sleutel mee in de header Authorization.",
    403: "Uw account mag dit niet doen.",
    404: "Dit bestaat niet, of u mag het niet zien.",
    405: "Deze methode bestaat niet op dit adres.",
    406: "Dit adres heeft geen antwoord in het formaat dat u vraagt.",
    415: "Stuur de inhoud als application/json.",
    429: "Wacht even en probeer het dan opnieuw.",
    500: "Er ging iets mis. Er is niets opgeslagen.",
}


def problem(
    status: int,
    detail: str = "",
    *,
    code: str = "",
    errors: list[dict[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One answer. `detail` is a Dutch sentence without personal data; the standard one when empty."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": detail or _DETAILS[status],
    }
    if code:
        body["code"] = code
    if errors:
        body["errors"] = errors
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def problem_handler(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """DRF's exception handler: None leaves a crash to Django, which answers 500 without data.

    DRF answers by itself, so the wall would not notice that the view failed: it is told here to roll back.
    """
    request = context["request"]
    getattr(request, "_request", request).must_roll_back = True
    if isinstance(exc, DomainError):
        return _domain(exc)
    if isinstance(exc, Http404):
        return problem(404)
    if isinstance(exc, PermissionDenied):
        return problem(403)
    if isinstance(exc, exceptions.ValidationError):
        place = "body" if request.method in ("POST", "PUT", "PATCH") else "query"
        return problem(400, "Sommige waarden kloppen niet.", errors=list(_flat(exc.detail, place)))
    return (
        problem(exc.status_code, headers=_headers(exc)) if isinstance(exc, exceptions.APIException) else None
    )


def _domain(exc: DomainError) -> HttpResponse:
    if isinstance(exc, NotAllowed):
        return problem(403, exc.message, code=exc.code)
    if exc.field is None:
        return problem(409, exc.message, code=exc.code)
    return problem(
        400,
        exc.message,
        errors=[{"in": "body", "location": exc.field, "code": exc.code, "detail": exc.message}],
    )


def _headers(exc: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = str(exc.auth_header)  # type: ignore[attr-defined]
    if getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(exc.wait))  # type: ignore[attr-defined]
    return headers


def _flat(detail: Any, place: str, location: str = "") -> Iterator[dict[str, str]]:
    if isinstance(detail, dict):
        for key, inner in detail.items():
            name = "" if key == "non_field_errors" else str(key)
            yield from _flat(inner, place, f"{location}.{name}".strip("."))
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flat(inner, place, location)
    else:
        code = getattr(detail, "code", "invalid")
        yield {"in": place, "location": location, "code": str(code), "detail": str(detail)}
