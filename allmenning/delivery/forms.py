"""What a person fills in after asking to join."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from allmenning.delivery.joining import CODE_DIGITS


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code you got"),
        help_text=_("Six digits. It is valid for an hour."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"class": "ds-input", "autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )

    def clean_code(self) -> str:
        code = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", code):
            raise ValidationError(_("Write the six digits."))
        return code

    def refuse(self) -> None:
        self.add_error("code", _("The code is wrong, used or too old. You can ask for a new one."))
