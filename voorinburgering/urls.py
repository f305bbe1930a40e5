"""Addresses of lesgroepen. Nothing personal stands in them."""

from django.urls import path

from voorinburgering import views

app_name = "voorinburgering"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.nieuw, name="nieuw"),
    path("mijn/", views.mijn, name="mijn"),
    path("mijn/<uuid:pk>/", views.mijn_lesgroep, name="mijn_lesgroep"),
    path("<uuid:pk>/", views.lesgroep, name="lesgroep"),
    path("<uuid:pk>/deelnemer/", views.toevoegen, name="toevoegen"),
    path("<uuid:pk>/sluiten/", views.sluiten, name="sluiten"),
    path("deelname/<uuid:pk>/beeindigen/", views.beeindigen, name="beeindigen"),
]
