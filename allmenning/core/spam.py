"""A filter that learns from examples which texts are spam, and says how sure it is.

Naive Bayes over words and features, each counted once for a text (docs/method/spam.md).
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

# Chosen so that at most 1 in 200 good texts waits, by cross-validation on the published set.
THRESHOLD = 3.1
# What a word seen in neither kind would have been seen, so that no word decides alone.
SMOOTHING = 0.4
# No sign says more than this, whatever it was seen in.
MOST_TOLD = 3.5
LONGEST_TEXT = 20_000
PREFIX = 5

LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"')\]]+|\b[a-z0-9-]+\.(?:xyz|top|ru|click|shop)\b", re.IGNORECASE
)
MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w.-]+)", re.IGNORECASE)
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
    """What was counted: in how many texts of each kind each sign stands.

    Attributes
    ----------
    spam, good : Counter
        Texts with the sign.
    spam_texts, good_texts : int
        Texts in all.
    """

    spam: Counter[str] = field(default_factory=Counter)
    good: Counter[str] = field(default_factory=Counter)
    spam_texts: int = 0
    good_texts: int = 0

    def score(self, text: str) -> float:
        """Return the log odds that the text is spam, by the square root of its number of signs.

        Parameters
        ----------
        text : str
            Any text; beyond 20,000 letters it is not read.

        Returns
        -------
        float
            Natural logarithm; 0 is even, above `THRESHOLD` it waits for a moderator.
        """
        if not (self.spam_texts and self.good_texts):
            return 0.0
        known = [one for one in (self._told(sign) for sign in signs(text)) if one]
        return sum(known) / math.sqrt(len(known)) if known else 0.0

    def _told(self, sign: str) -> float:
        """Return how much one sign tells, between plus and minus `MOST_TOLD`."""
        spam, good = self.spam[sign], self.good[sign]
        if not spam and not good:
            return 0.0
        odds = math.log((spam + SMOOTHING) / (self.spam_texts + 2 * SMOOTHING)) - math.log(
            (good + SMOOTHING) / (self.good_texts + 2 * SMOOTHING)
        )
        return max(-MOST_TOLD, min(MOST_TOLD, odds))

    def is_spam(self, text: str) -> bool:
        return self.score(text) > THRESHOLD

    def taught(self, examples: Iterable[Example]) -> "Filter":
        """Count further examples on top; the order they come in does not matter."""
        spam, good = Counter(self.spam), Counter(self.good)
        spam_texts, good_texts = self.spam_texts, self.good_texts
        for one in examples:
            (spam if one.is_spam else good).update(signs(one.text))
            spam_texts += one.is_spam
            good_texts += not one.is_spam
        return Filter(spam, good, spam_texts, good_texts)


def signs(text: str) -> frozenset[str]:
    """List what the filter sees in a text: words, the beginnings of long words, and features."""
    text = unicodedata.normalize("NFKC", text[:LONGEST_TEXT])
    bare = MAIL.sub(" ", LINK.sub(" ", text))
    folded = bare.casefold()
    words = WORD.findall(folded)
    disguised = [one.translate(PLAIN_LETTERS) for one in MIXED.findall(folded)]
    found = {f"w:{word}" for word in [*words, *disguised] if len(word) > 1}
    found |= {f"p:{word[:PREFIX]}" for word in words if len(word) > PREFIX}
    found |= {f"b:{one} {two}" for one, two in pairwise(words)}
    found.update(_features(text, bare, len(words)))
    if disguised:
        found.add("f:disguised")
    return frozenset(found)


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
    yield f"h:{host.rpartition('.')[2]}"
    if host in SHORTENED:
        yield "f:shortened"
    if host.endswith("kommune.no"):
        yield "f:municipal"


def _of_letters(letters: Sequence[str]) -> Iterable[str]:
    if not letters:
        yield "f:no letters"
        return
    if sum(sign.isupper() for sign in letters) > len(letters) * 0.4:
        yield "f:capitals"
    foreign = sum(not unicodedata.name(sign, "").startswith("LATIN") for sign in letters)
    if foreign > len(letters) * 0.3:
        yield "f:other script"
    elif foreign:
        yield "f:mixed scripts"


def count(examples: Iterable[Example]) -> Filter:
    """Count a filter from examples alone."""
    return Filter().taught(examples)


def chosen_threshold(
    examples: Sequence[Example], folds: Sequence[int], *, most_false: float
) -> float:
    """Find the lowest threshold at which at most `most_false` of the good texts would wait.

    Parameters
    ----------
    examples : sequence of Example
        With both kinds in every fold.
    folds : sequence of int
        Which fold each belongs to; it is scored by what the other folds taught.
    most_false : float
        0 to 1.
    """
    scores: list[float] = []
    for fold in sorted(set(folds)):
        rest = count(one for one, its in zip(examples, folds, strict=True) if its != fold)
        scores += [
            rest.score(one.text)
            for one, its in zip(examples, folds, strict=True)
            if its == fold and not one.is_spam
        ]
    allowed = int(len(scores) * most_false)
    return sorted(scores, reverse=True)[allowed]
