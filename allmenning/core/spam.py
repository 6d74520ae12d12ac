"""A filter that learns from examples which texts are spam, and says how sure it is.

Bayesian logistic regression over words and features (docs/method/spam.md).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from scipy.sparse import csr_matrix

from allmenning.core.lowest import Vector, lowest
from allmenning.core.spam_words import CHEAP_HOSTS, COMMON, CONCEPTS

# Chosen so that at most 1 in 200 good texts waits, by cross-validation on the published set.
THRESHOLD = 0.235
# A sign seen in one text only says nothing.
SEEN_AT_LEAST = 2
# How narrow the weights are before anything is seen: the inverse of their variance.
PRIOR = 0.3
# Concepts, features and parts of words are many and repeat each other, so each counts for less.
# What a post between colleagues never has counts for more.
SIZES = {"c": 0.5, "f": 0.5, "h": 0.5, "g": 0.3, "k": 2.0}
# Before anything is seen these speak for spam, each by this times its size.
NEVER = float("-inf")
EXPECTED = {"k": 1.2}
LONGEST_TEXT = 20_000
# Fewer words than this do not tell their language.
SHORTEST_JUDGED = 5
# So many common words of languages that nobody writes here tell that this is one of them.
ABROAD_WORDS = 2
OUR_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzæøåäöéèêóòôüà")
STRANGE_LETTERS = 2
SAMI = frozenset("čđŋŧ")
HOME = frozenset({"here", "told", "warns"})
URGES = frozenset({"buy", "act", "now", "sure", "reach"})
BEGINNINGS = {
    concept: tuple(
        f"{one.rstrip('_')}{' ' * one.endswith('_')}" for one in words.replace("  ", "_ ").split()
    )
    for concept, words in CONCEPTS.items()
}
# How long the parts of words are; they know "lånet" from "lån" and "verifiser" from "verify".
PART_LENGTHS = (4, 5)

LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+|\b[a-z0-9-]{1,63}\.(?:xyz|top|ru|click|shop)\b",
    re.IGNORECASE,
)
MAIL = re.compile(r"[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63})+)")
HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w.-]+)", re.IGNORECASE)
# What is quoted is talked about, as in advice on what spam looks like.
QUOTED = re.compile(r"«[^»]{1,200}»|“[^”]{1,200}”")
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
MIXED = re.compile(r"\b(?=\w*[0-9@$])(?=\w*[^\W\d_])[\w@$]{4,}")
MONEY = re.compile(
    r"[$€£₿]\s?[0-9]|[0-9]\s?(?:[$€£₿]|usd|eur|btc|usdt)\b|\bkr\.?\s?[0-9]{3}", re.IGNORECASE
)
PLAIN_LETTERS = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "@": "a", "$": "s"}
)
FREE_MAIL = ("gmail", "hotmail", "outlook", "yahoo", "proton", "mail", "yandex", "aol")
SHORTENED = ("bit.ly", "tinyurl.com", "t.co", "goo.gl", "is.gd", "cutt.ly", "t.me", "wa.me")


@dataclass(frozen=True, slots=True)
class Example:
    """A text whose kind a person has told."""

    text: str
    is_spam: bool


@dataclass(frozen=True)
class Filter:
    """What was learnt: how much each sign speaks for spam.

    Attributes
    ----------
    weights : dict
        Log odds that a sign adds, negative where it speaks for a good text.
    start : float
        Log odds of a text without signs.
    """

    weights: Mapping[str, float]
    start: float

    def score(self, text: str) -> float:
        """Return the log odds that the text is spam.

        Parameters
        ----------
        text : str
            Any text; beyond 20,000 letters it is not read.

        Returns
        -------
        float
            Natural logarithm; 0 is even, above `THRESHOLD` it waits for a moderator.
        """
        return self.start + sum(
            self.weights.get(sign, EXPECTED.get(sign[0], 0.0)) * _size(sign)
            for sign in sorted(signs(text))
        )

    def is_spam(self, text: str) -> bool:
        """Tell whether a text should wait for a moderator."""
        return self.score(text) > THRESHOLD


def learn(examples: Sequence[Example]) -> Filter:
    """Fit the weights that are most probable after the examples.

    The probability of spam is logistic in the signs; before any example each weight is normal
    about `EXPECTED` or 0, so what was seen seldom says little (Gelman et al. 2008, Annals of
    Applied Statistics 2: 1360). The order of the examples does not matter.

    Parameters
    ----------
    examples : sequence of Example
        Without both kinds nothing is learnt, and nothing is spam.
    """
    told = sorted(examples, key=lambda one: (one.text, one.is_spam))
    if len({one.is_spam for one in told}) < 2:
        return Filter({}, NEVER)
    rows = [signs(one.text) for one in told]
    seen = Counter(sign for row in rows for sign in row)
    known = sorted(sign for sign, n in seen.items() if n >= SEEN_AT_LEAST)
    column = {sign: place for place, sign in enumerate(known)}
    matrix = _matrix(rows, column)
    kinds = np.array([1.0 if one.is_spam else -1.0 for one in told])
    expected = np.array([0.0, *(EXPECTED.get(sign[0], 0.0) for sign in known)])

    def surprise(told: Vector) -> tuple[float, Vector]:
        return _surprise(told, matrix, kinds, expected[1:])

    found = lowest(surprise, expected)
    return Filter(dict(zip(known, map(float, found[1:]), strict=True)), float(found[0]))


def _matrix(rows: Sequence[frozenset[str]], column: Mapping[str, int]) -> csr_matrix:
    """Put a text in each row and a sign in each column."""
    places = [
        (row, column[sign], _size(sign))
        for row, found in enumerate(rows)
        for sign in sorted(found)
        if sign in column
    ]
    across, down, values = zip(*places, strict=True)
    return csr_matrix((values, (across, down)), shape=(len(rows), len(column)))


def _size(sign: str) -> float:
    return SIZES.get(sign[0], 1.0)


def _surprise(
    told: Vector, matrix: csr_matrix, kinds: Vector, expected: Vector
) -> tuple[float, Vector]:
    """Return the negative log posterior and its gradient."""
    start, weights = told[0], told[1:]
    margins = kinds * (matrix @ weights + start)
    pull = -kinds / (1 + np.exp(np.clip(margins, -500, 500)))
    off = weights - expected
    surprise = np.logaddexp(0, -margins).sum() + PRIOR / 2 * (off * off).sum()
    gradient = np.concatenate([[pull.sum()], matrix.T @ pull + PRIOR * off])
    return float(surprise), gradient


def signs(text: str) -> frozenset[str]:
    """List what the filter sees in a text: words, the beginnings of long words, and features."""
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    bare = MAIL.sub(" ", LINK.sub(" ", QUOTED.sub(" ", text)))
    folded = bare.casefold()
    words = WORD.findall(folded)
    disguised = [one.translate(PLAIN_LETTERS) for one in MIXED.findall(folded)]
    found = {f"w:{word}" for word in [*words, *disguised] if len(word) > 1 and word not in COMMON}
    found.update(_concepts([*words, *disguised]))
    found |= {f"g:{part}" for word in words for part in _parts(word)}
    found |= {f"b:{one} {two}" for one, two in pairwise(words)}
    found.update(_features(text, bare, len(words)))
    if len(words) >= SHORTEST_JUDGED:
        common = sum(word in COMMON for word in words) / len(words)
        found.add(f"f:common {min(int(common * 10), 4)}")
    if disguised:
        found.add("f:disguised")
    if QUOTED.search(text):
        found.add("f:quotes")
    return frozenset(found)


def _parts(word: str) -> Iterator[str]:
    """Cut a word with its ends marked into every part of the lengths looked at."""
    marked = f"_{word}_"
    for length in PART_LENGTHS:
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def _concepts(words: Sequence[str]) -> Iterable[str]:
    """Say what the words are about, and how many of the things spam is about."""
    about = {concept for word in set(words) for concept in _about(word)}
    yield from (f"c:{concept}" for concept in about)
    for concept in HOME - about:
        yield f"c:not {concept}"
    yield f"c:n {min(len(about - HOME), 5)}"
    if sum("abroad" in _about(word) for word in set(words)) >= ABROAD_WORDS:
        yield "k:abroad"
    urges = about & URGES
    yield f"c:urges {len(urges)}"
    for one, two in combinations(sorted(about - HOME), 2):
        yield f"c:{one} {two}"


@lru_cache(maxsize=20_000)
def _about(word: str) -> frozenset[str]:
    return frozenset(
        concept for concept, beginnings in BEGINNINGS.items() if f"{word} ".startswith(beginnings)
    )


def _features(text: str, bare: str, words: int) -> Iterable[str]:
    """Give what is seen without reading the words."""
    links = LINK.findall(text)
    yield f"f:links {min(len(links), 3)}"
    if links:
        yield f"f:words a link {min(words // len(links) // 8, 4)}"
    for link in links:
        yield from _of_host(link)
    for host in MAIL.findall(text):
        yield "f:free mail" if host.split(".")[0].casefold() in FREE_MAIL else "f:mail"
    if MONEY.search(text):
        yield "f:money"
    letters = [sign for sign in bare if sign.isalpha()]
    yield from _of_letters(letters)
    yield f"f:shouts {min(bare.count('!'), 3)}"
    pictures = sum(unicodedata.category(sign) == "So" for sign in bare)
    yield f"f:pictures {min(pictures, 3)}"


def _of_host(link: str) -> Iterable[str]:
    matched = HOST.match(link)
    host = matched.group(1).casefold().rstrip(".") if matched else ""
    ending = host.rpartition(".")[2]
    yield f"h:{ending}"
    if ending in CHEAP_HOSTS:
        yield "k:cheap host"
    if host in SHORTENED:
        yield "k:shortened"
    if host.endswith("kommune.no"):
        yield "f:municipal"


def _of_letters(letters: Sequence[str]) -> Iterable[str]:
    if not letters:
        yield "f:no letters"
        return
    if sum(sign.isupper() for sign in letters) > len(letters) * 0.4:
        yield "f:capitals"
    if SAMI & set("".join(letters).casefold()):
        yield "f:sami"
    elif sum(sign.casefold() not in OUR_LETTERS for sign in letters) >= STRANGE_LETTERS:
        yield "k:strange letters"
    foreign = sum(not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    if foreign > len(letters) * 0.3:
        yield "k:other script"
    elif foreign:
        yield "f:mixed scripts"


def held_out_scores(examples: Sequence[Example], folds: Sequence[int]) -> list[float]:
    """Score each example by what the other folds taught.

    Parameters
    ----------
    examples : sequence of Example
        With both kinds outside every fold.
    folds : sequence of int
        Which fold each belongs to.
    """
    scores = [0.0] * len(examples)
    for fold in sorted(set(folds)):
        both = list(enumerate(zip(examples, folds, strict=True)))
        rest = learn([one for _place, (one, its) in both if its != fold])
        for place, (one, its) in both:
            if its == fold:
                scores[place] = rest.score(one.text)
    return scores
