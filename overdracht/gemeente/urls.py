"""Addresses of the gemeente's pages. Keys and numbers only: nothing in them tells who somebody is (R11)."""

from django.urls import path

from overdracht.gemeente import (
    documenten,
    externen,
    scenario,
    termijnen,
    traject,
    verhuizing,
    versies,
    views,
    vragen,
    welkom,
)

app_name = "overdracht_gemeente"

_document = "koppelingen/<uuid:pk>/versies/<uuid:versie>/documenten/<uuid:document>"
_person = "koppelingen/<uuid:pk>/personen/<uuid:betrokkene>"

urlpatterns = [
    path("koppelingen/", views.lijst, name="lijst"),
    path("koppelingen/<uuid:pk>/", views.koppeling, name="koppeling"),
    path("koppelingen/<uuid:pk>/behandelaar/", views.behandelaar, name="behandelaar"),
    path("koppelingen/<uuid:pk>/scenario/", scenario.scenario, name="scenario"),
    path(
        "koppelingen/<uuid:pk>/scenario/informeren/",
        scenario.scenario_informeren,
        name="scenario_informeren",
    ),
    path("voorkeuren/", scenario.voorkeuren, name="voorkeuren"),
    path("voorkeuren/<uuid:pk>/beeindigen/", scenario.voorkeur_beeindigen, name="voorkeur_beeindigen"),
    path("termijnen/", termijnen.termijnen, name="termijnen"),
    path("koppelingen/<uuid:pk>/externen/", externen.externen, name="externen"),
    path(f"{_document}/", documenten.document, name="document"),
    path(f"{_document}/bestand/", documenten.document_bestand, name="document_bestand"),
    path(f"{_document}/voorbeeld/", documenten.document_voorbeeld, name="document_voorbeeld"),
    path(f"{_person}/opvragen/", views.opvragen, name="opvragen"),
    path(f"{_person}/vernietiging/", views.vernietiging_bevestigen, name="vernietiging_bevestigen"),
    path("koppelingen/<uuid:pk>/inburgering/", traject.inburgering, name="inburgering"),
    path(f"{_person}/inburgering/", traject.traject, name="traject"),
    path(f"{_person}/start/", traject.start, name="start"),
    path(f"{_person}/start/terugnemen/", traject.start_terugnemen, name="start_terugnemen"),
    path("koppelingen/<uuid:pk>/kosten/", traject.kosten, name="kosten"),
    path(
        "koppelingen/<uuid:pk>/kosten/<uuid:kosten>/vervallen/",
        traject.kosten_vervallen,
        name="kosten_vervallen",
    ),
    path("koppelingen/<uuid:pk>/verhuizing/", verhuizing.verhuizing, name="verhuizing"),
    path(
        "koppelingen/<uuid:pk>/verhuizing/wijzigen/",
        verhuizing.verhuizing_wijzigen,
        name="verhuizing_wijzigen",
    ),
    path("koppelingen/<uuid:pk>/verhuizing/melden/", verhuizing.verhuisd, name="verhuisd"),
    path("koppelingen/<uuid:pk>/verhuizing/brp/", verhuizing.brp, name="brp"),
    path(f"{_person}/checklist/", verhuizing.checklist, name="checklist"),
    path("koppelingen/<uuid:pk>/versies/<uuid:versie>/", views.versie, name="versie"),
    path("koppelingen/<uuid:pk>/versies/<uuid:versie>/pdf/", views.versie_pdf, name="versie_pdf"),
    path(f"{_person}/vergelijken/", versies.vergelijken, name="vergelijken"),
    path("koppelingen/<uuid:pk>/vragen/", vragen.vragen, name="vragen"),
    path("contact/", vragen.contact, name="contact"),
    path("contact/vragen/<uuid:pk>/antwoord/", vragen.antwoorden, name="antwoorden"),
    path("contact/vragen/<uuid:pk>/sluiten/", vragen.vraag_sluiten, name="vraag_sluiten"),
    path("contact/wie-is-wie/", vragen.wie_is_wie, name="wie_is_wie"),
    path("contact/welkom/", welkom.welkom, name="welkom"),
    path("contact/welkom/nieuw/", welkom.nieuw, name="welkom_nieuw"),
    path("contact/welkom/<uuid:pk>/", welkom.wijzigen, name="welkom_wijzigen"),
    path("contact/welkom/<uuid:pk>/voorbeeld/", welkom.voorbeeld, name="welkom_voorbeeld"),
    path("contact/welkom/<uuid:pk>/pdf/", welkom.pdf, name="welkom_pdf"),
    path("contact/welkom/<uuid:pk>/publiceren/", welkom.publiceren, name="welkom_publiceren"),
    path("contact/welkom/<uuid:pk>/intrekken/", welkom.intrekken, name="welkom_intrekken"),
    path("contact/introductiedagen/", welkom.introductiedagen, name="introductiedagen"),
    path("contact/introductiedagen/nieuw/", welkom.dag_nieuw, name="introductiedag_nieuw"),
    path("contact/introductiedagen/<uuid:pk>/", welkom.dag, name="introductiedag"),
    path("contact/introductiedagen/<uuid:pk>/wijzigen/", welkom.dag_wijzigen, name="introductiedag_wijzigen"),
    path("contact/introductiedagen/<uuid:pk>/vervalt/", welkom.dag_vervalt, name="introductiedag_vervalt"),
]
