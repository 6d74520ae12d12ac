"""What people tell us, and what stewards answer."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from allmenning.front.models import Feedback

LONGEST_TEXT = 5000
# A person needs longer than this to write anything; a robot does not.
QUICKEST_SECONDS = 3
OLDEST_SECONDS = 24 * 3600
SIGNER = signing.TimestampSigner(salt="front.feedback")


class FeedbackForm(forms.Form):
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
    website = forms.CharField(
        label=_("Leave this empty"), max_length=200, required=False, widget=forms.TextInput
    )
    started = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.initial.setdefault("started", SIGNER.sign("1"))
        for name in ("page", "email"):
            self.fields[name].widget.attrs["class"] = "ds-input"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def clean(self) -> dict[str, Any]:
        """Refuse what only a robot does; a person may send it once more."""
        told = super().clean() or {}
        if told.get("website") or not self._took_its_time(told.get("started", "")):
            raise forms.ValidationError(
                _("This came so fast that it looked like a robot. Are you a person, send it again.")
            )
        return told

    def _took_its_time(self, started: str) -> bool:
        try:
            SIGNER.unsign(started, max_age=OLDEST_SECONDS)
        except signing.BadSignature:
            return False
        try:
            SIGNER.unsign(started, max_age=QUICKEST_SECONDS)
        except signing.SignatureExpired:
            return True
        return False


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
