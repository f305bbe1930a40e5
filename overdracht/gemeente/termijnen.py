"""The page of termijnen of a gemeente."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.grants import grants_of
from overdracht.termijnen.pagina import termijnen_page


@page(
    {"view_tier0"},
    activity="raadplegen-informatieprofiel",
    scope="koppelingen van de eigen gemeenten",
    rate=rates.LIST,
)
def termijnen(request: HttpRequest) -> HttpResponse:
    """How the termijnen of the own gemeente stand, and what is late or near."""
    manages = grants_of(request.user).has("manage_overdracht")
    url = reverse("overdracht_gemeente:voorkeuren") if manages else ""
    return termijnen_page(request, url_name="overdracht_gemeente:termijnen", extra={"url_voorkeuren": url})
