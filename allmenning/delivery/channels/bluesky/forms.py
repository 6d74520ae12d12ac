"""What a person fills in to connect a Bluesky account."""

from dataclasses import dataclass

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from allmenning.delivery.channels.server_address import HOST, ServerField

SERVER = "https://bsky.social"


@dataclass(frozen=True)
class Settings:
    """`handle` is a domain name without @; `server` has no slash at the end."""

    handle: str
    server: str = SERVER


class Form(forms.Form):
    handle = forms.CharField(
        label=_("Handle"),
        max_length=253,
        help_text=_("The account's handle, for example vaga.kommune.no or vaga.bsky.social."),
    )
    password = forms.CharField(
        label=_("App password"),
        max_length=100,
        widget=forms.PasswordInput,
        help_text=_(
            "On Bluesky, choose Settings, Privacy and security and App passwords, and add one. "
            "Do not use the password of the account itself."
        ),
    )
    server = ServerField(
        label=_("Server"),
        example="bsky.social",
        initial="bsky.social",
        help_text=_("Leave it as it is unless the account lives on a server of its own."),
    )

    def clean_handle(self) -> str:
        handle = str(self.cleaned_data["handle"]).strip().lstrip("@").lower()
        RegexValidator(rf"\A{HOST.pattern}\Z", _("Write the whole handle, with its full stops."))(
            handle
        )
        return handle
