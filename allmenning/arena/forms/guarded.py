"""Stopping personal numbers before a text is stored, and letting through what is something else.

A form lists its texts in `guarded_fields`. Its template includes `arena/_not_personal.html` last,
unless it writes all fields. After `is_valid`, `form.overridden` tells the kinds the person says are
something else, for `actions.gate.note_overridden`.
"""

import hashlib
import re
from collections.abc import Iterable
from copy import copy, deepcopy
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from allmenning.core.private import Kind, Match, find_private

LOOKS_LIKE = {
    "national_id": _("“%(shown)s” looks like a national identity number."),
    "foreign_id": _("“%(shown)s” looks like a national identity number from another country."),
    "duf": _("“%(shown)s” looks like a DUF number, which the immigration authorities use."),
    "card": _("“%(shown)s” looks like the number of a payment card."),
    "bank_account": _("“%(shown)s” looks like a bank account number."),
    "iban": _("“%(shown)s” looks like an international bank account number."),
    "passport": _("“%(shown)s” looks like a passport number."),
}
WHAT_TO_DO = _(
    "Such numbers must not be published here, so nothing has been sent yet. Take it out and send "
    "again. Is it something else? Tick the box under the form."
)
SHOWN_SIGNS = 2
# Those that turn the direction of reading, and blanks of no width; not what joins letters.
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff\u00ad]")
ANSWER = ("not_personal", "not_personal_of")


class GuardedForm(forms.Form):
    """Mix in before other forms: `class PostForm(GuardedForm)`."""

    guarded_fields: ClassVar[tuple[str, ...]] = ()

    not_personal = forms.BooleanField(
        label=_("This is no personal information"),
        help_text=_("That you said so is written to the log, without the number."),
        required=False,
    )
    # What the answer was about, so that a number put in later is stopped too.
    not_personal_of = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.overridden: list[Kind] = []
        answer = {name: self.fields.pop(name) for name in ANSWER}
        if self.add_prefix("not_personal_of") in self.data:
            self.fields |= answer

    @property
    def is_stopped(self) -> bool:
        """Whether the box is asked for."""
        return "not_personal" in self.fields

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        self._take_out_unseen(told)
        found = {name: find_private(str(told.get(name) or "")) for name in self.guarded_fields}
        found = {name: matches for name, matches in found.items() if matches}
        if not found:
            self._drop_answer()
            return told
        digest = _digest(
            told[name][one.start : one.end] for name, matches in found.items() for one in matches
        )
        if told.get("not_personal") and told.get("not_personal_of") == digest:
            self.overridden = sorted({one.kind for rows in found.values() for one in rows})
            return told
        self._stop(told, found, digest)
        return told

    def _take_out_unseen(self, told: dict[str, Any]) -> None:
        """Take out signs that turn what stands after, or part a number so that nothing finds it."""
        for name in self.guarded_fields:
            if text := told.get(name):
                field = self.fields[name]
                seen = UNSEEN.sub("", text)
                is_long = isinstance(field.widget, forms.Textarea)
                told[name] = seen if is_long else " ".join(seen.split())
                if field.required and not told[name].strip():
                    self.add_error(name, field.error_messages["required"])

    def _stop(self, told: dict[str, Any], found: dict[str, list[Match]], digest: str) -> None:
        for name, matches in found.items():
            for one in matches:
                shown = _masked(told[name][one.start : one.end])
                self.add_error(
                    name,
                    forms.ValidationError(LOOKS_LIKE[one.kind], "private", {"shown": shown}),
                )
            self.add_error(name, forms.ValidationError(WHAT_TO_DO, "private"))
        self._ask(digest)

    def _ask(self, digest: str) -> None:
        """Show the box, empty, for these numbers."""
        self.fields |= {name: deepcopy(self.base_fields[name]) for name in ANSWER}
        data: Any = copy(self.data)
        data[self.add_prefix("not_personal_of")] = digest
        data.pop(self.add_prefix("not_personal"), None)
        self.data = data

    def _drop_answer(self) -> None:
        for name in ANSWER:
            self.fields.pop(name, None)


def _masked(number: str) -> str:
    """Show enough to find it, and no more: it is read over shoulders and kept in pictures."""
    rest = "".join("•" if sign.isalnum() else sign for sign in number[SHOWN_SIGNS:])
    return number[:SHOWN_SIGNS] + rest


def _digest(numbers: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(numbers).encode()).hexdigest()
