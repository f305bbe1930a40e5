"""Thin and stale profiles per opvanglocatie: numbers that lead to the list of dossiers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coa_portal.access import rates
from coa_portal.access.declare import page
from klantprofiel.actueel import DUN, OUD, STALE_DAYS, THIN_BELOW, VERIFIEREN, per_locatie
from klantprofiel.forms import OverzichtForm
from klantprofiel.policy import ENTER

PER_PAGE = 25


@page(ENTER, activity="bijhouden-klantprofiel", rate=rates.LIST)
def overzicht(request: HttpRequest) -> HttpResponse:
    """One line per locatie. It names nobody, so the reading log holds nothing of it."""
    filters = OverzichtForm(request.GET)
    filters.is_valid()
    rows = per_locatie(request.user, **filters.cleaned_data)
    context = {
        "filters": filters,
        "pagina": Paginator(rows, PER_PAGE).get_page(request.GET.get("pagina")),
        "standen": {"dun": DUN, "oud": OUD, "verifieren": VERIFIEREN},
        "grens": THIN_BELOW,
        "weken": STALE_DAYS // 7,
    }
    return render(request, "klantprofiel/overzicht.html", context)
