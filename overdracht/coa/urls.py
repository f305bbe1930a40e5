"""Addresses of COA's side of the sharing; keys only."""

from django.urls import path

from overdracht.coa import views
from overdracht.coa.views import contact, gemeenten

app_name = "overdracht"

urlpatterns = [
    path("toestemming/<uuid:pk>/", views.toestemming, name="toestemming"),
    path("toestemming/<uuid:pk>/vastleggen/", views.vastleggen, name="toestemming_vastleggen"),
    path("toestemming/<uuid:pk>/uitleg/", views.uitleg, name="toestemming_uitleg"),
    path("toestemming/<uuid:pk>/tekst/<slug:versie>/", views.tekst, name="toestemming_tekst"),
    path(
        "toestemming/<uuid:pk>/tekst/<slug:versie>/<slug:taal>/",
        views.verklaring,
        name="toestemming_tekst_pdf",
    ),
    path("pid/<uuid:pk>/", views.pid, name="pid"),
    path("pid/<uuid:pk>/<slug:taal>/", views.pid_document, name="pid_document"),
    path("verklaring/<uuid:pk>/vragen/", views.vragen, name="toestemming_vragen"),
    path("verklaring/<uuid:pk>/geven/", views.geven, name="toestemming_geven"),
    path("verklaring/<uuid:pk>/weigeren/", views.weigeren, name="toestemming_weigeren"),
    path("verklaring/<uuid:pk>/intrekken/", views.intrekken, name="toestemming_intrekken"),
    path("verklaring/<uuid:pk>/document/", views.document, name="toestemming_document"),
    path("verklaring/<uuid:pk>/organisatie/", views.derde_toevoegen, name="derde_toevoegen"),
    path("verklaring/organisatie/<uuid:pk>/intrekken/", views.derde_intrekken, name="derde_intrekken"),
    path("doorzetten/<uuid:pk>/", views.doorzetten, name="doorzetten"),
    path("doorzetten/<uuid:pk>/vasthouden/", views.vasthouden, name="vasthouden"),
    path("doorzetten/<uuid:pk>/vrijgeven/", views.vrijgeven, name="vrijgeven"),
    path("versies/<uuid:pk>/", views.versies, name="versies"),
    path("versies/<uuid:pk>/vergelijken/", views.vergelijken, name="vergelijken"),
    path("versie/<uuid:pk>/", views.versie, name="versie"),
    path("versie/<uuid:pk>/pdf/", views.versie_pdf, name="versie_pdf"),
    path("weekrooster/<uuid:pk>/", views.dagdelen, name="dagdelen"),
    path("voortgang/<uuid:pk>/", views.voortgang, name="voortgang"),
    path("voortgang/<uuid:pk>/huisvestingsgesprek/", views.huisvestingsgesprek, name="huisvestingsgesprek"),
    path("voortgang/<uuid:pk>/logeren/", views.logeren, name="logeren"),
    path("voortgang/<uuid:pk>/checklist/", views.checklist, name="checklist"),
    path("voortgang/<uuid:pk>/toegang/", views.toegang, name="toegang"),
    path("logeren/<uuid:pk>/verlengen/", views.logeren_verlengen, name="logeren_verlengen"),
    path("logeren/<uuid:pk>/beeindigen/", views.logeren_beeindigen, name="logeren_beeindigen"),
    path("termijnen/", views.termijnen, name="termijnen"),
    path("opvragingen/", views.opvragingen, name="opvragingen"),
    path("opvragingen/<uuid:pk>/sluiten/", views.opvraging_sluiten, name="opvraging_sluiten"),
    path("koppelingen/<uuid:pk>/vragen/", contact.vragen, name="vragen"),
    path("contact/", contact.contact, name="contact"),
    path("contact/vragen/<uuid:pk>/antwoord/", contact.antwoorden, name="antwoorden"),
    path("contact/vragen/<uuid:pk>/sluiten/", contact.vraag_sluiten, name="vraag_sluiten"),
    path("contact/gemeenten/", gemeenten.gemeenten, name="gemeenten"),
    path("contact/gemeenten/<slug:code>/", gemeenten.gemeente, name="gemeente"),
    path("contact/welkom/<uuid:pk>/", gemeenten.welkom, name="welkom"),
    path("contact/welkom/<uuid:pk>/pdf/", gemeenten.welkom_pdf_view, name="welkom_pdf"),
    path("contact/introductiedagen/<uuid:pk>/", gemeenten.introductiedag, name="introductiedag"),
    path("contact/aanmeldingen/<uuid:pk>/afmelden/", gemeenten.afmelden, name="afmelden"),
]
