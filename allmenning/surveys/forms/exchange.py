"""A workbook to take in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.surveys.models import Topic


class TakeInForm(forms.Form):
    """An XLSForm, and the topic of questions of which it does not say."""

    file = forms.FileField(label=_("XLSForm (.xlsx)"), help_text=_("At most 5 MB."))
    topic = forms.ChoiceField(
        label=_("Topic of questions that are new to the bank"), choices=Topic.choices
    )
    replaces = forms.BooleanField(
        label=_("Put it in place of the questions that stand there now"), required=False
    )

    def __init__(self, *args: object, has_questions: bool, **others: object) -> None:
        super().__init__(*args, **others)  # type: ignore[arg-type]
        self.fields["replaces"].required = has_questions
        if not has_questions:
            del self.fields["replaces"]
