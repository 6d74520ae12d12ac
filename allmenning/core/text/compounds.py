"""Compounds taken apart by the words that are there."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from allmenning.core.text.forms import ROOTS, WORDS, normal, stem
from allmenning.core.text.thesaurus import NEAR_TEXT, SAME_TEXT

SHORTEST_PART = 3
SHORTEST_COMPOUND = 6
# A word of so few letters is a part only at a price: it is found inside other words by chance.
CHANCE = 3
MOST_PARTS = 5
LONGEST_COMPOUND = 40
# What stands between the stem of a part and the next part.
LINKS = (
    *("", "s", "e", "er", "ar", "en", "a", "et", "es", "ens", "n", "t", "d"),
    *("ing", "ings", "ning", "nings", "ering", "erings", "else", "elses", "het", "hets"),
    *("lig", "lighet", "lighets", "sjon", "sjons", "ier", "itets", "ets"),
)

# What may stand behind a letter that is written twice: brudd-s.
DOUBLED = ("", "s", "e")

# Parts that are known before anybody has written anything.
ORDINARY = frozenset(
    {stem(word) for word in {*ROOTS.values(), *WORDS.values()} if len(word) > 3}
    | {normal(word) for word in re.split(r"[\s+]+", SAME_TEXT + NEAR_TEXT) if len(word) > 3}
)

Known = Callable[[Collection[str]], Collection[str]]


@dataclass(frozen=True, slots=True)
class Split:
    """A word taken apart.

    Attributes
    ----------
    parts : tuple of str
        Stems, in the order of the word.
    whole : bool
        Whether every letter belongs to a part; otherwise one piece is no known word.
    """

    parts: tuple[str, ...]
    whole: bool


def split(word: str, known: Known) -> Split | None:
    """Take a compound apart into the fewest and longest known parts.

    Parameters
    ----------
    word : str
        Folded, as `bokmal` returns it, with its endings.
    known : callable
        Given stems, returns those that occur in the vocabulary.

    Returns
    -------
    Split or None
        None when the word is short or has no known part that is worth a guess.
    """
    if not SHORTEST_COMPOUND <= len(word) <= LONGEST_COMPOUND or not word.isalpha():
        return None
    tails = {start: stem(word[start:]) for start in range(1, len(word) - SHORTEST_PART + 1)}
    inner = {
        word[start:end]
        for start in range(len(word) - SHORTEST_PART * 2 + 1)
        for end in range(start + SHORTEST_PART, len(word) - SHORTEST_PART + 1)
    }
    asked = {*inner, *tails.values(), *map(weak, inner)} - {"", stem(word)}
    there = ORDINARY.union(known([part for part in asked if part not in ORDINARY])) & asked
    usable = pieces(word, there, tails)
    return cover(word, usable) or longest(word, usable)


def weak(piece: str) -> str:
    """Return the stem of a piece that has lost its e: regel, regl; nothing for another."""
    if not piece.endswith("el") or len(piece) <= SHORTEST_PART:
        return ""
    before = piece[:-3] if piece[-3:-2] == piece[-4:-3] else piece[:-2]
    return before + "l"


def pieces(
    word: str, there: Collection[str], tails: Mapping[int, str]
) -> dict[tuple[int, int], str]:
    """Return the known parts by where they begin and end, with what joins them to the next."""
    found: dict[tuple[int, int], str] = {}
    last = len(word)
    for start in range(last - SHORTEST_PART + 1):
        if start in tails and tails[start] in there and len(tails[start]) >= SHORTEST_PART:
            found[start, last] = tails[start]
        for end in range(start + SHORTEST_PART, last - SHORTEST_PART + 1):
            piece = word[start:end]
            part = piece if piece in there else weak(piece)
            if part not in there:
                continue
            for link in (*LINKS, *(word[end - 1] + more for more in DOUBLED)):
                reached = end + len(link)
                fits = word.startswith(link, end) and reached <= last - SHORTEST_PART
                if fits and len(part) > len(found.get((start, reached), "")):
                    found[start, reached] = part
    return found


def cover(word: str, usable: dict[tuple[int, int], str]) -> Split | None:
    """Return the cheapest way to cover a word by parts."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for end in range(SHORTEST_PART, len(word) + 1):
        for start in range(end - SHORTEST_PART + 1):
            part = usable.get((start, end))
            before = best.get(start)
            if part is None or before is None or len(before[1]) == MOST_PARTS:
                continue
            by_chance = 0.9 * (len(part) <= CHANCE) + 0.05 * (end - start - len(part))
            reached = (before[0] + 1 + by_chance, (*before[1], part))
            if end not in best or cheaper(reached, best[end]):
                best[end] = reached
    ended = best.get(len(word))
    return Split(ended[1], whole=True) if ended and len(ended[1]) > 1 else None


def cheaper(one: tuple[float, tuple[str, ...]], other: tuple[float, tuple[str, ...]]) -> bool:
    """Tell whether a cover is cheaper; of equal price, the one whose head is longer wins."""
    return (one[0], -len(one[1][-1])) < (other[0], -len(other[1][-1]) if other[1] else 0)


def longest(word: str, usable: dict[tuple[int, int], str]) -> Split | None:
    """Return the longest known pieces at the ends, when what is between is no known word."""
    last = len(word)
    long = [(stop - start, start, stop) for start, stop in usable if stop - start > CHANCE + 1]
    first = max((one for one in long if one[1] == 0), default=None)
    head = max((one for one in long if one[2] == last), default=None)
    if first and head and first[2] > head[1]:
        first, head = (first, None) if first >= head else (None, head)
    parts = tuple(usable[one[1], one[2]] for one in (first, head) if one)
    return Split(parts, whole=False) if parts else None
