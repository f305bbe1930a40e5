"""Addresses of lesgroepen. Nothing personal stands in them."""

from django.urls import path

from voorinburgering.views import docent, lesgroep

app_name = "voorinburgering"

urlpatterns = [
    path("", lesgroep.lijst, name="lijst"),
    path("nieuw/", lesgroep.nieuw, name="nieuw"),
    path("mijn/", docent.mijn, name="mijn"),
    path("mijn/<uuid:pk>/", docent.mijn_lesgroep, name="mijn_lesgroep"),
    path("<uuid:pk>/", lesgroep.lesgroep, name="lesgroep"),
    path("<uuid:pk>/deelnemer/", lesgroep.toevoegen, name="toevoegen"),
    path("<uuid:pk>/sluiten/", lesgroep.sluiten, name="sluiten"),
    path("deelname/<uuid:pk>/beeindigen/", lesgroep.beeindigen, name="beeindigen"),
]
