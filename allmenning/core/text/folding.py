"""Words out of text, and their letters without marks."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# One letter, a hyphen and a word is one word: e-post.
LETTER_AND_WORD = re.compile(r"\b([^\W\d_])[-‐‑]([^\W_]{3,})")
LETTERS = str.maketrans(
    {"æ": "a", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ß": "ss", "ł": "l", "ð": "d"}
)
PAIRS = re.compile(r"aa|ae|oe")
SINGLE = {"aa": "a", "ae": "a", "oe": "o"}
# Longer runs of letters are no words anybody asks for.
LONGEST = 60


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """Return a word in lower case and without the marks of its letters.

    Parameters
    ----------
    word : str
        One word, in any case and any Unicode form.

    Returns
    -------
    str
        æ, ae become a; ø, oe become o; å, aa become a; accents fall away. Letters of other
        scripts stay. Folding again changes nothing.

    References
    ----------
    Unicode Standard Annex 15 (normalisation form KD) and section 3.13 (case folding). The pairs
    ae, oe and aa are how Norwegian is written without its letters.
    """
    marked = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
    # Casefold and decomposition may each make room for the other once more (İ, ΐ).
    bare = "".join(c for c in marked.casefold() if not unicodedata.combining(c))
    folded = bare.translate(LETTERS)
    while PAIRS.search(folded):
        folded = PAIRS.sub(lambda found: SINGLE[found.group()], folded)
    return folded


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text in lower case, with where they begin and end.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    tuple of str, int, int
        The word; the offsets of its first character and behind its last.
    """
    for written, start, end in places(text):
        yield plain(written), start, end


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the words of a text as they are written, with where they begin and end."""
    at = 0
    for joined in LETTER_AND_WORD.finditer(text):
        for found in WORD.finditer(text, at, joined.start()):
            yield found.group(), found.start(), found.end()
        yield joined[1] + joined[2], joined.start(), joined.end()
        at = joined.end()
    for found in WORD.finditer(text, at):
        yield found.group(), found.start(), found.end()


def plain(written: str) -> str:
    """Return a word in lower case and without apostrophes."""
    return written.casefold()[:LONGEST].replace("'", "").replace("’", "")
