"""The page of the handover, at the address of the dossier that it belongs to."""

from django.urls import path

from overdracht.coa.overdracht import overdracht

app_name = "overdracht_dossier"

urlpatterns = [path("<uuid:pk>/overdracht/", overdracht, name="overdracht")]
