"""The page "Wie mag dit zien?": choose a gemeente or locatie by name, see every account that may."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coa_portal.accounts.who import Place, find_places, place_names, who_may_see
from coa_portal.common.dates import today
from coa_portal.organisaties.models import Gemeente, Opvanglocatie


def who_page(model_admin: "admin.ModelAdmin[Any]", request: HttpRequest) -> HttpResponse:
    """By `?gemeente=<code>` or `?locatie=<key>`; `?naam=` is what somebody typed."""
    typed = request.GET.get("naam", "").strip()
    found = find_places(typed) if typed else []
    place = _chosen(request) or (found[0] if len(found) == 1 else None)
    page = {
        **model_admin.admin_site.each_context(request),
        "title": f"Wie mag {place} zien?" if place else "Wie mag dit zien?",
        "opts": model_admin.opts,
        "plaats": place,
        "soort": _kind(place) if place else "",
        "getypt": typed or (place.naam if place else ""),
        "gevonden": [(one, _kind(one), _address(one)) for one in found] if place is None else [],
        "niet_gevonden": bool(typed) and not found and place is None,
        "namen": place_names(),
        "groepen": who_may_see(place) if place else [],
        "vandaag": today(),
    }
    return render(request, "admin/accounts/wie.html", page)


def _chosen(request: HttpRequest) -> Place | None:
    code, key = request.GET.get("gemeente", ""), request.GET.get("locatie", "")
    place: Place | None = None
    if code:
        place = Gemeente.objects.filter(pk=code).first()
    elif key:
        place = Opvanglocatie.objects.filter(pk=_key(key)).first()
    if place is None and (code or key):
        raise Http404
    return place


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _kind(place: Place) -> str:
    return str(place._meta.verbose_name)


def _address(place: Place) -> str:
    name = "gemeente" if isinstance(place, Gemeente) else "locatie"
    return f"{reverse('admin:accounts_toekenning_who')}?{name}={place.pk}"
