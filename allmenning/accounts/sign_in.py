"""The settings of signing in; config puts them into Django's. Imports nothing that needs Django."""

from ipaddress import ip_address
from operator import attrgetter
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

FORMS = "allmenning.accounts.forms"


def sign_in_settings(env: Env, *, https: bool) -> dict[str, object]:
    return {
        "AUTHENTICATION_BACKENDS": ["allmenning.accounts.backends.CodeBackend"],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "accounts:account",
        "LOGOUT_REDIRECT_URL": "account_login",
        "SESSION_COOKIE_AGE": 14 * 24 * 3600,
        "ALLAUTH_TRUSTED_PROXY_COUNT": env.int("ALLMENNING_PROXY_COUNT", default=0),
        **_account(https=https),
        **_second_factor(https=https),
        **_openid_connect(env),
    }


def _account(*, https: bool) -> dict[str, object]:
    return {
        "ACCOUNT_ADAPTER": "allmenning.accounts.adapters.AccountAdapter",
        "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https" if https else "http",
        "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
        "ACCOUNT_USER_DISPLAY": attrgetter("shown_name"),
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SIGNUP_FIELDS": ["email*"],
        # Both ways in prove the address before anybody is signed in: see meet_person.
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 15 * 60,
        "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS": 3,
        "ACCOUNT_LOGIN_BY_CODE_FORMAT": {"numeric": True, "length": 8, "dashed": True},
        # At most 60 guesses an hour at one of 10^8 codes; a whole town hall shares one IP address.
        "ACCOUNT_RATE_LIMITS": {"request_login_code": "30/m/ip,200/h/ip,5/m/key,20/h/key"},
        "ACCOUNT_FORMS": {
            "request_login_code": f"{FORMS}.AskForCodeForm",
            "confirm_login_code": f"{FORMS}.CodeForm",
        },
    }


def _second_factor(*, https: bool) -> dict[str, object]:
    return {
        "MFA_ADAPTER": "allmenning.accounts.adapters.SecondFactorAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Allmenning",
        # A telephone's clock may be half a minute off.
        "MFA_TOTP_TOLERANCE": 1,
        "MFA_RECOVERY_CODES_SHOW_ONCE": True,
        # Browsers allow keys over plain HTTP on localhost only, which is the trial installation.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not https,
        "MFA_FORMS": {
            "activate_totp": f"{FORMS}.ActivateAppForm",
            "authenticate": f"{FORMS}.SecondFactorForm",
            "reauthenticate": f"{FORMS}.SecondFactorAgainForm",
            "add_webauthn": f"{FORMS}.AddKeyForm",
            "authenticate_webauthn": f"{FORMS}.UseKeyForm",
            "reauthenticate_webauthn": f"{FORMS}.UseKeyAgainForm",
            "edit_webauthn": f"{FORMS}.RenameKeyForm",
        },
    }


def _openid_connect(env: Env) -> dict[str, object]:
    names: list[str] = env.list("ALLMENNING_OIDC", default=[])
    return {
        "SOCIALACCOUNT_ADAPTER": "allmenning.accounts.adapters.ProviderAdapter",
        "SOCIALACCOUNT_EMAIL_VERIFICATION": "none",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        "SOCIALACCOUNT_PROVIDERS": {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [_provider(env, name) for name in names],
            }
        },
    }


def _provider(env: Env, name: str) -> dict[str, object]:
    """Read one provider: ALLMENNING_OIDC=entra makes us look for ALLMENNING_OIDC_ENTRA_*."""
    with env.prefixed(f"ALLMENNING_OIDC_{name.upper()}_"):
        issuer = env.str("ISSUER")
        _refuse_plain_http(issuer)
        acr_values = env.str("ACR_VALUES", default="")
        return {
            "provider_id": name,
            "name": env.str("NAME", default=name),
            "client_id": env.str("CLIENT_ID"),
            "secret": env.str("CLIENT_SECRET", default=""),
            "settings": {
                "server_url": issuer.rstrip("/"),
                "scope": env.str("SCOPE", default="openid profile email").split(),
                "auth_params": {"acr_values": acr_values} if acr_values else {},
                "verified_email": env.list("EMAIL_DOMAINS", default=[]),
                "token_auth_method": env.str("TOKEN_AUTH_METHOD", default=None),
            },
        }


def _refuse_plain_http(issuer: str) -> None:
    """Without TLS the answer could come from anybody; we do not check its signature again."""
    address = urlsplit(issuer)
    if address.scheme == "https" or is_this_machine(address.hostname or ""):
        return
    raise ImproperlyConfigured(f"The OpenID Connect issuer {issuer} must start with https://.")


def is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
