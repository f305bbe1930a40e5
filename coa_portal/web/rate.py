"""Holds requests to the rate that their view declares, before the view runs or a transaction opens."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from coa_portal.access import rates
from coa_portal.access.declare import Declaration
from coa_portal.access.middleware import may_enter
from coa_portal.common import throttle
from coa_portal.common.addresses import client_address, counted_network
from coa_portal.web import errors
from coa_portal.web.waiting import in_words


class RateMiddleware:
    """Answers 429 with `Retry-After` to who asks too often. Who may not enter at all is not counted: that answer
    costs nothing, and stays the same however often it is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declaration: Declaration | None = request.declaration  # type: ignore[attr-defined]
        wait = _seconds_to_wait(request, declaration) if declaration is not None else 0
        if not wait:
            return self.get_response(request)
        tekst = (
            f"U hebt deze pagina in korte tijd te vaak geopend. Probeer het over {in_words(wait)} opnieuw."
        )
        if declaration is not None and declaration.is_api:
            tekst = f"Te veel verzoeken met deze sleutel. Probeer het over {in_words(wait)} opnieuw."
        return errors.too_many_requests(request, tekst, retry_after=wait)


def _seconds_to_wait(request: HttpRequest, declaration: Declaration) -> int:
    if not settings.RATES_ENFORCED or not (declaration.rate or declaration.is_api):
        return 0
    if not declaration.is_public and not (
        request.user.is_authenticated and may_enter(request.user, declaration)
    ):
        return 0
    who = _who(request)
    wait = throttle.hit(rates.API, "api", who) if declaration.is_api else 0
    if not wait and declaration.rate and declaration.rate != rates.API:
        wait = throttle.hit(declaration.rate, "page", request.endpoint_name, who)  # type: ignore[attr-defined]
    return wait


def _who(request: HttpRequest) -> str:
    key = getattr(request, "api_key_id", None)
    if key is not None:
        return f"key:{key}"
    if request.user.is_authenticated:
        return f"account:{request.user.pk}"
    return f"address:{counted_network(client_address(request))}"
