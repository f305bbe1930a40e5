"""Error pages: Dutch, without navigation, without a query, and with the number of the request.

They are rendered without request, so without context processors: the transaction may be broken, the account
unknown, the database away. Addresses under /api/ get problem+json (RFC 9457) instead.
"""

import logging

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from coa_portal.common.errors import DomainError

logger = logging.getLogger(__name__)

_TITLES = {
    400: "Dit verzoek klopt niet",
    403: "U mag dit niet doen",
    404: "Deze pagina is er niet",
    405: "Deze pagina kunt u niet openen",
    409: "Iemand anders was u voor",
    413: "Dit is te groot",
    429: "Te veel verzoeken",
    500: "Er ging iets mis",
}
_DETAILS = {
    400: "Het portaal begrijpt dit verzoek niet.",
    403: "Uw account mag dit niet doen.",
    404: "Dit adres bestaat niet, of u mag het niet zien.",
    405: "Deze methode bestaat hier niet.",
    409: "De gegevens zijn ondertussen gewijzigd.",
    413: "Stuur minder of een kleiner bestand. Een bestand mag 10 MB zijn.",
    429: "Wacht even en probeer het dan opnieuw.",
    500: "Dit ligt aan het portaal, niet aan het verzoek.",
}
# What remains when even the templates fail.
_LAST_RESORT = (
    "<!doctype html><html lang=nl><meta charset=utf-8><title>Fout - COA-portaal</title>"
    "<h1>Er ging iets mis</h1><p>Dit ligt aan het portaal, niet aan u. Probeer het later opnieuw.</p></html>"
)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, as `handler400`."""
    return _answer(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, as `handler403`; a `NotAllowed` of an action says why."""
    return _answer(request, 403, exception.message if isinstance(exception, DomainError) else "")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, as `handler404`; the same for what is not there and what may not be seen (R2)."""
    return _answer(request, 404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    """405: an address that only answers a button, opened from the history or by hand."""
    return _answer(request, 405)


def conflict(request: HttpRequest, tekst: str = "") -> HttpResponse:
    """409: the step no longer fits what is there; `tekst` is a Dutch sentence without personal data."""
    return _answer(request, 409, tekst)


def too_large(request: HttpRequest) -> HttpResponse:
    """413, before the body is read."""
    return _answer(request, 413)


def too_many_requests(request: HttpRequest, tekst: str = "", *, retry_after: int = 60) -> HttpResponse:
    """429, with `Retry-After` in seconds."""
    response = _answer(request, 429, tekst)
    response["Retry-After"] = str(retry_after)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose proof of origin is missing or old, as `CSRF_FAILURE_VIEW`."""
    if _is_api(request):
        return _problem(403, "Het bewijs van herkomst (CSRF) ontbreekt of is verlopen.")
    return HttpResponse(render_to_string("web/csrf.html", {"nummer": _number(request)}), status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, as `handler500`; shows no data and survives a broken template."""
    if _is_api(request):
        return _problem(500, _DETAILS[500])
    try:
        return HttpResponse(render_to_string("500.html", {"nummer": _number(request)}), status=500)
    except Exception:
        logger.exception("the page for errors failed itself")
        return HttpResponse(_LAST_RESORT, status=500)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _answer(request: HttpRequest, status: int, tekst: str = "") -> HttpResponse:
    if _is_api(request):
        return _problem(status, tekst or _DETAILS[status])
    context = {"tekst": tekst, "nummer": _number(request)}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)


def _number(request: HttpRequest) -> str:
    """The trace id, which stands in the reading log too and in the header of the answer; nothing personal."""
    return str(getattr(request, "trace_id", ""))


def _problem(status: int, detail: str) -> JsonResponse:
    body = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": detail}
    return JsonResponse(body, status=status, content_type="application/problem+json")
