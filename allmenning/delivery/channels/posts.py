"""Posts that link to the one they update, and are known again by their text alone."""

import re
import unicodedata
from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from allmenning.delivery.contract import Act, Assignment


def units(text: str) -> int:
    """Count UTF-16 units: never fewer than what a service counts as characters."""
    return len(text.encode("utf-16-le")) // 2


def with_earlier(text: str, assignment: Assignment, limit: int, count: Callable[[str], int]) -> str:
    """Add a line that links to the post this one updates or ends, if there is one and room."""
    address = next((one.url for one in reversed(assignment.earlier) if one.url), "")
    if not address:
        return text
    with translation.override(assignment.message.text.language):
        line = _about_earlier(assignment.message.act, address)
    longer = f"{text}\n\n{line}"
    return longer if count(longer) <= limit else text


def _about_earlier(act: Act, address: str) -> str:
    if act == Act.CANCEL:
        return _("Withdraws this post, which was sent by mistake: %(address)s") % {
            "address": address
        }
    if act == Act.ALL_CLEAR:
        return _("Ends the warning in this post: %(address)s") % {"address": address}
    return _("Updates this post: %(address)s") % {"address": address}


def is_ours(held: str, text: str) -> bool:
    """Tell whether a post that a service holds is this text, with or without what we added."""
    return bool(text) and _plain(held).startswith(_plain(text))


def _plain(text: str) -> str:
    """Leave out what services change on the way: white space and forms of the same letter."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
