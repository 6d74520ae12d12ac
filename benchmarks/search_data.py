"""Made-up municipal texts in any number, for the benchmark of the search.

Words follow Zipf's law, as in Norwegian text: a few hundred common ones, and a long tail of
compounds of two or three of them with their endings, in both forms of Norwegian.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from allmenning.core.text.lexicon import ROOTS_TEXT, STOP_TEXT, WORDS_TEXT
from allmenning.search.contract import MEMBERS, OPEN, Document

DATA = Path(__file__).parent.parent / "allmenning/search/data"
VOCABULARY = 200_000
ENDINGS = {
    "nb": ("", "", "", "en", "er", "ene", "et", "e", "s"),
    "nn": ("", "", "", "en", "ar", "ane", "et", "a", "s"),
}
LINKS = ("", "", "s", "e")
KINDS = ("case", "question", "guidance", "finding", "study", "body", "alert")
THEMES = tuple(f"theme-{number}" for number in range(25))
TITLE, BODY = 6, 40
TODAY = date(2026, 11, 23)

Words = dict[str, tuple[list[str], list[float]]]


def roots(language: str) -> list[str]:
    """Return the plain words of one form of Norwegian, longer than a few letters."""
    side = 0 if language == "nn" else 1
    entries = f"{ROOTS_TEXT} {WORDS_TEXT}".split()
    return sorted({w for e in entries if len(w := e.split(":")[side]) > 3})


def vocabulary(language: str, rng: random.Random) -> tuple[list[str], list[float]]:
    """Return words, commonest first, and the running sums of how common they are."""
    plain = roots(language)
    rng.shuffle(plain)
    words = dict.fromkeys(plain)
    while len(words) < VOCABULARY // 2:
        parts = rng.choices(plain, k=2 if rng.random() < 0.85 else 3)
        words[rng.choice(LINKS).join(parts) + rng.choice(ENDINGS[language])] = None
    return list(words), list(accumulate(1 / (rank + 3) for rank in range(len(words))))


def noise(number: int, seed: int = 2026) -> Iterator[Document]:
    """Yield made-up documents; the same for the same number and seed."""
    rng = random.Random(seed)  # noqa: S311 - data, no secrets
    words: Words = {language: vocabulary(language, rng) for language in ("nb", "nn")}
    small = STOP_TEXT.split()
    for at in range(number):
        language = "nb" if rng.random() < 0.8 else "nn"
        every, sums = words[language]
        title = rng.choices(every, cum_weights=sums, k=TITLE)
        body = rng.choices(every, cum_weights=sums, k=BODY)
        mixed = [
            word for pair in zip(body, rng.choices(small, k=BODY), strict=True) for word in pair
        ]
        yield Document(
            key=f"noise:{at}",
            kind=rng.choice(KINDS),
            language=language,
            titles={language: " ".join(title).capitalize()},
            body=" ".join(mixed),
            route=("noise", str(at)),
            themes=rng.sample(THEMES, 2),
            owner_code=f"{rng.randrange(357):04}",
            audience=OPEN if rng.random() < 0.9 else MEMBERS,
            dated=TODAY - timedelta(days=rng.randrange(1500)),
        )


def judged() -> Iterator[Document]:
    """Yield the documents that the queries are about."""
    for kept in json.loads((DATA / "documents.json").read_text()):
        yield Document(
            key=kept["id"],
            kind="case",
            language=kept["lang"],
            titles={kept["lang"]: kept["title"]},
            body=kept["body"],
            route=("judged", kept["id"]),
        )


def queries() -> dict[str, list[dict[str, Any]]]:
    """Return the sets of queries by name."""
    return {
        name: json.loads((DATA / f"queries_{name}.json").read_text())
        for name in ("public", "own", "held", "second", "third", "third_held", "fourth")
    }
