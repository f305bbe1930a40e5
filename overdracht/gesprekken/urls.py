"""Addresses of talks and agreements, for both sides; keys only (R11)."""

from django.urls import path

from overdracht.gesprekken import planner, views

app_name = "gesprekken"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("planner/", planner.planner, name="planner"),
    path("bezoekdagen/<uuid:pk>/", planner.bezoekdag, name="bezoekdag"),
    path("bezoekdagen/<uuid:pk>/agenda/", planner.bezoekdag_agenda, name="bezoekdag_agenda"),
    path("bezoekdagen/<uuid:pk>/akkoord/", planner.bezoekdag_akkoord, name="bezoekdag_akkoord"),
    path("overdrachtsgesprekken/<uuid:pk>/", planner.sessie, name="sessie"),
    path("overdrachtsgesprekken/<uuid:pk>/agenda/", planner.sessie_agenda, name="sessie_agenda"),
    path("overdrachtsgesprekken/<uuid:pk>/akkoord/", planner.sessie_akkoord, name="sessie_akkoord"),
    path("koppelingen/<uuid:pk>/", views.koppeling, name="koppeling"),
    path("koppelingen/<uuid:pk>/nieuw/", views.nieuw, name="nieuw"),
    path("koppelingen/<uuid:pk>/afspraak/", views.afspraak_nieuw, name="afspraak_nieuw"),
    path("afspraken/<uuid:pk>/<slug:code>/", views.afspraak_stap, name="afspraak_stap"),
    path("<uuid:pk>/", views.gesprek, name="gesprek"),
    path("<uuid:pk>/agenda/", views.ics, name="ics"),
    path("<uuid:pk>/<slug:code>/", views.stap, name="stap"),
]
