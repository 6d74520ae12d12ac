"""What a person fills in to connect a Mastodon account."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from allmenning.delivery.channels.server_address import ServerField


@dataclass(frozen=True)
class Settings:
    """`server` without a slash at the end, `username` without @ and server."""

    server: str
    username: str


class Form(forms.Form):
    server = ServerField(
        label=_("Server"),
        example="mastodon.social",
        help_text=_("The server where the account is, for example mastodon.social."),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("The name of the account, without @ and server."),
        validators=[
            RegexValidator(r"\A[A-Za-z0-9_]+(?:[.-]+[A-Za-z0-9_]+)*\Z", _("Write the name alone."))
        ],
    )
    token = forms.CharField(
        label=_("Access token"),
        max_length=200,
        widget=forms.PasswordInput,
        help_text=_(
            "On your server, choose Preferences, Development and New application, with the "
            "rights read and write:statuses. The access token stands on the application's page."
        ),
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()
