"""How two findings relate, in one coder's eyes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.evidence.forms.crosswalks import PlainForm
from allmenning.evidence.models.words import Relation


class CodingForm(PlainForm):
    code = forms.ChoiceField(
        label=_("How they relate"), choices=Relation.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
