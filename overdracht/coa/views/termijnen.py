"""The page of termijnen of COA: of the own opvanglocaties, or country-wide for who sees all dossiers."""

from django.http import HttpRequest, HttpResponse

from coa_portal.access import rates
from coa_portal.access.declare import page
from overdracht.coa.views.shared import READ
from overdracht.termijnen.pagina import termijnen_page


@page(
    READ,
    activity="bijhouden-klantprofiel",
    scope="dossiers van de eigen opvanglocaties; een regievoerder COA: alle",
    rate=rates.LIST,
)
def termijnen(request: HttpRequest) -> HttpResponse:
    """How the termijnen stand, and what is late or near. No names."""
    return termijnen_page(request, url_name="overdracht:termijnen", extra={})
