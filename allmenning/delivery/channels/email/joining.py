"""Getting on an e-mail list: a letter with a link, which a person opens and confirms."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings as installation
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from allmenning.clients.guard import RefusedAddressError
from allmenning.clients.smtp import Security, require_public
from allmenning.delivery.channels.email.forms import Settings
from allmenning.delivery.join_forms import EmailForm
from allmenning.delivery.joining import NotInvitedError, NotJoinableError
from allmenning.delivery.links import confirm_address, leave_address
from allmenning.delivery.models import ChannelAccount, Subscriber
from allmenning.delivery.secrets import unlock, unlock_all

SECONDS = 10


class ByLetter:
    """The link leads to a page with a button: mail scanners open links, but press no buttons."""

    template = "delivery/join/form.html"
    script = ""
    form = EmailForm
    asks_code = False
    at_once = False

    def facts(self, account: ChannelAccount) -> dict[str, str] | None:
        return {"sender": Settings(**account.settings).sender_name}

    def invite(self, account: ChannelAccount, subscriber: Subscriber, base_url: str) -> None:
        """Send the letter.

        Raises
        ------
        NotInvitedError
            The mail server did not take it, or may not be called.
        """
        own = Settings(**account.settings)
        letter = _letter(own, subscriber, base_url)
        letter.connection = _backend(own, unlock_all(account.secrets))
        try:
            if own.server:
                require_public(own.server, own.port, installation.INTERNAL_HOSTS)
            letter.send()
        except (OSError, RefusedAddressError):  # smtplib's errors are of the first kind
            raise NotInvitedError from None

    def read(self, told: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        raise NotJoinableError(len(told))


def _letter(own: Settings, subscriber: Subscriber, base_url: str) -> EmailMessage:
    with override(subscriber.language):
        told = {
            "sender": own.sender_name,
            "is_on_list": subscriber.confirmed_at is not None,
            "confirm": confirm_address(base_url, subscriber.token, subscriber.language),
            "leave": leave_address(base_url, subscriber.token, subscriber.language),
        }
        subject = _("Warnings from %(sender)s") % {"sender": own.sender_name}
        return EmailMessage(
            subject,
            render_to_string("delivery/mail/invitation.txt", told),
            f'"{own.sender_name}" <{own.sender_address}>',
            [unlock(subscriber.address)],
            headers={"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
        )


def _backend(own: Settings, secrets: dict[str, str]) -> BaseEmailBackend:
    if not own.server:
        return get_connection()
    return get_connection(
        "django.core.mail.backends.smtp.EmailBackend",
        host=own.server,
        port=own.port,
        username=own.user,
        password=secrets.get("password", ""),
        use_tls=own.security == Security.STARTTLS.value,
        use_ssl=own.security == Security.TLS.value,
        timeout=SECONDS,
    )
