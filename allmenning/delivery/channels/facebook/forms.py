"""What a person fills in to connect a Facebook Page."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from allmenning.clients.meta import BASE
from allmenning.delivery.channels.graph import AppSecretField


@dataclass(frozen=True)
class Settings:
    """`page`: the id of the page. `base` is Meta's own but in tests and drills."""

    page: str
    base: str = BASE


class Form(forms.Form):
    page = forms.CharField(
        label=_("Page ID"),
        max_length=30,
        help_text=_(
            "Digits only. On Facebook, open the page, choose About and then Page transparency: "
            "the Page ID stands there."
        ),
        validators=[RegexValidator(r"\A[0-9]{1,30}\Z", _("The ID is digits only."))],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    token = forms.CharField(
        label=_("Access token"),
        max_length=1000,
        help_text=_(
            "In Meta Business Suite, make a system user with full access to the page, and generate "
            "a token that does not expire, with the permissions pages_show_list, "
            "pages_manage_posts and pages_read_engagement. We exchange it for the page's own."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    app_secret = AppSecretField()
