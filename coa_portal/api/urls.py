"""Addresses of the API that belong to no noun."""

from django.urls import path

from coa_portal.api import views

app_name = "api"

urlpatterns = [path("openapi.json", views.openapi, name="openapi")]
