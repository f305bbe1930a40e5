"""The list of dossiers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from coa_portal.access import rates
from coa_portal.access.declare import page
from coa_portal.audit.reading import log_reading
from klantprofiel.forms import DossierFilterForm, ZoekForm
from klantprofiel.policy import ENTER, WRITE
from klantprofiel.selectors import DossierFilter, list_dossiers
from klantprofiel.views.shared import holds_any

PER_PAGE = 25
_SEARCH = "klantprofiel_zoek"


@page(ENTER, activity="bijhouden-klantprofiel", methods=("GET", "POST"), rate=rates.LIST)
def lijst(request: HttpRequest) -> HttpResponse:
    """The visible dossiers: filtered by address, searched by name through the session."""
    if request.method == "POST":
        typed = ZoekForm(request.POST)
        request.session[_SEARCH] = typed.cleaned_data["zoek"].strip() if typed.is_valid() else ""
        return redirect(request.get_full_path())
    zoek = request.session.get(_SEARCH, "")
    filters = DossierFilterForm(request.GET, gebruiker=request.user)
    filters.is_valid()
    values = {name: value for name, value in filters.cleaned_data.items() if value}
    people = list_dossiers(request.user, DossierFilter(zoek=zoek, **values))
    pagina = Paginator(people, PER_PAGE).get_page(request.GET.get("pagina"))
    log_reading(request, what="lijst dossiers", subjects=[person.pk for person in pagina.object_list])
    return render(
        request,
        "klantprofiel/lijst.html",
        {
            "filters": filters,
            "zoekform": ZoekForm(initial={"zoek": zoek}),
            "zoek": zoek,
            "is_filtered": bool(values or zoek),
            "pagina": pagina,
            "may_start": holds_any(request, WRITE),
        },
    )
