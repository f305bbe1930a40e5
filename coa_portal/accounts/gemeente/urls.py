"""Addresses of the accountbeheerder's pages."""

from django.urls import path

from coa_portal.accounts.gemeente import views

app_name = "accounts_gemeente"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("verlengen/", views.verlengen, name="verlengen"),
    path("toegang/<uuid:pk>/", views.toekenning, name="toekenning"),
    path("toegang/<uuid:pk>/verlengen/", views.verleng, name="verleng"),
    path("toegang/<uuid:pk>/beeindigen/", views.beeindigen, name="beeindigen"),
    path("aanvragen/", views.aanvragen, name="aanvragen"),
    path("aanvragen/nieuw/", views.nieuw, name="nieuw"),
    path("aanvragen/<uuid:pk>/", views.aanvraag, name="aanvraag"),
    path("aanvragen/<uuid:pk>/intrekken/", views.intrekken, name="intrekken"),
]
