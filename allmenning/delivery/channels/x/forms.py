"""What a person fills in to connect an X account."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from allmenning.clients.x import BASE


@dataclass(frozen=True)
class Settings:
    """`username` without @. `base` is X's own but in tests and drills."""

    username: str
    client_id: str
    base: str = BASE


class Form(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=16,
        help_text=_("The name of the account on X, such as vagakommune."),
    )
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=100,
        help_text=_(
            "From your app on developer.x.com, under Keys and tokens, OAuth 2.0. The app needs "
            "the rights tweet.read, tweet.write, users.read and offline.access."
        ),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput,
        help_text=_("Only for an app of the type Web App or Automated App."),
    )
    refresh = forms.CharField(
        label=_("Refresh token"),
        max_length=500,
        widget=forms.PasswordInput,
        help_text=_(
            "The refresh token that the app got for this account. We renew it on every use, so "
            "it cannot be used anywhere else afterwards."
        ),
    )

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"]).lstrip("@").lower()
        RegexValidator(r"\A[a-z0-9_]{1,15}\Z", _("Write the name alone."))(username)
        return username
