"""Where an OpenID Connect provider sends people back; one address for all languages."""

from django.urls import URLPattern, path

from allmenning.accounts.views import sign_in

urlpatterns: list[URLPattern] = [
    path("konto/innlogging/<slug:provider_id>/svar/", sign_in.end, name="openid_connect_callback"),
]
