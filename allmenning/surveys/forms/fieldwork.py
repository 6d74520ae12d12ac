"""A reminder: to whom, when, and what is said besides."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

NOW, LATER = "now", "later"
LONGEST = 1000


class ReminderForm(forms.Form):
    strata = forms.MultipleChoiceField(
        label=_("Only these strata"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to remind all who have not answered."),
    )
    when = forms.ChoiceField(
        label=pgettext_lazy("reminder", "When"),
        choices=[(NOW, _("Now")), (LATER, _("On a day"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    at = forms.DateTimeField(
        label=_("Day and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Fill in where you chose a day."),
    )
    text_nb = forms.CharField(
        label=_("Say this besides, in bokmål"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The link, how long it takes and when it closes stand there already."),
    )
    text_nn = forms.CharField(
        label=_("Say this besides, in nynorsk"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: Any, strata: list[tuple[str, str]], now: datetime, **changes: Any
    ) -> None:
        super().__init__(*args, **changes)
        self.now = now
        field = self.fields["strata"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 -- declared above
        field.choices = strata

    def clean(self) -> dict[str, Any]:
        """Ask for the day where one was chosen, and for both languages where one is written."""
        told = super().clean() or {}
        if told.get("when") == LATER:
            if not told.get("at"):
                self.add_error("at", _("Say on which day and at what time."))
            elif told["at"] <= self.now:
                self.add_error("at", _("This time has been."))
        for one, other in (("text_nb", "text_nn"), ("text_nn", "text_nb")):
            if told.get(one) and not told.get(other):
                self.add_error(other, _("Write it in both languages."))
        return told

    def moment(self) -> datetime:
        """Return when the letters are to go."""
        at = self.cleaned_data["at"]
        is_later = self.cleaned_data["when"] == LATER
        return at if is_later and isinstance(at, datetime) else self.now

    def text(self) -> dict[str, str]:
        told = {"nb": self.cleaned_data["text_nb"], "nn": self.cleaned_data["text_nn"]}
        return {language: words for language, words in told.items() if words}
