"""What a person fills in to get on a list; channels with lists build on it."""

import re

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import DomainNameValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LONGEST_LOCAL_PART = 64
LONGEST_ADDRESS = 254
# RFC 6531: beyond ASCII is allowed; white space, control characters and what needs quotes is not.
_LOCAL_PART = re.compile(
    r"[^\s\x00-\x1f\x7f<>()\[\],;:\\\"@.]+(?:\.[^\s\x00-\x1f\x7f<>()\[\],;:\\\"@.]+)*\Z"
)
_DOMAIN = DomainNameValidator(accept_idna=False)
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}\Z")
_NORWEGIAN = re.compile(r"\+47(?![49][0-9]{7}\Z)")


def normal_email(told: str) -> str:
    """Return an address in the one way it is kept: domain in lower case and as DNS has it.

    Raises
    ------
    ValidationError
        It is no address.
    """
    local, _at, domain = told.strip().rpartition("@")
    try:
        known = domain.encode("idna").decode().lower()
        _DOMAIN(known)
    except (UnicodeError, ValidationError):
        known = ""
    fits = len(local.encode()) <= LONGEST_LOCAL_PART and len(told) <= LONGEST_ADDRESS
    if not known or not fits or not local.isprintable() or not _LOCAL_PART.match(local):
        raise ValidationError(_("Write an e-mail address, as in kari@example.no."))
    return f"{local}@{known}"


def normal_phone(told: str) -> str:
    """Return a number as E.164; without a country it is Norwegian.

    Raises
    ------
    ValidationError
        It is no number that can receive an SMS.
    """
    number = re.sub(r"[\s().-]", "", told)
    number = re.sub(r"\A00", "+", number)
    if not number.startswith("+"):
        number = f"+47{number}"
    if not _PHONE.match(number) or _NORWEGIAN.match(number):
        raise ValidationError(_("Write a mobile number, as in 400 00 000, or with the country."))
    return number


class JoinForm(forms.Form):
    """What every list asks; the field `address` comes from the channel."""

    language = forms.ChoiceField(
        label=_("Language of the warnings"),
        help_text=_("Warnings are sent in the languages the sender writes."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    website = forms.CharField(
        label=_("Leave this empty"), max_length=200, required=False, widget=forms.TextInput
    )
    field_order = ("address", "language", "website")

    def __init__(self, *args: object, **changes: object) -> None:
        super().__init__(*args, **changes)  # type: ignore[arg-type]
        self.initial.setdefault("language", (get_language() or "nb")[:2])

    def clean_website(self) -> str:
        """Refuse what only a robot fills in."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("This field is a trap for robots. Leave it empty."))
        return ""


class EmailForm(JoinForm):
    address = forms.CharField(
        label=_("E-mail"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(
            attrs={"class": "ds-input", "autocomplete": "email", "inputmode": "email"}
        ),
    )

    def clean_address(self) -> str:
        return normal_email(self.cleaned_data["address"])


class PhoneForm(JoinForm):
    address = forms.CharField(
        label=_("Mobile number"),
        help_text=_("Norwegian numbers need no country."),
        max_length=25,
        widget=forms.TextInput(
            attrs={"class": "ds-input", "autocomplete": "tel", "inputmode": "tel"}
        ),
    )

    def clean_address(self) -> str:
        return normal_phone(self.cleaned_data["address"])
