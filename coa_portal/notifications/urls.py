"""Addresses of the inbox."""

from django.urls import path

from coa_portal.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("gelezen/", views.read_all, name="read_all"),
    path("voorkeuren/", views.preferences, name="preferences"),
    path("volgen/<uuid:pk>/", views.follow, name="follow"),
    path("<uuid:pk>/", views.open_melding, name="open"),
    path("<uuid:pk>/gelezen/", views.read, name="read"),
]
