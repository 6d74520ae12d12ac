"""Which words of a message a channel carries: as many as fit, whole, and never cut."""

from collections.abc import Callable, Iterable

from allmenning.delivery.contract import Message, Text

BETWEEN = "\n\n"


def choose(message: Message, count: Callable[[str], int], limit: int, closing: str = "") -> str:
    """Return the full text if it fits, else the short one; then other languages likewise.

    The sender's own language stands first. When not even its short text fits, that is returned as
    it is: the rendition then says that it does not fit, and a person shortens it.

    Parameters
    ----------
    message
        What is to be said.
    count
        Measures a text in the channel's own unit.
    limit
        The most that `count` may say.
    closing
        A last line that every rendition carries.
    """

    def fits(parts: Iterable[str]) -> bool:
        return count(joined(parts)) <= limit

    def joined(parts: Iterable[str]) -> str:
        return BETWEEN.join(part for part in (*parts, closing) if part)

    own = message.text
    parts = [own.full if fits([own.full]) else own.short]
    for text in message.texts[1:]:
        fitting = (words for words in (text.full, text.short) if fits([*parts, words]))
        parts += [words for words in (next(fitting, ""),) if words]
    return joined(parts)


def languages(message: Message, text: str) -> list[str]:
    """Name the languages whose words stand in a text that `choose` made."""
    return [each.language for each in message.texts if _stands_in(each, text)]


def _stands_in(each: Text, text: str) -> bool:
    return each.full in text or each.short in text
