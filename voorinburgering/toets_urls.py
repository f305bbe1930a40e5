"""Addresses of results of tests, and of what is printed of them. Nothing personal stands in them."""

from django.urls import path

from voorinburgering.views import papier, toets

app_name = "toetsen"

urlpatterns = [
    path("groep/<uuid:pk>/", toets.groep, name="groep"),
    path("deelnemer/<uuid:pk>/", toets.deelnemer, name="deelnemer"),
    path("persoon/<uuid:pk>/", toets.persoon, name="persoon"),
    path("persoon/<uuid:pk>/resultatenblad/", papier.resultatenblad, name="resultatenblad"),
    path("persoon/<uuid:pk>/bewijs-van-deelname/", papier.bewijs, name="bewijs"),
    path("<uuid:pk>/verbeteren/", toets.verbeteren, name="verbeteren"),
    path("<uuid:pk>/intrekken/", toets.intrekken, name="intrekken"),
]
