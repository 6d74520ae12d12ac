"""Which of two answers counts, and why."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.surveys.models import Response


class ReconcileForm(forms.Form):
    chosen = forms.ChoiceField(label=_("Which answer counts?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who reads the data can read this. Name nobody."),
    )

    def __init__(self, *args: Any, labels: Sequence[tuple[str, str]], **changes: Any) -> None:
        super().__init__(*args, **changes)
        field = self.fields["chosen"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = labels

    def answer(self, answers: Sequence[Response]) -> Response:
        return next(one for one in answers if str(one.pk) == self.cleaned_data["chosen"])
