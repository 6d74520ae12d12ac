"""Personal links: a token is made anew each time a letter needs it, and only its hash is kept.

HMAC-SHA256 of the contact's key and nonce with the installation's secret, so 192 bits that neither
the database nor a backup of it can give away, and a reminder carries the link of the invitation.
"""

import base64
from datetime import datetime
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from allmenning.accounts.models import User
from allmenning.surveys.models import Contact
from allmenning.surveys.queries.response import digest_of

TOKEN_BYTES = 24
NONCE_BYTES = 16


@transaction.atomic
def give_token(*, contact: Contact, by: User | None, at: datetime) -> str:
    """Return the token of this contact's link; the first time it is given one.

    A secret that was changed makes another token, and then the hash follows it: the link of the
    newest letter is the one that works. With the old secret among `SECRET_KEY_FALLBACKS` it stays.
    """
    del by, at
    stored = Contact.objects.select_for_update().get(pk=contact.pk)
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = _token(stored, secret)
        if stored.link_nonce and digest_of(token) == stored.token_sha256:
            return token
    return _renewed(stored)


def _renewed(contact: Contact) -> str:
    contact.link_nonce = token_hex(NONCE_BYTES)
    token = _token(contact, settings.SECRET_KEY)
    contact.token_sha256 = digest_of(token)
    contact.save(update_fields=["link_nonce", "token_sha256"])
    return token


def _token(contact: Contact, secret: str | bytes) -> str:
    told = f"{contact.pk}.{contact.link_nonce}"
    made = salted_hmac("surveys.link", told, secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made[:TOKEN_BYTES]).decode()
