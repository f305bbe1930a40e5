"""Addresses of the programme of people, its hours and the offer of activities. Nothing personal stands in them."""

from django.urls import path

from voorinburgering.views import aanbod, overzicht, programma, rijen, stappen

app_name = "programma"

urlpatterns = [
    path("dossiers/<uuid:pk>/voorinburgering/", programma.persoon, name="persoon"),
    path("dossiers/<uuid:pk>/voorinburgering/heropenen/", stappen.heropenen, name="heropenen"),
    path("dossiers/<uuid:pk>/voorinburgering/<slug:code>/", stappen.stap, name="stap"),
    path("voorinburgering/", overzicht.lijst, name="lijst"),
    path("voorinburgering/uren/", overzicht.uren, name="uren"),
    path("voorinburgering/aanbod/", aanbod.lijst, name="aanbod_lijst"),
    path("voorinburgering/aanbod/nieuw/", aanbod.nieuw, name="aanbod_nieuw"),
    path("voorinburgering/aanbod/<uuid:pk>/", aanbod.aanbod, name="aanbod"),
    path("voorinburgering/aanbod/<uuid:pk>/wijzigen/", aanbod.wijzigen, name="aanbod_wijzigen"),
    path("voorinburgering/gesprekken/<uuid:pk>/afspraak/", rijen.afspraak_nieuw, name="afspraak_nieuw"),
    path(
        "voorinburgering/gesprekken/<uuid:pk>/intrekken/", rijen.gesprek_intrekken, name="gesprek_intrekken"
    ),
    path("voorinburgering/afspraken/<uuid:pk>/<slug:code>/", rijen.afspraak_stap, name="afspraak_stap"),
    path("voorinburgering/voorwerk/<uuid:pk>/", rijen.voorwerk, name="voorwerk"),
    path("voorinburgering/<slug:soort>/<uuid:pk>/weghalen/", rijen.weghalen, name="weghalen"),
    path(
        "voorinburgering/participatie/<uuid:pk>/beeindigen/",
        rijen.participatie_einde,
        name="participatie_einde",
    ),
]
