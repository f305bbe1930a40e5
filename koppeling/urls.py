"""Addresses of koppelen and the screening."""

from django.urls import path

from koppeling import views
from koppeling.screening import views as screening

app_name = "koppeling"

urlpatterns = [
    path("", views.lijst, name="lijst"),
    path("huishouden/<uuid:pk>/", views.nieuw, name="nieuw"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/<slug:code>/", views.stap, name="stap"),
    path("screening/<uuid:pk>/", screening.formulier, name="screening"),
    path("screening/<uuid:pk>/overnemen/", screening.overnemen, name="screening_overnemen"),
]
