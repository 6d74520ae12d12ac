"""What an index keeps of a text, and where it stands in it."""

from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from allmenning.core.text.folding import places, plain, words
from allmenning.core.text.forms import english, is_stop, normal

ENGLISH = "en"


class Term(NamedTuple):
    """One word of a text, as an index keeps it.

    Attributes
    ----------
    form : str
        Folded, as bokmål spells it, without endings.
    start, end : int
        Offsets in the text of its first character and behind its last.
    other : str or None
        The English stem, in an English text, where it is another.
    """

    form: str
    start: int
    end: int
    other: str | None = None


def analyse(text: str, language: str | None = None) -> list[Term]:
    """Return the words of a text that carry meaning, in the form every index keeps.

    Parameters
    ----------
    text : str
        Any text.
    language : str or None
        `nb`, `nn`, `en`. Both forms of Norwegian are treated alike; an English text is kept by
        its English stems too, as names and loans in it are asked for as in Norwegian.

    Returns
    -------
    list of Term
        In the order of the text, without the small words.
    """
    found = []
    for word, start, end in words(text):
        if is_stop(word):
            continue
        form = normal(word)
        other = english(word) if language == ENGLISH else None
        found.append(Term(form, start, end, other if other != form else None))
    return found


def forms(text: str, language: str | None = None) -> list[str]:
    """Return the forms alone, English ones included."""
    found = []
    for word, _, _ in words(text):
        if is_stop(word):
            continue
        form = normal(word)
        found.append(form)
        if language == ENGLISH and english(word) != form:
            found.append(english(word))
    return found


def spans(text: str, matched: Collection[str]) -> list[tuple[int, int]]:
    """Return where the words stand that a search matched, for marking them.

    Parameters
    ----------
    text : str
        The text that is shown.
    matched : collection of str
        Forms, as the engine hands them out with its hits.

    Returns
    -------
    list of tuple of int, int
        Offsets, in order, not overlapping.
    """
    wanted = set(matched)
    return [
        (start, end) for written, start, end in places(text) if not wanted.isdisjoint(ways(written))
    ]


@lru_cache(maxsize=100_000)
def ways(written: str) -> tuple[str, ...]:
    """Return the forms a word may have been found by; none for a small word."""
    word = plain(written)
    return () if is_stop(word) else (normal(word), english(word))
