"""What people tell us, and what stewards answer."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from allmenning.front.models import Feedback
from allmenning.search.queries import read_query
from allmenning.ui.robots import OpenForm

LONGEST_TEXT = 5000
LONGEST_QUERY = 500


class FeedbackForm(OpenForm):
    kind = forms.ChoiceField(
        label=_("What is it about?"), choices=Feedback.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What do you want to tell us?"),
        help_text=_("What did you try to do, and what happened? Do not write about your health."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "class": "ds-input"}),
    )
    page = forms.CharField(
        label=_("Address of the page"), max_length=500, required=False, widget=forms.TextInput
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("Only if you want the answer sent to you. You can also read it here."),
        required=False,
    )

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        for name in ("page", "email"):
            self.fields[name].widget.attrs["class"] = "ds-input"
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Answer, or the reason for closing"),
        help_text=_("It is shown to whoever wrote, and sent if an e-mail address was given."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "class": "ds-input"}),
    )
    status = forms.ChoiceField(
        label=_("What you have done"),
        choices=[
            (
                Feedback.Status.ANSWERED.value,
                _("Answered: done, or explained why not"),
            ),
            (Feedback.Status.CLOSED.value, _("Closed without action")),
        ],
        widget=forms.RadioSelect,
    )


class SaveSearchForm(forms.Form):
    """`query` is the query string of the page; it is read and written anew, so that it is one."""

    name = forms.CharField(
        label=_("Name of the search"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "ds-input"}),
    )
    in_digest = forms.BooleanField(
        label=_("Tell me of new hits in my letter"), required=False, initial=True
    )
    query = forms.CharField(max_length=2000, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        query = read_query(QueryDict(self.cleaned_data["query"]))
        written = query.parameters()
        if not query or len(written) > LONGEST_QUERY:
            raise forms.ValidationError(_("Search for something first, and save that."))
        return written
