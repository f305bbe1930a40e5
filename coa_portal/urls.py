"""Composition root: which address belongs to which app."""

from django.contrib import admin
from django.urls import include, path

import coa_portal.checks  # noqa: F401  (registers the system checks)

handler400 = "coa_portal.web.errors.bad_request"
handler403 = "coa_portal.web.errors.permission_denied"
handler404 = "coa_portal.web.errors.page_not_found"
handler500 = "coa_portal.web.errors.server_error"

urlpatterns = [
    path("", include("coa_portal.web.urls")),
    path("", include("coa_portal.accounts.urls")),
    path("", include("coa_portal.portaal.urls")),
    path("api/v1/", include("coa_portal.api.urls")),
    path("api/v1/", include("overdracht.gemeente.api.urls")),
    path("beheer/", admin.site.urls),
    path("accounts/", include("coa_portal.accounts.gemeente.urls")),
    path("gemeente/", include("overdracht.gemeente.urls")),
    path("koppelen/", include("koppeling.urls")),
    path("dossiers/", include("klantprofiel.urls")),
    path("dossiers/", include("overdracht.coa.dossier_urls")),
    path("", include("voorinburgering.urls_programma")),
    path("lesgroepen/", include("voorinburgering.urls")),
    path("overdracht/", include("overdracht.coa.urls")),
    path("toetsen/", include("voorinburgering.toets_urls")),
    path("gesprekken/", include("overdracht.gesprekken.urls")),
    path("meldingen/", include("coa_portal.notifications.urls")),
]
