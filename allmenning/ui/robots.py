"""What tells a person from a robot on a form that is open to everybody: a trap and a clock."""

from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

# A person needs longer than this to write anything; a robot does not.
QUICKEST_SECONDS = 3
OLDEST_SECONDS = 24 * 3600
SIGNER = signing.TimestampSigner(salt="ui.robots")


class OpenForm(forms.Form):
    """A form with a field that people do not see, and the moment it was shown.

    The template writes `{% field form.started %}` and `<div hidden>{% field form.website %}</div>`.
    """

    website = forms.CharField(
        label=_("Leave this empty"), max_length=200, required=False, widget=forms.TextInput
    )
    started = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.initial.setdefault("started", SIGNER.sign("1"))

    def clean(self) -> dict[str, Any]:
        """Refuse what only a robot does; a person may send it once more."""
        told = super().clean() or {}
        if told.get("website") or not took_its_time(told.get("started", "")):
            raise forms.ValidationError(
                _("This came so fast that it looked like a robot. Are you a person, send it again.")
            )
        return told

    def wind_clock(self, sent: QueryDict) -> None:
        """Start the clock anew and empty the trap, so that a person gets through the next time."""
        data = sent.copy()
        data["started"], data["website"] = SIGNER.sign("1"), ""
        self.data = data


def took_its_time(started: str) -> bool:
    try:
        SIGNER.unsign(started, max_age=OLDEST_SECONDS)
    except signing.BadSignature:
        return False
    try:
        SIGNER.unsign(started, max_age=QUICKEST_SECONDS)
    except signing.SignatureExpired:
        return True
    return False
