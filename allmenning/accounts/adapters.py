"""Where allauth asks us how things are done here."""

import base64
import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import get_random_string
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from allmenning.accounts.actions import meet_person, note_sign_in
from allmenning.accounts.models import User
from allmenning.accounts.openid import Provider, proven_address
from allmenning.accounts.pending import keep_pending, pending

logger = logging.getLogger(__name__)

MESSAGES = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The security key is added."),
    "mfa/messages/webauthn_removed.txt": _("The security key is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes."),
}
WRONG_CODE = _("The code is not right. Check it and try again.")
TOO_MANY = _("There have been too many attempts. Wait five minutes and try again.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "incorrect_code": WRONG_CODE,
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": _("There have been too many attempts. Ask for a new code."),
    }

    def add_message(  # noqa: PLR0917 - allauth's signature
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth's signature
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say only what the next page does not say itself, in our own words."""
        text = message or MESSAGES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)

    def pre_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse | None:
        if not user.may_sign_in:
            return HttpResponseRedirect(reverse("account_inactive"))
        response: HttpResponse | None = super().pre_login(request, user, **told)
        return response

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        login = (told.get("signal_kwargs") or {}).get("sociallogin")
        how = [_told(record) for record in get_authentication_records(request, user)]
        proven = "code" in how or (login is not None and proven_address(login) == user.email)
        note_sign_in(user=user, at=timezone.now(), how=how, proves_email=proven)
        response: HttpResponse = super().post_login(request, user, **told)
        if pending(request):
            onwards = urlencode({REDIRECT_FIELD_NAME: response["Location"]})
            return HttpResponseRedirect(f"{reverse('accounts:connect')}?{onwards}")
        return response

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the person's own language; when no mail gets out, say so."""
        person = User.objects.filter(email=email.lower()).first()
        language = (person.language if person else "") or translation.get_language()
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            logger.error("mail_not_sent", extra={"reason": type(error).__name__})  # noqa: TRY400 - the trace holds the address
            refusal = render(self.request, "accounts/mail_failed.html", status=503)
            raise ImmediateHttpResponse(refusal) from error


def _told(record: dict[str, Any]) -> str:
    kind = record.get("provider") or record.get("type")
    return f"{record['method']}:{kind}" if kind else str(record["method"])


class ProviderAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: str, client_id: str = "") -> Provider:
        found = super().get_provider(request, provider, client_id=client_id or None)
        return Provider(request, app=found.app)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account by the address the provider vouches for, or ask for the address."""
        if sociallogin.is_existing:
            return
        email = proven_address(sociallogin)
        if not email:
            keep_pending(request, sociallogin)
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        language = translation.get_language() or settings.LANGUAGE_CODE
        person = meet_person(email=email, language=language, at=timezone.now())
        sociallogin.connect(request, person)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("This cannot be removed."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a key first."),
        "incorrect_code": WRONG_CODE,
        "unverified_email": _("Sign in with a code first, so that we know your address is yours."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Turn a secret that another key locked into one nobody knows, so that it opens nothing."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return get_random_string(32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white, or no telephone can read it on a dark page."""
        white = '<rect width="100%" height="100%" fill="#fff"/>'
        return str(super().build_totp_svg(url)).replace("<path", f"{white}<path", 1)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's signature
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return translation.gettext("Security key %(number)s") % {"number": number}


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"allmenning second factor")
    return base64.urlsafe_b64encode(derivation.derive(key.encode()))
