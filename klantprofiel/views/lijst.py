"""The list of dossiers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.access.policy import visible
from coa_portal.audit.reading import log_reading
from klantprofiel.forms import DossierFilterForm, ZoekForm
from klantprofiel.models import Vergunninghouder
from klantprofiel.policy import ENTER, FEED, WRITE
from klantprofiel.selectors import DossierFilter, list_dossiers
from klantprofiel.views.shared import holds_any
from klantprofiel.zoeken import search_people, understand

PER_PAGE = 25
_SEARCH = "klantprofiel_zoek"
_FOUND = "klantprofiel_gevonden"
_NOBODY = "00000000-0000-0000-0000-000000000000"
_BY_BSN = "het BSN dat u invulde"


@page(ENTER, activity="bijhouden-klantprofiel", methods=("GET", "POST"), rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """The visible dossiers: filtered by address, searched by name through the session."""
    if request.method == "POST":
        typed = ZoekForm(request.POST)
        _remember(request, typed.cleaned_data["zoek"].strip() if typed.is_valid() else "")
        return redirect(request.get_full_path())
    zoek, persoon = request.session.get(_SEARCH, ""), request.session.get(_FOUND)
    filters = DossierFilterForm(request.GET, gebruiker=request.user)
    filters.is_valid()
    values = {name: value for name, value in filters.cleaned_data.items() if value}
    people = list_dossiers(request.user, DossierFilter(zoek=zoek, persoon=persoon, **values))
    pagina = Paginator(people, PER_PAGE).get_page(request.GET.get("pagina"))
    log_reading(request, what="lijst dossiers", subjects=[person.pk for person in pagina.object_list])
    return render(
        request,
        "klantprofiel/lijst.html",
        {
            "filters": filters,
            "zoekform": ZoekForm(initial={"zoek": zoek}),
            "zoek": zoek or (persoon and _BY_BSN),
            "is_filtered": bool(values or zoek or persoon),
            "pagina": pagina,
            "may_start": holds_any(request, WRITE),
            "may_feed": holds_any(request, FEED),
        },
    )


def _remember(request: HttpRequest, text: str) -> None:
    """What is looked for. Of a BSN only whose it is; that it was asked for is logged, found or not (R10)."""
    request.session.pop(_FOUND, None)
    if text and understand(text).soort == "bsn":
        found = search_people(visible(Vergunninghouder, request.user), text).values_list("pk", flat=True)
        log_reading(request, what="zoeken op BSN", subjects=list(found))
        request.session[_FOUND] = str(next(iter(found), _NOBODY))
        text = ""
    request.session[_SEARCH] = text
