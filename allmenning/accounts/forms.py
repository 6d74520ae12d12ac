"""Forms; those of allauth get our words and our limits."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.core import context, ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from allmenning.accounts.actions import meet_person
from allmenning.accounts.models import Role, User

CODE_INPUT = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "20"}
KEY_NAME_HINT = _("So that you know it again, for example “Blue key” or “Work telephone”.")

WRONG_KEY = _("The key did not answer, or it is not yours. Try again.")
MALFORMED = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class AskForCodeForm(forms.Form):
    email = forms.EmailField(
        label=_("Your job e-mail"),
        help_text=_("We send a code to this address. You need no password."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """Known or not, every address takes the same way: nobody can ask who has an account."""
        email = str(self.cleaned_data["email"]).lower()
        request = context.request
        with transaction.atomic():
            # A locked database fails here; the cache would swallow it and we would answer 429.
            may_ask = ratelimit.consume(request, action="request_login_code", key=email)
        if not may_ask:
            raise ImmediateHttpResponse(ratelimit.respond_429(request))
        language = get_language() or settings.LANGUAGE_CODE
        self._user = meet_person(email=email, language=language, at=timezone.now())
        return email


class CodeForm(ConfirmLoginCodeForm):
    code = forms.CharField(
        label=_("The code from the e-mail"),
        help_text=_("Eight digits. You may leave out the hyphen."),
        widget=forms.TextInput(attrs=CODE_INPUT),
    )


class ActivateAppForm(ActivateTOTPForm):
    code = forms.CharField(
        label=_("The code that the app shows now"),
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs=CODE_INPUT),
    )


class SecondFactorForm(AuthenticateForm):
    code = forms.CharField(
        label=_("The code from your authenticator app, or a recovery code"),
        widget=forms.TextInput(attrs=CODE_INPUT),
    )


class SecondFactorAgainForm(ReauthenticateForm):
    code = forms.CharField(
        label=_("The code from your authenticator app, or a recovery code"),
        widget=forms.TextInput(attrs=CODE_INPUT),
    )


@contextmanager
def malformed_is_refused() -> Iterator[None]:
    """Turn whatever a hostile credential makes the decoders raise into a wrong code."""
    try:
        yield
    except MALFORMED as error:
        raise forms.ValidationError(WRONG_KEY) from error


class AddKeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("What do you want to call the key?"),
        help_text=KEY_NAME_HINT,
        max_length=100,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        with malformed_is_refused():
            cleaned: dict[str, Any] = super().clean()
            return cleaned


class UseKeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        with malformed_is_refused():
            return super().clean_credential()


class UseKeyAgainForm(ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        with malformed_is_refused():
            return super().clean_credential()


class RenameKeyForm(EditWebAuthnForm):
    name = forms.CharField(
        label=_("What do you want to call the key?"), help_text=KEY_NAME_HINT, max_length=100
    )


class AccountForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Shown beside what you publish."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of e-mails to you"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )


class GrantForm(forms.Form):
    email = forms.EmailField(
        label=_("Job e-mail"),
        help_text=_("The person may sign in for the first time afterwards."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    verified_how = forms.CharField(
        label=_("How do you know that the person should have it?"),
        help_text=_("For example “Asked the head of communications by telephone”."),
        max_length=200,
    )

    def __init__(self, data: QueryDict | None = None, *, by: User, roles: frozenset[Role]) -> None:
        super().__init__(data)
        self.by = by
        choices = [(role.value, role.label) for role in Role if role in roles]
        self.fields["role"] = forms.ChoiceField(
            label=_("Role"), choices=choices, widget=forms.RadioSelect
        )
        self.order_fields(["email", "role", "verified_how"])

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email == self.by.email:
            raise forms.ValidationError(
                _("You cannot give yourself a role; ask another steward or operator.")
            )
        return email


class CloseAccountForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, close my account and delete my name and e-mail address.")
    )
