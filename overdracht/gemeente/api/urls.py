"""Addresses of API v1. No trailing slash; with one it is a 404 (NL API Design Rules)."""

from django.urls import path

from overdracht.gemeente.api import views

app_name = "api_gemeente"

_koppeling = "koppelingen/<uuid:id>"

urlpatterns = [
    path("koppelingen", views.KoppelingenView.as_view(), name="koppelingen"),
    path(_koppeling, views.KoppelingView.as_view(), name="koppeling"),
    path(f"{_koppeling}/opvragingen", views.OpvragingenView.as_view(), name="opvragingen"),
    path(f"{_koppeling}/profielversies", views.ProfielversiesView.as_view(), name="profielversies"),
    path("meldingen", views.MeldingenView.as_view(), name="meldingen"),
    path(
        "meldingen/<uuid:id>/leesbevestigingen",
        views.LeesbevestigingenView.as_view(),
        name="leesbevestigingen",
    ),
    path("profielversies/<uuid:id>", views.ProfielversieView.as_view(), name="profielversie"),
    path("profielversies/<uuid:id>/pdf", views.ProfielversiePdfView.as_view(), name="profielversie_pdf"),
]
