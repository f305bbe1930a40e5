from django.urls import path

from coa_portal.web import marked_words, views

app_name = "web"
urlpatterns = [
    path("toegankelijkheid/", views.toegankelijkheid, name="toegankelijkheid"),
    path("privacy/", views.privacy, name="privacy"),
    path("kwetsbaarheid-melden/", views.kwetsbaarheid, name="kwetsbaarheid"),
    path("hulp/", views.hulp, name="hulp"),
    path("vrije-tekst/", marked_words.vrije_tekst, name="vrije_tekst"),
    path("gezond/", views.gezond, name="gezond"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
