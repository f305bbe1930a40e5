"""Composition root: which address belongs to which app."""

from django.contrib import admin
from django.urls import include, path

handler400 = "coa_portal.web.errors.bad_request"
handler403 = "coa_portal.web.errors.permission_denied"
handler404 = "coa_portal.web.errors.page_not_found"
handler500 = "coa_portal.web.errors.server_error"

urlpatterns = [
    path("beheer/", admin.site.urls),
]
