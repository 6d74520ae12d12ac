"""What a person fills in to connect somebody's server."""

import base64
import secrets
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings as configured
from django.utils.translation import gettext_lazy as _

from allmenning.clients.guard import RefusedAddressError
from allmenning.clients.webhook import (
    LONGEST_ADDRESS,
    PREFIX,
    SecretError,
    key_of,
    require_receivable,
)


@dataclass(frozen=True)
class Settings:
    """`url`: where the messages go."""

    url: str


class Form(forms.Form):
    url = forms.CharField(
        label=_("Address of the receiver"),
        # Longer is no use: the account is known by its address.
        max_length=min(LONGEST_ADDRESS, 200),
        help_text=_("Begins with https:// and is reached from the internet, on port 443 or 8443."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Shared secret"),
        max_length=200,
        help_text=_(
            "Give it to the receiver, who knows our messages by it, and keep it from everybody "
            "else. Begins with whsec_ and is not shown again."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Who changes an account keeps its secret by leaving the field empty.
        if not self.initial:
            self.initial = {"secret": new_secret()}

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            require_receivable(url, configured.INTERNAL_HOSTS)
        except RefusedAddressError:
            raise forms.ValidationError(
                _("The address must begin with https:// and lead to a server on the internet.")
            ) from None
        return url

    def clean_secret(self) -> str:
        secret = str(self.cleaned_data["secret"]).strip()
        try:
            if secret:
                key_of(secret)
        except SecretError:
            raise forms.ValidationError(
                _("The secret is whsec_ followed by 24 to 64 bytes in base64.")
            ) from None
        return secret


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
