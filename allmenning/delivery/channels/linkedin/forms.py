"""What a person fills in to connect a LinkedIn page."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from allmenning.clients.linkedin import BASE, SIGN_IN


@dataclass(frozen=True)
class Settings:
    """`organization`: the number of the page. The addresses are LinkedIn's own but in tests."""

    organization: str
    client_id: str
    base: str = BASE
    sign_in: str = SIGN_IN


class Form(forms.Form):
    organization = forms.CharField(
        label=_("Page number"),
        max_length=20,
        help_text=_(
            "Digits only. Open the page as an administrator: the number stands in the address, "
            "after /company/."
        ),
        validators=[RegexValidator(r"\A[0-9]{1,20}\Z", _("The number is digits only."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    client_id = forms.CharField(
        label=_("Client ID"),
        max_length=100,
        help_text=_(
            "From your app at LinkedIn's developer portal, under Auth. The app must have the "
            "product Community Management API."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=200,
        help_text=_("Stands beside the client ID."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(
        label=_("LinkedIn access token"),
        max_length=2000,
        help_text=_(
            "From the token generator of the developer portal, made by an administrator of the "
            "page, with the permissions w_organization_social and r_organization_social. It lasts "
            "60 days."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    refresh_token = forms.CharField(
        label=_("Refresh token"),
        max_length=2000,
        required=False,
        help_text=_(
            "If LinkedIn gives your app one. With it the access token is renewed for a year; "
            "without it you must write in a new one every 60 days."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
