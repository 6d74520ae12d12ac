"""What a person tells about an e-mail list."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.clients.smtp import Security

SUBMISSION = 587


@dataclass(frozen=True)
class Settings:
    """No server means the mail server of the installation."""

    sender_name: str
    sender_address: str
    server: str = ""
    port: int = SUBMISSION
    security: str = Security.STARTTLS.value
    user: str = ""


class Form(forms.Form):
    sender_name = forms.CharField(
        label=_("Name of the sender"),
        help_text=_("What inhabitants know you by, for example the name of the municipality."),
        max_length=60,
    )
    sender_address = forms.EmailField(
        label=_("E-mail address of the sender"),
        help_text=_("Each list has its own. Your domain must allow the mail server to use it."),
        max_length=120,
    )
    server = forms.CharField(
        label=_("Mail server"),
        help_text=_("Leave it empty to use the mail server of this installation."),
        max_length=200,
        required=False,
    )
    port = forms.IntegerField(
        label=_("Port of the mail server"),
        min_value=1,
        max_value=65535,
        initial=SUBMISSION,
        required=False,
    )
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=[
            (Security.STARTTLS.value, _("Encrypted after a greeting (STARTTLS)")),
            (Security.TLS.value, _("Encrypted from the start (TLS)")),
            (Security.NONE.value, _("Not encrypted, only inside your own network")),
        ],
        initial=Security.STARTTLS.value,
        required=False,
    )
    user = forms.CharField(label=_("User name"), max_length=200, required=False)
    password = forms.CharField(
        label=_("Password"), max_length=200, required=False, widget=forms.PasswordInput
    )

    def clean_sender_name(self) -> str:
        """Keep line breaks out of a header."""
        return " ".join(str(self.cleaned_data["sender_name"]).split())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("user") and told.get("security") == Security.NONE.value:
            self.add_error("security", _("A password is only sent over an encrypted connection."))
        told["port"] = told.get("port") or SUBMISSION
        told["security"] = told.get("security") or Security.STARTTLS.value
        return told
