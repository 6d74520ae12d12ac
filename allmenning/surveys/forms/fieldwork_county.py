"""Whom a county proposes to ask in a municipality."""

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.surveys.models import Language


class ProposalForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.CharField(label=_("Position"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Job e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language.choices)
