"""Posts that link to the one they update, and are known again by their text alone."""

import re
import unicodedata
from collections.abc import Callable

from allmenning.delivery.channels.phrases import about_earlier
from allmenning.delivery.contract import Assignment

ADDRESS = re.compile(r"https?://\S+")


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
    wanted = _letters(text)
    return bool(wanted) and _letters(held).startswith(wanted)


def _letters(text: str) -> str:
    """Keep what no service changes on the way: letters and digits outside addresses.

    LinkedIn puts its own short addresses in the place of ours; others touch quotes and spaces.
    """
    plain = unicodedata.normalize("NFKC", ADDRESS.sub(" ", text)).casefold()
    return "".join(letter for letter in plain if letter.isalnum())
