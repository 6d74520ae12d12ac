"""The addresses that allauth looks up by its own names, and no other of its pages.

Two names on one address: where allauth has a page that we need not, its name leads to ours.
"""

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as key
from django.urls import URLPattern, path

from allmenning.accounts.access import public, signed_in
from allmenning.accounts.views import sign_in
from allmenning.accounts.views.second_factor import own_account

FACTOR = "konto/totrinn/"
CODES = f"{FACTOR}reservekoder/"

urlpatterns: list[URLPattern] = [
    path("konto/logg-inn/", public(account.request_login_code), name="account_login"),
    path("konto/logg-inn/", public(account.request_login_code), name="account_request_login_code"),
    path("konto/kode/", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("konto/logg-ut/", public(account.logout), name="account_logout"),
    path("konto/stengt/", public(account.account_inactive), name="account_inactive"),
    path("konto/innlogging/avbrutt/", sign_in.failed, name="socialaccount_login_cancelled"),
    path("konto/innlogging/feil/", sign_in.failed, name="socialaccount_login_error"),
    path("konto/innlogging/<slug:provider_id>/", sign_in.begin, name="openid_connect_login"),
    path(FACTOR, signed_in(own_account(factor.index)), name="mfa_index"),
    path(FACTOR, signed_in(own_account(factor.index)), name="mfa_list_webauthn"),
    path(f"{FACTOR}bekreft/", public(factor.authenticate), name="mfa_authenticate"),
    path(f"{FACTOR}igjen/", signed_in(factor.reauthenticate), name="mfa_reauthenticate"),
    path(f"{FACTOR}app/", signed_in(own_account(app.activate_totp)), name="mfa_activate_totp"),
    path(f"{FACTOR}app/fjern/", signed_in(app.deactivate_totp), name="mfa_deactivate_totp"),
    path(f"{FACTOR}nokkel/", signed_in(own_account(key.add_webauthn)), name="mfa_add_webauthn"),
    path(
        f"{FACTOR}nokkel/igjen/",
        signed_in(key.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        f"{FACTOR}nokkel/<int:pk>/fjern/",
        signed_in(key.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(f"{FACTOR}nokkel/<int:pk>/navn/", signed_in(key.edit_webauthn), name="mfa_edit_webauthn"),
    path(CODES, signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        f"{CODES}nye/",
        signed_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        f"{CODES}last-ned/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
