"""The signature of what we send in CAP, where the installation has a key for it."""

import logging

from django.conf import settings
from signxml.exceptions import SignXMLException

from allmenning.core.cap.signature import sign

log = logging.getLogger("allmenning.alerts")


def signed(data: bytes) -> bytes:
    """Sign a CAP document; a warning that cannot be signed goes out all the same, unsigned."""
    if not (settings.CAP_KEY and settings.CAP_CERTIFICATE):
        return data
    try:
        return sign(data, settings.CAP_KEY.read_bytes(), settings.CAP_CERTIFICATE.read_bytes())
    except (OSError, ValueError, TypeError, SignXMLException):
        log.exception("cap unsigned")
        return data
