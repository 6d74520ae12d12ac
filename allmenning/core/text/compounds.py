"""Compounds taken apart by the words that are there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

from allmenning.core.text.forms import ROOTS, WORDS, stem

SHORTEST_PART = 3
SHORTEST_COMPOUND = 6
# A word of so few letters is a part only at a price: it is found inside other words by chance.
CHANCE = 3
MOST_PARTS = 5

# Parts that are known before anybody has written anything.
ORDINARY = frozenset(stem(word) for word in {*ROOTS.values(), *WORDS.values()} if len(word) > 3)

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


@lru_cache(maxsize=20_000)
def pieces(word: str) -> dict[tuple[int, int], str]:
    """Return the stem of every piece of a word, by where it begins and ends.

    What joins parts (s, e, er, a) is an ending to the stem, or the s that is tried besides.
    """
    length = len(word)
    found = {}
    for start in range(length - SHORTEST_PART + 1):
        for end in range(start + SHORTEST_PART, length + 1):
            if end - start == length or 0 < length - end < SHORTEST_PART - 1:
                continue
            bare = stem(word[start:end])
            if len(bare) >= SHORTEST_PART:
                found[start, end] = bare
    return found


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
    if not SHORTEST_COMPOUND <= len(word) <= 40 or not word.isalpha():
        return None
    tried = pieces(word)
    there = known(set(tried.values()))
    usable = {at: part for at, part in tried.items() if part in there or part in ORDINARY}
    return cover(word, usable) or longest(word, usable)


def cover(word: str, usable: dict[tuple[int, int], str]) -> Split | None:
    """Return the cheapest way to cover a word by parts; an s between parts is free."""
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for end in range(SHORTEST_PART, len(word) + 1):
        for start in range(end - SHORTEST_PART + 1):
            part = usable.get((start, end))
            before = best.get(start)
            if part is None or before is None or len(before[1]) == MOST_PARTS:
                continue
            cost = before[0] + 1 + 0.9 * (end - start <= CHANCE)
            reached = (cost, (*before[1], part))
            for at in (end, end + 1) if word[end : end + 1] == "s" else (end,):
                if at not in best or cheaper(reached, best[at]):
                    best[at] = reached
    ended = best.get(len(word))
    return Split(ended[1], whole=True) if ended and len(ended[1]) > 1 else None


def cheaper(one: tuple[float, tuple[str, ...]], other: tuple[float, tuple[str, ...]]) -> bool:
    """Tell whether a cover is cheaper; of equal price, the one whose head is longer wins."""
    return (one[0], -len(one[1][-1])) < (other[0], -len(other[1][-1]) if other[1] else 0)


def longest(word: str, usable: dict[tuple[int, int], str]) -> Split | None:
    """Return the longest known piece at either end, when the rest is no known word."""
    ends = [
        (stop - start, part)
        for (start, stop), part in usable.items()
        if stop - start > CHANCE + 1 and (start == 0 or stop == len(word))
    ]
    return Split((max(ends)[1],), whole=False) if ends else None
