"""Addresses of the sign-in and own-account pages."""

from django.urls import path

from coa_portal.accounts import views, views_second_step, views_security
from coa_portal.accounts.oidc import views as oidc

app_name = "accounts"

urlpatterns = [
    path("inloggen/", views.login, name="login"),
    path("inloggen/tweede-stap/", views_second_step.second_step, name="second_step"),
    path("inloggen/herstelcode/", views_second_step.recovery, name="recovery"),
    path("inloggen/beveiligen/", views_second_step.enrol, name="enrol"),
    path("inloggen/herstelcodes/", views_second_step.enrol_codes, name="enrol_codes"),
    path("inloggen/herstelcodes.txt", views_second_step.codes_file, name="codes_file"),
    path("inloggen/qr.svg", views_second_step.qr, name="qr"),
    path("inloggen/passkey/", views_second_step.passkey_login, name="passkey_login"),
    path("uitloggen/", views.logout, name="logout"),
    path("inloggen/organisatie/<slug:code>/", oidc.start, name="oidc_start"),
    path("inloggen/organisatie/<slug:code>/terug/", oidc.callback, name="oidc_callback"),
    path("uitloggen/organisatie/<slug:code>/", oidc.sign_out_there, name="oidc_sign_out"),
    path("bevestigen/", views_security.confirm, name="confirm"),
    path("ingevuld/", views_security.kept_input, name="kept"),
    path("account/", views.account, name="account"),
    path("account/wachtwoord/", views.password_change, name="password_change"),
    path("account/beveiliging/", views_security.security, name="security"),
    path("account/beveiliging/app/", views_security.change_app, name="change_app"),
    path("account/beveiliging/app/verwijderen/", views_security.remove_app, name="remove_app"),
    path("account/beveiliging/passkey/", views_security.add_passkey, name="add_passkey"),
    path(
        "account/beveiliging/passkey/<uuid:pk>/verwijderen/",
        views_security.remove_passkey,
        name="remove_passkey",
    ),
    path("account/beveiliging/herstelcodes/", views_security.codes, name="codes"),
    path("account/beveiliging/uitloggen/", views_security.end_other_sessions, name="end_other_sessions"),
    path("wachtwoord/", views.set_password, name="set_password"),
    path("wachtwoord/<uuid:key>/<str:token>/", views.set_password_link, name="set_password_link"),
]
