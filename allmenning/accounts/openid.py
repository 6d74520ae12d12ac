"""OpenID Connect as we use it: a nonce, no surplus data kept, an address only when it is proven."""

from typing import Any

from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, get_random_string

NONCE_KEY = "openid_nonce"


class Provider(OpenIDConnectProvider):
    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """ID-porten demands a nonce; it also ties the answer to this browser."""
        parameters: dict[str, str] = super().get_auth_params_from_request(request, action)
        request.session[NONCE_KEY] = nonce = get_random_string(32)
        return parameters | {"nonce": nonce}

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        expected = request.session.pop(NONCE_KEY, "")
        told = response.get("id_token", {}).get("nonce", "")
        if not expected or not constant_time_compare(expected, told):
            raise OAuth2Error("The ID token has another nonce than the one sent.")
        self._refuse_lower_level(response)
        return super().sociallogin_from_response(request, response)

    def _refuse_lower_level(self, response: Any) -> None:
        """Check the level of assurance ourselves, as Digdir demands of every client."""
        asked = self.get_auth_params().get("acr_values", "").split()
        told = response.get("id_token", {}).get("acr", "")
        if asked and told not in accepted_levels(asked):
            raise OAuth2Error("The sign-in was at a lower level than the one asked for.")

    def extract_extra_data(self, _data: Any) -> dict[str, object]:
        """ID-porten tells the national identity number; we keep nothing but the subject."""
        return {}


def accepted_levels(asked: list[str]) -> set[str]:
    """Let high do where substantial is asked for (ID-porten, Ansattporten)."""
    return {*asked, *(level.replace("substantial", "high") for level in asked)}


def proven_address(login: SocialLogin) -> str:
    """Return the address that the provider vouches for, or nothing."""
    proven = [address.email for address in login.email_addresses if address.verified]
    return proven[0].lower() if proven else ""
