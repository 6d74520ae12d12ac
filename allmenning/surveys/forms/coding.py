"""A new code for open answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.surveys.models import Language


class CodeForm(forms.Form):
    """What the code is called, in each language that is written."""

    label_nb = forms.CharField(label=_("The code in bokmål"), max_length=100)
    label_nn = forms.CharField(label=_("The code in nynorsk"), max_length=100)
    label_en = forms.CharField(label=_("The code in English"), max_length=100, required=False)

    def label(self) -> dict[str, str]:
        told: dict[str, Any] = self.cleaned_data
        found = {language: told.get(f"label_{language}", "") for language in Language.values}
        return {language: words for language, words in found.items() if words}
