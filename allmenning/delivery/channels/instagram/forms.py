"""What a person fills in to connect an Instagram account."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from allmenning.clients.meta import BASE
from allmenning.delivery.channels.graph import AppSecretField


@dataclass(frozen=True)
class Settings:
    """`account`: the id of the professional account. `base` is Meta's own but in tests."""

    account: str
    base: str = BASE


class Form(forms.Form):
    account = forms.CharField(
        label=_("Instagram account ID"),
        max_length=30,
        help_text=_(
            "Digits only, often 17. The account must be a professional account connected to your "
            "Facebook Page. In Meta Business Suite, open Settings and Instagram accounts: the ID "
            "stands beside the name."
        ),
        validators=[RegexValidator(r"\A[0-9]{1,30}\Z", _("The ID is digits only."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    token = forms.CharField(
        label=_("Access token"),
        max_length=1000,
        help_text=_(
            "In Meta Business Suite, make a system user with access to the page and the Instagram "
            "account, and generate a token that does not expire, with the permissions "
            "instagram_basic, instagram_content_publish and pages_read_engagement."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    app_secret = AppSecretField()
