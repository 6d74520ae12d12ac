"""What a person tells about a gateway for SMS."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings as installation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from allmenning.clients.guard import RefusedAddressError, require_callable

LINK, REST = "link", "rest"
# TS 23.040: at most 11 letters and digits, or a number.
_SENDER = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9 ]{0,10}|\+[1-9][0-9]{7,14})\Z")


@dataclass(frozen=True)
class Settings:
    """`gate` has LINK report; `token_url` signs in by OAuth 2.0 instead of user and password."""

    sender_name: str
    sender: str
    provider: str
    url: str
    user: str
    platform: str = ""
    partner: str = ""
    gate: str = ""
    token_url: str = ""


class Form(forms.Form):
    sender_name = forms.CharField(
        label=_("Name of the sender"),
        help_text=_("What inhabitants know you by, for example the name of the municipality."),
        max_length=60,
    )
    sender = forms.CharField(
        label=_("What the phone shows as sender"),
        help_text=_("At most 11 letters and digits without æ, ø and å, or a number with +."),
        max_length=16,
    )
    provider = forms.ChoiceField(
        label=_("Kind of gateway"),
        choices=[
            (LINK, _("LINK Mobility")),
            (REST, _("One with a Messages resource, as Twilio")),
        ],
    )
    url = forms.URLField(
        label=_("Address of the gateway"),
        help_text=_("For LINK what they assigned you; for others the address of Messages.json."),
        max_length=200,
        assume_scheme="https",
    )
    user = forms.CharField(label=_("User name"), max_length=200)
    password = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput
    )
    platform = forms.CharField(label=_("Platform ID (LINK)"), max_length=60, required=False)
    partner = forms.CharField(label=_("Platform partner ID (LINK)"), max_length=60, required=False)
    gate = forms.CharField(
        label=_("Gate for delivery reports (LINK)"),
        help_text=_("Without it you do not learn which phones were reached."),
        max_length=60,
        required=False,
    )
    token_url = forms.URLField(
        label=_("Address that gives tokens (OAuth 2.0)"),
        help_text=_("Leave it empty to sign in with user name and password."),
        max_length=200,
        required=False,
        assume_scheme="https",
    )

    def clean_sender(self) -> str:
        sender = str(self.cleaned_data["sender"]).strip()
        if not _SENDER.match(sender):
            raise ValidationError(_("Write at most 11 letters and digits, or a number with +."))
        return sender

    def clean_url(self) -> str:
        return _callable(self.cleaned_data["url"])

    def clean_token_url(self) -> str:
        return _callable(self.cleaned_data["token_url"])

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("provider") == LINK:
            for name in ("platform", "partner"):
                if not told.get(name):
                    self.add_error(name, _("LINK gives you this with the agreement."))
        return told


def _callable(url: str) -> str:
    try:
        if url:
            require_callable(url, installation.INTERNAL_HOSTS)
    except RefusedAddressError:
        raise ValidationError(_("Write an address that begins with https://.")) from None
    return url
