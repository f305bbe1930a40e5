"""Addresses of the gemeente's pages. Keys and numbers only: nothing in them tells who somebody is (R11)."""

from django.urls import path

from overdracht.gemeente import externen, views

app_name = "overdracht_gemeente"

_person = "koppelingen/<uuid:pk>/personen/<uuid:betrokkene>"

urlpatterns = [
    path("koppelingen/", views.lijst, name="lijst"),
    path("koppelingen/<uuid:pk>/", views.koppeling, name="koppeling"),
    path("koppelingen/<uuid:pk>/behandelaar/", views.behandelaar, name="behandelaar"),
    path("koppelingen/<uuid:pk>/externen/", externen.externen, name="externen"),
    path(f"{_person}/opvragen/", views.opvragen, name="opvragen"),
    path(f"{_person}/vernietiging/", views.vernietiging_bevestigen, name="vernietiging_bevestigen"),
    path("koppelingen/<uuid:pk>/versies/<uuid:versie>/", views.versie, name="versie"),
    path("koppelingen/<uuid:pk>/versies/<uuid:versie>/pdf/", views.versie_pdf, name="versie_pdf"),
]
