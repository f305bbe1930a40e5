"""Addresses of lesgroepen. Nothing personal stands in them."""

from django.urls import path

from voorinburgering.views import docent, les, lesgroep, lokaal, reeks, week

app_name = "voorinburgering"

urlpatterns = [
    path("", lesgroep.lijst, name="lijst"),
    path("nieuw/", lesgroep.nieuw, name="nieuw"),
    path("mijn/", docent.mijn, name="mijn"),
    path("mijn/<uuid:pk>/", docent.mijn_lesgroep, name="mijn_lesgroep"),
    path("week/", week.week, name="week"),
    path("les/<uuid:pk>/", les.les, name="les"),
    path("les/<uuid:pk>/vervalt/", les.vervalt, name="les_vervalt"),
    path("les/<uuid:pk>/openzetten/", les.openzetten, name="les_openzetten"),
    path("les/<uuid:pk>/wijzigen/", les.verzetten, name="les_wijzigen"),
    path("reeks/<uuid:pk>/stoppen/", reeks.stoppen, name="reeks_stoppen"),
    path("lokalen/", lokaal.lokalen, name="lokalen"),
    path("lokalen/nieuw/", lokaal.lokaal_nieuw, name="lokaal_nieuw"),
    path("lokalen/<uuid:pk>/sluiten/", lokaal.lokaal_sluiten, name="lokaal_sluiten"),
    path("vrij/nieuw/", lokaal.vrij_nieuw, name="vrij_nieuw"),
    path("vrij/<uuid:pk>/verwijderen/", lokaal.vrij_verwijderen, name="vrij_verwijderen"),
    path("<uuid:pk>/", lesgroep.lesgroep, name="lesgroep"),
    path("<uuid:pk>/reeks/", reeks.reeks, name="reeks"),
    path("<uuid:pk>/les/", reeks.losse_les, name="losse_les"),
    path("<uuid:pk>/deelnemer/", lesgroep.toevoegen, name="toevoegen"),
    path("<uuid:pk>/sluiten/", lesgroep.sluiten, name="sluiten"),
    path("deelname/<uuid:pk>/beeindigen/", lesgroep.beeindigen, name="beeindigen"),
]
