"""Addresses of the pages that know every app."""

from django.urls import path

from coa_portal.portaal import views

app_name = "portaal"

urlpatterns = [path("", views.home, name="home")]
