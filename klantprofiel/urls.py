"""Addresses of the living dossiers. Nothing personal stands in them: keys and section codes only."""

from django.urls import path

from klantprofiel import views

app_name = "klantprofiel"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("nieuw/", views.nieuw, name="nieuw"),
    path("nieuw/persoon/", views.nieuw_persoon, name="nieuw_persoon"),
    path("overzicht/", views.overzicht, name="overzicht"),
    path("huishoudens/", views.huishoudens, name="huishoudens"),
    path("verschillen/", views.verschillen_lijst, name="verschillen_lijst"),
    path("ibis/", views.ibis, name="ibis"),
    path("ibis/<uuid:pk>/", views.ibis_import, name="ibis_import"),
    path("ibis/<uuid:pk>/stand/", views.ibis_stand, name="ibis_stand"),
    path("ibis/<uuid:pk>/rapport/", views.ibis_rapport, name="ibis_rapport"),
    path("<uuid:pk>/samenvoegen/<uuid:ander>/", views.samenvoegen, name="samenvoegen"),
    path("samenvoeging/<uuid:pk>/ongedaan/", views.samenvoeging_ongedaan, name="samenvoeging_ongedaan"),
    path("<uuid:pk>/verschillen/", views.verschillen, name="verschillen"),
    path("<uuid:pk>/", views.dossier, name="dossier"),
    path("<uuid:pk>/onderdeel/<slug:code>/", views.sectie, name="sectie"),
    path("<uuid:pk>/verifieren/", views.verifieren, name="verifieren"),
    path("<uuid:pk>/geschiedenis/", views.geschiedenis, name="geschiedenis"),
    path("<uuid:pk>/documenten/", views.documenten, name="documenten"),
    path("<uuid:pk>/documenten/nieuw/", views.document_nieuw, name="document_nieuw"),
    path("document/<uuid:pk>/", views.document, name="document"),
    path("document/<uuid:pk>/wijzigen/", views.document_wijzigen, name="document_wijzigen"),
    path("document/<uuid:pk>/vervangen/", views.document_vervangen, name="document_vervangen"),
    path("document/<uuid:pk>/intrekken/", views.document_intrekken, name="document_intrekken"),
    path("document/<uuid:pk>/bestand/", views.document_bestand, name="document_bestand"),
    path("document/<uuid:pk>/voorbeeld/", views.document_voorbeeld, name="document_voorbeeld"),
    path("<uuid:pk>/bsn/", views.toon_bsn, name="toon_bsn"),
    path("<uuid:pk>/verblijf/", views.verblijf, name="verblijf"),
    path("<uuid:pk>/behandelaar/", views.behandelaar, name="behandelaar"),
    path("<uuid:pk>/gezinslid/", views.gezinslid, name="gezinslid"),
]
