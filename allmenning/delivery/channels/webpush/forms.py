"""What a person tells about web push."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Settings:
    """`contact`: where a push service writes when something is wrong."""

    sender_name: str
    contact: str


class Form(forms.Form):
    sender_name = forms.CharField(
        label=_("Name of the sender"),
        help_text=_("What inhabitants know you by, for example the name of the municipality."),
        max_length=60,
    )
    contact = forms.EmailField(
        label=_("Contact address"),
        help_text=_("Push services write to it when something is wrong. Inhabitants never see it."),
        max_length=120,
    )

    def clean_sender_name(self) -> str:
        return " ".join(str(self.cleaned_data["sender_name"]).split())
