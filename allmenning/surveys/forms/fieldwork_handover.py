"""Whom to hand the answer over to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.surveys.models import Language


class HandoverForm(forms.Form):
    name = forms.CharField(
        label=_("Name of your colleague"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Job e-mail of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.CharField(label=_("Position"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language.choices)
