"""Addresses of the pages that know every app."""

from django.urls import path

from coa_portal.portaal import views
from coa_portal.portaal.figures import views as figures
from coa_portal.portaal.figures import voorinburgering_views as voorinburgering
from coa_portal.portaal.overzicht import views as overzicht
from coa_portal.portaal.toezicht import bevestigingen, controles, downloads
from coa_portal.portaal.toezicht import views as toezicht

app_name = "portaal"

urlpatterns = [
    path("", views.home, name="home"),
    path("werk/weergave/", views.weergave, name="weergave"),
    path("cijfers/", figures.cijfers, name="cijfers"),
    path("cijfers/csv/", figures.cijfers_csv, name="cijfers_csv"),
    path("cijfers/voorinburgering/", voorinburgering.cijfers, name="cijfers_voorinburgering"),
    path("cijfers/voorinburgering/csv/", voorinburgering.cijfers_csv, name="cijfers_voorinburgering_csv"),
    path("cijfers/voorinburgering/xlsx/", voorinburgering.cijfers_xlsx, name="cijfers_voorinburgering_xlsx"),
    path("toezicht/", toezicht.overzicht, name="toezicht"),
    path("toezicht/leeslog/", toezicht.leeslog, name="leeslog"),
    path("toezicht/leeslog/csv/", downloads.leeslog_csv, name="leeslog_csv"),
    path("toezicht/leeslog/dataverwerkingen/", downloads.leeslog_ldv, name="leeslog_ldv"),
    path("toezicht/leeslog/<uuid:pk>/", toezicht.regel, name="leeslog_regel"),
    path("toezicht/opvallend/", toezicht.opvallend, name="opvallend"),
    path("toezicht/bevestigingen/", bevestigingen.bevestigingen, name="bevestigingen"),
    path("toezicht/inzage-overzicht/", overzicht.for_officer, name="inzage_overzicht"),
    path("dossiers/<uuid:pk>/inzage-overzicht/", overzicht.for_dossier, name="inzage_overzicht_dossier"),
    path("toezicht/controles/", controles.controles, name="controles"),
    path("toezicht/controles/<uuid:pk>/pdf/", controles.controle_pdf, name="controle_pdf"),
    path("toezicht/register/", downloads.register, name="register"),
    path("toezicht/register/csv/", downloads.register_csv, name="register_csv"),
]
