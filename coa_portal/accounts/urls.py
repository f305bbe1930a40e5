"""Addresses of the sign-in and own-account pages."""

from django.urls import path

from coa_portal.accounts import views
from coa_portal.accounts.oidc import views as oidc

app_name = "accounts"

urlpatterns = [
    path("inloggen/", views.login, name="login"),
    path("uitloggen/", views.logout, name="logout"),
    path("inloggen/organisatie/<slug:code>/", oidc.start, name="oidc_start"),
    path("inloggen/organisatie/<slug:code>/terug/", oidc.callback, name="oidc_callback"),
    path("uitloggen/organisatie/<slug:code>/", oidc.sign_out_there, name="oidc_sign_out"),
    path("account/", views.account, name="account"),
    path("account/wachtwoord/", views.password_change, name="password_change"),
    path("wachtwoord/", views.set_password, name="set_password"),
    path("wachtwoord/<uuid:key>/<str:token>/", views.set_password_link, name="set_password_link"),
]
