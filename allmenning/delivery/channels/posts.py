"""Posts that link to the one they update, and are known again by their text alone."""

import re
import unicodedata
from collections.abc import Callable

from allmenning.delivery.channels.phrases import about_earlier
from allmenning.delivery.contract import Assignment


def units(text: str) -> int:
    """Count UTF-16 units: never fewer than what a service counts as characters."""
    return len(text.encode("utf-16-le")) // 2


def with_earlier(text: str, assignment: Assignment, limit: int, count: Callable[[str], int]) -> str:
    """Add a line that links to the post this one updates or ends, if there is one and room."""
    address = next((one.url for one in reversed(assignment.earlier) if one.url), "")
    if not address:
        return text
    words = about_earlier(assignment.message.text.language, assignment.message.act)
    longer = f"{text}\n\n{words} {address}"
    return longer if count(longer) <= limit else text


def is_ours(held: str, text: str) -> bool:
    """Tell whether a post that a service holds is this text, with or without what we added."""
    return bool(text) and _plain(held).startswith(_plain(text))


def _plain(text: str) -> str:
    """Leave out what services change on the way: white space and forms of the same letter."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
