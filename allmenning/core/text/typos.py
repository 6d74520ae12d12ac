"""Which known words a misspelt one may mean."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.uint64]
Rows = NDArray[np.intp]

# One slip of the finger changes so many letters of a word's set, and so many of its pairs:
# a letter put in the place of another two and four, two letters exchanged none and six.
LETTERS_PER_SLIP = 2
PAIRS_PER_SLIP = 6


@dataclass(frozen=True, slots=True)
class Signatures:
    """Which letters and which pairs of letters words have, as sets of 64 bits.

    Attributes
    ----------
    letters : array of uint64, shape (words,)
        Bits of the letters; the length of the word stands in the highest eight.
    pairs : array of uint64, shape (words,)
        Bits of the neighbouring letters, ends included, hashed to 64.
    """

    letters: Masks
    pairs: Masks


def letter_mask(word: str) -> int:
    """Return the set of a word's letters, with its length in the highest eight bits."""
    mask = min(len(word), 255) << 56
    for letter in set(word):
        mask |= 1 << ord(letter) * 7 % 56
    return mask


def pair_mask(word: str) -> int:
    """Return the set of a word's neighbouring letters, ends included."""
    mask = 0
    for one, other in zip(f"^{word}", f"{word}$", strict=True):
        mask |= 1 << (ord(one) * 31 + ord(other)) % 64
    return mask


def signatures(words: Sequence[str]) -> Signatures:
    """Return the signatures of words, in their order."""
    return Signatures(
        np.array([letter_mask(word) for word in words], dtype=np.uint64),
        np.array([pair_mask(word) for word in words], dtype=np.uint64),
    )


def by_length(known: Signatures) -> tuple[Signatures, Rows]:
    """Return signatures in the order of the words' lengths, and the row each comes from."""
    order = np.argsort(known.letters)
    return Signatures(known.letters[order], known.pairs[order]), order


def may_be(word: str, known: Signatures, slips: int) -> Rows:
    """Return the rows of the known words that may be a word with so many slips.

    Parameters
    ----------
    word : str
        What was written.
    known : Signatures
        The vocabulary, as `by_length` returns it.
    slips : int
        Letters put in, left out, put in place of another, or exchanged with the next.

    Returns
    -------
    array of intp
        Every word within the distance is among them; some that are not, too. Likelier ones
        first. One pass over the words of about that length.
    """
    shortest, longest = max(0, len(word) - slips), min(len(word) + slips, 254) + 1
    ends = np.array([shortest << 56, longest << 56], dtype=np.uint64)
    start, stop = np.searchsorted(known.letters, ends)
    body = np.uint64((1 << 56) - 1)
    letters = (known.letters[start:stop] ^ np.uint64(letter_mask(word))) & body
    near = np.flatnonzero(bits(letters) <= LETTERS_PER_SLIP * slips) + start
    differing = bits(known.pairs[near] ^ np.uint64(pair_mask(word)))
    kept = np.flatnonzero(differing <= PAIRS_PER_SLIP * slips)
    found: Rows = near[kept[np.argsort(differing[kept], kind="stable")]]
    return found


def bits(masks: Masks) -> NDArray[np.uint8]:
    """Return how many bits are set.

    References
    ----------
    Warren (2013), Hacker's Delight, 2nd edition, section 5-1.
    """
    one, two, four = (
        np.uint64(n) for n in (0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F)
    )
    found = masks - ((masks >> np.uint64(1)) & one)
    found = (found & two) + ((found >> np.uint64(2)) & two)
    found = (found + (found >> np.uint64(4))) & four
    counted: NDArray[np.uint8] = (found * np.uint64(0x0101010101010101) >> np.uint64(56)).astype(
        np.uint8
    )
    return counted


def distance(one: str, other: str, most: int) -> int | None:
    """Return how many slips lie between two words, None when more than `most`.

    References
    ----------
    Damerau (1964), Communications of the ACM 7(3); in the restricted form, where no letters are
    touched twice.
    """
    if abs(len(one) - len(other)) > most:
        return None
    one, other = without_ends(one, other)
    if not one or not other:
        return len(one) + len(other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, b in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, last[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None


def without_ends(one: str, other: str) -> tuple[str, str]:
    """Return two words without what they begin and end with alike, which costs nothing."""
    shorter = min(len(one), len(other))
    start = 0
    while start < shorter and one[start] == other[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]
