"""Rules about files that belong to a message."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator

from allmenning.core.cap.model import Alert, Resource
from allmenning.core.cap.values import is_absolute

from .rule import ADVISED, EVERYWHERE, Rule, resources

DICTIONARY = "CAP 1.2, section 3.2.3"
MIME_TYPE = re.compile(r"[\w!#$&^.+\-]+/[\w!#$&^.+\-]+(?:\s*;.*)?", re.ASCII)
DIGEST = re.compile(r"[0-9A-Fa-f]{40}")


def _decoded(resource: Resource) -> bytes | None:
    """Return the file that is inside the message; None when there is none, or it is broken."""
    if not resource.content:
        return None
    try:
        return base64.b64decode("".join(resource.content.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def mime_type_form(alert: Alert) -> Iterator[str]:
    """A MIME type is as image/png."""
    for where, resource in resources(alert):
        if resource.mime_type and not MIME_TYPE.fullmatch(resource.mime_type):
            yield f"{where}/mimeType is {resource.mime_type!r}, not as image/png."


def size_negative(alert: Alert) -> Iterator[str]:
    """A size is 0 or more bytes."""
    for where, resource in resources(alert):
        if resource.size is not None and resource.size < 0:
            yield f"{where}/size is {resource.size} bytes."


def uri_relative(alert: Alert) -> Iterator[str]:
    """A relative address stands only for a file inside the message."""
    for where, resource in resources(alert):
        if resource.uri and not is_absolute(resource.uri) and not resource.content:
            yield f"{where}/uri is {resource.uri!r}, which needs the file in derefUri."


def resource_nowhere(alert: Alert) -> Iterator[str]:
    """A file can be had somewhere."""
    for where, resource in resources(alert):
        if resource.uri is None and resource.content is None:
            yield f"{where} has neither uri nor derefUri."


def content_broken(alert: Alert) -> Iterator[str]:
    """A file inside the message is whole base64."""
    for where, resource in resources(alert):
        if resource.content and _decoded(resource) is None:
            yield f"{where}/derefUri is not base64."


def digest_form(alert: Alert) -> Iterator[str]:
    """A digest is SHA-1, 40 hexadecimal digits."""
    for where, resource in resources(alert):
        if resource.digest and not DIGEST.fullmatch(resource.digest):
            yield f"{where}/digest is {resource.digest!r}, not 40 hexadecimal digits of SHA-1."


def content_size(alert: Alert) -> Iterator[str]:
    """The size is that of the file inside the message."""
    for where, resource in resources(alert):
        inside = _decoded(resource)
        if inside is not None and resource.size is not None and 0 <= resource.size != len(inside):
            yield f"{where}/size is {resource.size}, and derefUri holds {len(inside)} bytes."


def content_digest(alert: Alert) -> Iterator[str]:
    """The digest is that of the file inside the message."""
    for where, resource in resources(alert):
        inside = _decoded(resource)
        if inside is None or not resource.digest or not DIGEST.fullmatch(resource.digest):
            continue
        # The standard prescribes SHA-1 here; it finds a damaged file, it guards nothing.
        if hashlib.sha1(inside, usedforsecurity=False).hexdigest() != resource.digest.lower():
            yield f"{where}/digest is not that of the file in derefUri."


RULES = (
    Rule("mime_type_form", DICTIONARY, EVERYWHERE, mime_type_form),
    Rule("size_negative", DICTIONARY, EVERYWHERE, size_negative),
    Rule("uri_relative", DICTIONARY, EVERYWHERE, uri_relative),
    Rule("resource_nowhere", DICTIONARY, ADVISED, resource_nowhere),
    Rule("content_broken", DICTIONARY, EVERYWHERE, content_broken),
    Rule("digest_form", DICTIONARY, EVERYWHERE, digest_form),
    Rule("content_size", DICTIONARY, EVERYWHERE, content_size),
    Rule("content_digest", DICTIONARY, EVERYWHERE, content_digest),
)
