"""What a mail server says of one letter, in one word."""

from collections.abc import Callable
from enum import Enum, auto
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

PERMANENT = 500
"""Replies from this number on are for good (RFC 5321, section 4.2.1)."""


class Fate(Enum):
    """What became of a letter; after the last two the server is better left alone."""

    TAKEN = auto()
    NO_SUCH_ADDRESS = auto()
    ADDRESS_LATER = auto()
    LETTER_REFUSED = auto()
    SERVER_REFUSED = auto()
    NOT_KNOWN = auto()


def fate_of(send: Callable[[], object]) -> Fate:
    """Send a letter and tell what became of it.

    Parameters
    ----------
    send : callable
        Hands the letter over by `smtplib`, to one recipient.

    Returns
    -------
    Fate
        ``NOT_KNOWN`` when the server was lost on the way: it may have taken the letter.
    """
    try:
        send()
    except SMTPRecipientsRefused as error:
        is_for_now = all(code < PERMANENT for code, _words in error.recipients.values())
        return Fate.ADDRESS_LATER if is_for_now else Fate.NO_SUCH_ADDRESS
    except SMTPDataError:
        return Fate.LETTER_REFUSED
    except SMTPResponseException:
        return Fate.SERVER_REFUSED
    except OSError:  # smtplib's other errors are of this kind
        return Fate.NOT_KNOWN
    return Fate.TAKEN
