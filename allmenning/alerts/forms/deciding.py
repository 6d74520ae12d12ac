"""What a person types before a message goes out, or is sent back."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LONGEST_REASON = 500


class ConfirmForm(forms.Form):
    """The name is typed, so that nobody sends by a slip of the thumb."""

    confirmation = forms.CharField(
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    accept_public = forms.BooleanField(
        label=gettext_lazy("Everybody can read this exercise in public channels. That is meant."),
        required=False,
    )

    def __init__(self, *args: Any, expected: str, asks_public: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmation"].label = _("Type “%(expected)s” to send") % {
            "expected": expected
        }
        if not asks_public:
            del self.fields["accept_public"]


class OverrideForm(ConfirmForm):
    """One person sends alone, and says why."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you send alone?"),
        help_text=gettext_lazy("For example: Nobody else answers, and it is urgent."),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("reason", "confirmation", "accept_public")


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Who wrote it reads this, and it stands in the log."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
